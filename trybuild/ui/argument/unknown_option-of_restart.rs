use daemon_core::prelude::*;

#[daemon(restart(retries = 5))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
