use daemon_core::prelude::*;

#[daemon(ready = "completed")]
struct Migration;

#[daemon]
impl Migration {
    #[run]
    async fn migrate(&mut self, _table: &str) {}
}

fn main() {}
