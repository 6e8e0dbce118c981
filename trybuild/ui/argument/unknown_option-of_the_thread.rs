use daemon_core::prelude::*;

#[daemon(thread(prio = "low"))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
