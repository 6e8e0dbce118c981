use daemon_core::prelude::*;

#[derive(Event)]
struct UserCreated;

#[daemon(
    critical,
    restart(policy = "always", max = 5, delay = "1s"),
    on_exhausted = "fail",
    on_unhealthy = "restart",
    on_dependency_failure = "keep",
    ask_timeout = "5s",
    on_error = "fail",
    watchdog = "30s",
    throttle = "100/1m",
    limits(cpu = 0.5, memory = "512MiB"),
    thread,
    state = u64
)]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[subscribe(throttle = "10/1s", priority = "high")]
    async fn user_created(&mut self, _event: &UserCreated) {}
}

fn main() {}
