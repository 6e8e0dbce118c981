//! A daemon with a timer: annotate a struct and its `impl` block, and run.
//!
//! Run it with `cargo run --example 01_first_daemon`.
//!
//! Printed is one line for each beat, and one when the daemon is stopped. A real program calls `run` and ends on Ctrl-C;
//! this one ends by itself.

use std::time::Duration;

use daemon_core::prelude::*;

/// Counts.
#[daemon]
struct Heart {
    beats: u32, // fields without an attribute begin as `Default::default()`
}

#[daemon]
impl Heart {
    #[interval("100ms")]
    fn beat(&mut self) {
        self.beats += 1;
        println!("beat {}", self.beats);
    }

    #[cleanup]
    fn rest(&mut self) {
        println!("stopped after {} beats", self.beats);
    }
}

#[tokio::main]
async fn main() -> Result {
    App::new().run_until(tokio::time::sleep(Duration::from_millis(350))).await?;
    Ok(())
}
