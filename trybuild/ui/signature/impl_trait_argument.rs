use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe]
    async fn anything(&mut self, _event: &impl Event) {}
}

fn main() {}
