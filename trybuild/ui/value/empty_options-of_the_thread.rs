use daemon_core::prelude::*;

#[daemon(thread())]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
