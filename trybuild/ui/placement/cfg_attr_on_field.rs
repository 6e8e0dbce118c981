use daemon_core::prelude::*;

#[daemon]
struct Poller {
    #[cfg_attr(not(test), default(3))]
    retries: u32,
}

#[daemon]
impl Poller {}

fn main() {}
