use daemon_core::prelude::*;

#[daemon(limits(memory = "0B"))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
