use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s", every = std::time::Duration::from_secs(5))]
    async fn poll(&mut self) {}
}

fn main() {}
