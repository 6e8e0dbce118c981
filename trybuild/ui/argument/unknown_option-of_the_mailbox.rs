use daemon_core::prelude::*;

#[daemon(mailbox(size = 64))]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
