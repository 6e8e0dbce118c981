use daemon_core::prelude::*;

struct Refused;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(&mut self) -> Result<(), Refused> {
        Err(Refused)
    }
}

fn main() {}
