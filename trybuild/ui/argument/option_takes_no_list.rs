use daemon_core::prelude::*;

#[daemon(name("poller"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
