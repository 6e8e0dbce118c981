use daemon_core::prelude::*;

#[daemon(stop_timeout = "0ms")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
