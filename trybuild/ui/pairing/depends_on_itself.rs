use daemon_core::prelude::*;

#[daemon(depends_on(UserDaemon))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
