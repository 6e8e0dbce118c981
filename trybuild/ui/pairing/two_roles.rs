use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    #[defer("1s")]
    async fn poll(&mut self) {}
}

fn main() {}
