use daemon_core::prelude::*;

#[daemon(on_exhausted = "shutdown")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
