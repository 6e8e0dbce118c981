use daemon_core::prelude::*;

#[daemon(name = "poller" profiles("full"))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
