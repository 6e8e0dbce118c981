use daemon_core::prelude::*;

struct Database;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[on_ready(Database)]
    async fn reload(&mut self) {}
}

fn main() {}
