use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s" immediate)]
    async fn poll(&mut self) {}
}

fn main() {}
