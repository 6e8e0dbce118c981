use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {}

impl Poller {
    #[interval("5s")]
    async fn poll(&mut self) {}
}

fn main() {}
