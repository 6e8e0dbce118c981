use daemon_core::prelude::*;

#[daemon]
struct Poller {
    #[default = 3]
    retries: u32,
}

#[daemon]
impl Poller {}

fn main() {}
