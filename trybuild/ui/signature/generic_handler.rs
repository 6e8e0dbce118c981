use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe]
    async fn anything<E: Event>(&mut self, _event: &E) {}
}

fn main() {}
