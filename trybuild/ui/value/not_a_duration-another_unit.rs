use daemon_core::prelude::*;

#[daemon(start_timeout = "1h30min")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
