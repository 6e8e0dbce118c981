use daemon_core::prelude::*;

#[derive(Default)]
struct Progress {
    _done: u64,
}

#[daemon(state = Progress)]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
