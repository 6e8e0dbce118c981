use daemon_core::prelude::*;

#[daemon(limits(memory = "512"))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
