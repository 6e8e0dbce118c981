use daemon_core::prelude::*;

#[derive(Event)]
struct UserCreated;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe(throttle = "100/m")]
    async fn user_created(&mut self, _event: &UserCreated) {}
}

fn main() {}
