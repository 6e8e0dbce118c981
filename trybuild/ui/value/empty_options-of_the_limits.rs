use daemon_core::prelude::*;

#[daemon(limits())]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
