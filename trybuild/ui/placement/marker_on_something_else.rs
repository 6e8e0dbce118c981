use std::time::Duration;

use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    const PERIOD: Duration = Duration::from_secs(5);
}

fn main() {}
