use daemon_core::prelude::*;

#[daemon(watchdog = "0s")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
