use daemon_core::prelude::*;

#[daemon(on_exhausted = "retry_every(5 min)")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
