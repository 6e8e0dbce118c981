use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[message]
    fn persona(&mut self, _id: UserId) -> Option<u64> {
        None
    }
}

fn main() {}
