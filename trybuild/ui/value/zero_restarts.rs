use daemon_core::prelude::*;

#[daemon(restart(max = 0, delay = "1s"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
