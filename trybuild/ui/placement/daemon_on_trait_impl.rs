use daemon_core::prelude::*;

trait Poll {
    async fn poll(&mut self);
}

#[daemon]
struct Poller;

#[daemon]
impl Poller {}

#[daemon]
impl Poll for Poller {
    #[interval("5s")]
    async fn poll(&mut self) {}
}

fn main() {}
