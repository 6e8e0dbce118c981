use daemon_core::prelude::*;

#[daemon]
struct DataDaemon;

#[daemon]
impl DataDaemon {}

#[daemon(depends_on(DataDeamon))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
