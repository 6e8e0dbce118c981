use daemon_core::prelude::*;

#[daemon(after("user"))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
