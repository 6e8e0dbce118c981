use daemon_core::prelude::*;

#[daemon(restart(max = 5, jitter = 20))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
