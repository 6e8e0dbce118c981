use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    #[config]
    settings: UserSetings,
}

#[daemon]
impl UserDaemon {}

fn main() {}
