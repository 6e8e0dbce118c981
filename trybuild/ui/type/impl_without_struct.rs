use daemon_core::prelude::*;

struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[interval("5s")]
    async fn report(&mut self) {}
}

fn main() {}
