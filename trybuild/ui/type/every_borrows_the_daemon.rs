use std::time::Duration;

use daemon_core::prelude::*;

#[daemon]
struct Poller {
    period: Duration,
}

#[daemon]
impl Poller {
    #[interval(every = self.period)]
    async fn poll(&mut self) {}
}

fn main() {}
