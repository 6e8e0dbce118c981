use std::cell::Cell;

use daemon_core::prelude::*;

#[derive(Event)]
struct Download;

#[daemon]
struct Fetcher {
    running: Cell<u64>,
}

#[daemon]
impl Fetcher {
    #[subscribe(concurrent = 8)]
    async fn fetch(&self, _download: &Download) {
        self.running.set(self.running.get() + 1);
    }
}

fn main() {}
