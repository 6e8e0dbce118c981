use daemon_core::prelude::*;

#[daemon(thread = "low")]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
