use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[message]
    async fn rename(&mut self, _id: u64, _name: &str) {}
}

fn main() {}
