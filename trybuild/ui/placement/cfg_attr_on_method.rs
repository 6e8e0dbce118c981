use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[cfg_attr(not(test), interval("5s"))]
    async fn poll(&mut self) {}
}

fn main() {}
