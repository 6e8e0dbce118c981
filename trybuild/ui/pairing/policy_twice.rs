use daemon_core::prelude::*;

#[daemon(restart("always", max = 5, policy = "on_failure"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
