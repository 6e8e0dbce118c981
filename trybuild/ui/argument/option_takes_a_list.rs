use daemon_core::prelude::*;

#[daemon]
struct DataDaemon;

#[daemon]
impl DataDaemon {}

#[daemon(depends_on = DataDaemon)]
struct Poller;

#[daemon]
impl Poller {}

fn main() {}
