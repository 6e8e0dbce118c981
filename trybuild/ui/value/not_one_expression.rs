use daemon_core::prelude::*;

#[daemon]
struct Poller {
    #[default(1, 2)]
    retries: u32,
}

#[daemon]
impl Poller {}

fn main() {}
