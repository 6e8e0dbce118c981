use daemon_core::prelude::*;

#[derive(Event)]
struct UserCreated;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe]
    async fn user_created(&mut self, _ctx: &Context, _event: &UserCreated) {}
}

fn main() {}
