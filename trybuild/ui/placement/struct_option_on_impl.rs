use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon(stop_timeout = "10s")]
impl Poller {
    #[interval("5s")]
    async fn poll(&mut self) {}
}

fn main() {}
