use daemon_core::prelude::*;

#[daemon(state = u64, nam = "user")]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn watch(system: &System) {
    let _ = system.watch_state::<UserDaemon>();
}

fn main() {
    let _ = watch;
}
