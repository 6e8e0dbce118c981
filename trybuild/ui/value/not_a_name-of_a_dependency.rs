use daemon_core::prelude::*;

#[daemon(depends_on("DataDaemon"))]
struct UserCache;

#[daemon]
impl UserCache {}

fn main() {}
