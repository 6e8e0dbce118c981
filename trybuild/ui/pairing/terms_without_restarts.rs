use daemon_core::prelude::*;

#[daemon(restart(policy = "never", max = 5, delay = "1s"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
