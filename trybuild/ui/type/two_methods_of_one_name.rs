use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[interval("5s")]
    async fn report(&mut self) {}

    #[interval("1h")]
    async fn report(&mut self) {}
}

fn main() {}
