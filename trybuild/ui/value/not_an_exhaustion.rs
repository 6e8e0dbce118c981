use daemon_core::prelude::*;

#[daemon(on_exhausted = "retry_evry(10m)")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
