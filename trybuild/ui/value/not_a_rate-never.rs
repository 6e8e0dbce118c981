use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[message(throttle = "0/1m")]
    fn persona(&self) -> u32 {
        1
    }
}

fn main() {}
