use daemon_core::prelude::*;

#[daemon(crate = my_prelude::daemon_core)]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
