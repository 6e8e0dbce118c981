use daemon_core::prelude::*;

#[daemon(restart = "never", on_exhausted = "retry_every(5m)")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
