use daemon_core::prelude::*;

#[daemon]
struct Client;

#[daemon]
impl Client {
    #[cleanup]
    async fn disconnect(self) {}
}

fn main() {}
