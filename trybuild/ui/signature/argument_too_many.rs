use daemon_core::prelude::*;

#[derive(Event)]
struct UserCreated;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe]
    async fn user_created(&mut self, _event: &UserCreated, _ctx: &Context, _retries: u32) {}
}

fn main() {}
