use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[interval("5s")]
    async fn report(&mut self) {}
}

#[daemon]
impl UserDaemon {
    #[defer("2s")]
    async fn catch_up(&mut self) {}
}

fn main() {}
