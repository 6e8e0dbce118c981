use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe]
    async fn user_created(&mut self, _ctx: &Context) {}
}

fn main() {}
