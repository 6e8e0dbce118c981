use daemon_core::prelude::*;

#[daemon(
    name = "poller",
    stop_timeout = "10s",
    name = "fetcher"
)]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
