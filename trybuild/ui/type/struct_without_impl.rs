use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

fn main() {}
