use daemon_core::prelude::*;

#[daemon(state = Progress { done: 0 })]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
