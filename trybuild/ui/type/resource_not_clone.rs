use daemon_core::prelude::*;

struct Db;

#[daemon]
struct UserDaemon {
    #[resource]
    db: Db,
}

#[daemon]
impl UserDaemon {}

fn main() {}
