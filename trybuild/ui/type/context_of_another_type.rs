use daemon_core::prelude::*;

struct Config;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(&mut self, _ctx: &Config) {}
}

fn main() {}
