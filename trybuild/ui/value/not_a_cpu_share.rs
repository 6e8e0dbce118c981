use daemon_core::prelude::*;

#[daemon(limits(cpu = 1.5))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
