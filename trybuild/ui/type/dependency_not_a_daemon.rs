use daemon_core::prelude::*;

struct Database;

#[daemon(depends_on(Database))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
