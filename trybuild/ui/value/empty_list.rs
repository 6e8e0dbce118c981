use daemon_core::prelude::*;

#[daemon(profiles())]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
