use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[run]
    async fn serve(&self) {}
}

#[daemon]
impl UserDaemon {
    #[run]
    async fn serve_too(&self) {}
}

fn main() {}
