use daemon_core::prelude::*;

#[daemon(throttle = "100")]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
