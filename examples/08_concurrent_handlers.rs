//! Lanes: handlers run one at a time, unless you say otherwise.
//!
//! Run it with `cargo run --example 08_concurrent_handlers`.
//!
//! A `&mut self` handler has the daemon to itself, so there is nothing to lock. `concurrent = N` on a `&self` handler lets
//! up to N of it wait at the same time. They take turns on the daemon's one task.
//!
//! Printed is how long six downloads of 100 ms take one by one, and three at a time.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use daemon_core::prelude::*;
use tokio::time::Instant;

#[derive(Event)]
struct Wanted(u32);

async fn download(Wanted(_page): &Wanted) {
    tokio::time::sleep(Duration::from_millis(100)).await;
}

#[daemon]
struct OneByOne {
    pages: usize,
}

#[daemon]
impl OneByOne {
    #[subscribe]
    async fn fetch(&mut self, wanted: &Wanted) {
        download(wanted).await;
        self.pages += 1;
    }

    #[cleanup]
    fn show(&mut self) {
        println!("one by one:      {} pages", self.pages);
    }
}

#[daemon]
struct ThreeAtATime {
    pages: AtomicUsize,
    active: AtomicUsize,
    most: AtomicUsize,
}

#[daemon]
impl ThreeAtATime {
    #[subscribe(concurrent = 3)]
    async fn fetch(&self, wanted: &Wanted) {
        let active = self.active.fetch_add(1, Relaxed) + 1;
        self.most.fetch_max(active, Relaxed);
        download(wanted).await;
        self.active.fetch_sub(1, Relaxed);
        self.pages.fetch_add(1, Relaxed);
    }

    #[cleanup]
    fn show(&mut self) {
        println!("three at a time: {} pages, at most {} at once", self.pages.get_mut(), self.most.get_mut());
    }
}

#[tokio::main]
async fn main() -> Result {
    for name in ["one-by-one", "three-at-a-time"] {
        let system = App::new().only([name]).start().await?;
        let start = Instant::now();
        for page in 0..6 {
            system.publish(Wanted(page)).await?;
        }
        let report = system.shutdown().await; // handles what is queued first
        println!("{name} took {} ms, {}", start.elapsed().as_millis() / 100 * 100, how(report.is_clean()));
    }
    Ok(())
}

fn how(is_clean: bool) -> &'static str {
    if is_clean { "nothing lost" } else { "something lost" }
}
