use daemon_core::prelude::*;

#[daemon(autostart = "no")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
