use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[defer("30")]
    async fn catch_up(&mut self) {}
}

fn main() {}
