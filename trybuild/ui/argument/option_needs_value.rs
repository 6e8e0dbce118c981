use daemon_core::prelude::*;

#[daemon(stop_timeout)]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
