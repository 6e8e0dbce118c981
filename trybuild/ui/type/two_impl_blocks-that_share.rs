use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[interval("5s", concurrent = 2)]
    async fn report(&self) {}
}

#[daemon]
impl UserDaemon {
    #[run]
    async fn serve(&mut self) {}
}

fn main() {}
