use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5 sec")]
    async fn poll(&mut self) {}
}

fn main() {}
