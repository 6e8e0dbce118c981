use daemon_core::prelude::*;

#[daemon(limits(cpu = 0.5, memory = "512MiB"))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
