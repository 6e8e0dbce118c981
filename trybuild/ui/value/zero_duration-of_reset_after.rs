use daemon_core::prelude::*;

#[daemon(restart(max = 5, delay = "0s", reset_after = "0s"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
