use daemon_core::prelude::*;

#[derive(Clone)]
struct UserCreated;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe]
    async fn user_created(&mut self, _event: UserCreated) {}
}

fn main() {}
