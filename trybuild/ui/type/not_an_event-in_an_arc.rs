use std::sync::Arc;

use daemon_core::prelude::*;

struct UserCreated;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe]
    fn user_created(&mut self, _event: Arc<UserCreated>, _ctx: &Context) {}
}

fn main() {}
