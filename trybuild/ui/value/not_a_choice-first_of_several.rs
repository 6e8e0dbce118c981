use daemon_core::prelude::*;

#[daemon(restart("allways", max = 5))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
