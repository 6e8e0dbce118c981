use daemon_core::prelude::*;

#[daemon(state = Progress)]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
