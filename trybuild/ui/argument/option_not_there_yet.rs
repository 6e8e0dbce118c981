use daemon_core::prelude::*;

#[derive(Event)]
struct UserCreated;

#[daemon(
    throttle = "100/1m",
    limits(cpu = 0.5, memory = "512MiB"),
    thread
)]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe(throttle = "10/1s")]
    async fn user_created(&mut self, _event: &UserCreated) {}
}

fn main() {}
