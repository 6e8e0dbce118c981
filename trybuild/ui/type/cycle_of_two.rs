use daemon_core::prelude::*;

#[daemon(depends_on(UserDaemon))]
struct DataDaemon;

#[daemon]
impl DataDaemon {}

#[daemon(depends_on(DataDaemon))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
