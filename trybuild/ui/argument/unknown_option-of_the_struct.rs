use daemon_core::prelude::*;

#[daemon(stop_timout = "10s")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
