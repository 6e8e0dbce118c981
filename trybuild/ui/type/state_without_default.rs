use daemon_core::prelude::*;

#[derive(Clone)]
struct Progress {
    _done: u64,
}

#[daemon(state = Progress)]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
