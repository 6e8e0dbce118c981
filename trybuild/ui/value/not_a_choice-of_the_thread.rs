use daemon_core::prelude::*;

#[daemon(thread(priority = "lowest"))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
