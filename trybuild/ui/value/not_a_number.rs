use daemon_core::prelude::*;

#[daemon(mailbox = 0)]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
