use daemon_core::prelude::*;

#[daemon(crate = "daemon_core")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
