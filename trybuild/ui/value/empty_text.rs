use daemon_core::prelude::*;

#[daemon(category = "")]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
