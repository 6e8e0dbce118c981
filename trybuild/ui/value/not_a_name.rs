use daemon_core::prelude::*;

#[daemon(name = "User_Cache")]
struct UserCache;

#[daemon]
impl UserCache {}

fn main() {}
