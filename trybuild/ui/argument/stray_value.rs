use daemon_core::prelude::*;

#[daemon("poller")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
