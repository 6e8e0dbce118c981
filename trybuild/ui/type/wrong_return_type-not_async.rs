use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    fn poll(&mut self) -> u32 {
        1
    }
}

fn main() {}
