use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[cleanup(timeout = "5s")]
    async fn disconnect(&mut self) {}
}

fn main() {}
