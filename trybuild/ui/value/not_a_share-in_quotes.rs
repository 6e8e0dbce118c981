use daemon_core::prelude::*;

#[daemon(restart(jitter = "0.2"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
