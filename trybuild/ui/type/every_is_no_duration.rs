use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval(every = 5)]
    async fn poll(&mut self) {}
}

fn main() {}
