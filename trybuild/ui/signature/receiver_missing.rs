use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(_ctx: &Context) {}
}

fn main() {}
