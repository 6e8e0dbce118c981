use daemon_core::prelude::*;

#[daemon(ready = "completed", restart(policy = "always", delay = "10s"))]
struct Migration;

#[daemon]
impl Migration {
    #[run]
    async fn migrate(&mut self) {}
}

fn main() {}
