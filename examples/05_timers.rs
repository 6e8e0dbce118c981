//! Timers: what becomes of ticks that a long run misses, and a pause after an error.
//!
//! Run it with `cargo run --example 05_timers`.
//!
//! A handler never overlaps with itself. Each of the first three daemons ticks every 100 ms, and its first run takes
//! 350 ms. With `skip`, the default, what was missed is one tick at once and then the old schedule. With `burst` every
//! missed tick is made up for. With `delay` the schedule begins anew. The fourth fails once, and pauses for 300 ms.
//!
//! Printed is when each run began, in milliseconds since the daemon's start.

use std::time::Duration;

use daemon_core::prelude::*;
use tokio::time::Instant;

/// Runs of which the first is a long one.
struct Runs {
    start: Instant,
    began: Vec<u128>,
}

impl Default for Runs {
    fn default() -> Self {
        Self { start: Instant::now(), began: Vec::new() }
    }
}

impl Runs {
    fn begin(&mut self) {
        self.began.push(self.start.elapsed().as_millis());
    }

    async fn work(&mut self) {
        self.begin();
        if self.began.len() == 1 {
            tokio::time::sleep(Duration::from_millis(350)).await;
        }
    }
}

#[daemon]
struct Skip {
    runs: Runs,
}

#[daemon]
impl Skip {
    #[interval("100ms")]
    async fn tick(&mut self) {
        self.runs.work().await;
    }

    #[cleanup]
    fn show(&mut self) {
        println!("skip:        {:?}", self.runs.began);
    }
}

#[daemon]
struct Burst {
    runs: Runs,
}

#[daemon]
impl Burst {
    #[interval("100ms", missed = "burst")]
    async fn tick(&mut self) {
        self.runs.work().await;
    }

    #[cleanup]
    fn show(&mut self) {
        println!("burst:       {:?}", self.runs.began);
    }
}

#[daemon]
struct Delay {
    runs: Runs,
}

#[daemon]
impl Delay {
    #[interval("100ms", missed = "delay")]
    async fn tick(&mut self) {
        self.runs.work().await;
    }

    #[cleanup]
    fn show(&mut self) {
        println!("delay:       {:?}", self.runs.began);
    }
}

#[daemon]
struct Fetch {
    runs: Runs,
}

#[daemon]
impl Fetch {
    #[interval("100ms", immediate, after_error = "300ms")]
    fn fetch(&mut self) -> Result {
        self.runs.begin();
        match self.runs.began.len() {
            2 => Err("no connection".into()), // logged and counted; the daemon goes on
            _ => Ok(()),
        }
    }

    #[cleanup]
    fn show(&mut self) {
        println!("after_error: {:?}", self.runs.began);
    }
}

#[tokio::main]
async fn main() -> Result {
    App::new().run_until(tokio::time::sleep(Duration::from_millis(850))).await?;
    Ok(())
}
