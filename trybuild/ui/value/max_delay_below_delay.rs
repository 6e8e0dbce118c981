use daemon_core::prelude::*;

#[daemon(restart(delay = "5s", max_delay = "1s"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
