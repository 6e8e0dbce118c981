use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s", after_error = "99999999999999999999d")]
    async fn poll(&mut self) {}
}

fn main() {}
