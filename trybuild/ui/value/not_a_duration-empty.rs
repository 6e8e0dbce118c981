use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("")]
    async fn poll(&mut self) {}
}

fn main() {}
