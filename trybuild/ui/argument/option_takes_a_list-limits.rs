use daemon_core::prelude::*;

#[daemon(limits = 0.5)]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
