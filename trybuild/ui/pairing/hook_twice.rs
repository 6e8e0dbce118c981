use daemon_core::prelude::*;

#[daemon]
struct Client;

#[daemon]
impl Client {
    #[cleanup]
    async fn disconnect(&mut self) {}

    #[cleanup]
    async fn flush(&mut self) {}
}

fn main() {}
