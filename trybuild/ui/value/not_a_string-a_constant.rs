use daemon_core::prelude::*;

const NAME: &str = "poller";

#[daemon(name = NAME)]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
