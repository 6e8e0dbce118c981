use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s", missed = "skipp")]
    async fn poll(&mut self) {}
}

fn main() {}
