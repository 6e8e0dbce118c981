use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s", retries = 3)]
    async fn poll(&mut self) {}
}

fn main() {}
