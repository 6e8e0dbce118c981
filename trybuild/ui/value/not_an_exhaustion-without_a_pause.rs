use daemon_core::prelude::*;

#[daemon(on_exhausted = "retry_every(0s)")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
