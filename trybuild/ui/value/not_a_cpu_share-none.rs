use daemon_core::prelude::*;

#[daemon(limits(cpu = 0))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
