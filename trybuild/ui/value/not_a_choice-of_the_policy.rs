use daemon_core::prelude::*;

#[daemon(restart = "on-failure")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
