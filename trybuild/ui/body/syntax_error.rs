use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(&mut self) {
        let polls = ;
    }
}

fn main() {}
