use daemon_core::prelude::*;

#[daemon(critical, restart())]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
