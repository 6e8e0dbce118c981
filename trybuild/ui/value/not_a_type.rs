use daemon_core::prelude::*;

#[daemon(state = "u64")]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
