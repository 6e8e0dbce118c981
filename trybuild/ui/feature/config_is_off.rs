use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    #[config]
    settings: UserSettings,
}

#[daemon]
impl UserDaemon {}

#[derive(Default)]
struct UserSettings;

fn main() {}
