use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    #[resource]
    db: Db,
    cache: Cache,
}

#[daemon]
impl UserDaemon {}

fn main() {}
