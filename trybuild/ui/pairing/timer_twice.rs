use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn refresh(&mut self) {}

    #[interval("1h", name = "refresh")]
    async fn refresh_all(&mut self) {}
}

fn main() {}
