use daemon_core::prelude::*;

#[daemon]
struct Poller {
    #[default]
    retries: u32,
}

#[daemon]
impl Poller {
    #[interval]
    async fn poll(&mut self) {}

    #[defer]
    async fn catch_up(&mut self) {}

    #[on_ready]
    async fn reload(&mut self) {}
}

fn main() {}
