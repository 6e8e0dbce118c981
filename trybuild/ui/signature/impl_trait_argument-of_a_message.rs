use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[message]
    async fn rename(&mut self, _name: impl Into<String>) {}
}

fn main() {}
