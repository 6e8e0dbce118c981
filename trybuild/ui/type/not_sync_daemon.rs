use std::cell::Cell;

use daemon_core::prelude::*;

#[daemon]
struct Poller {
    polls: Cell<u64>,
}

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(&self) {
        self.polls.set(self.polls.get() + 1);
    }
}

fn main() {}
