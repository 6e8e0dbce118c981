//! `#[run]`: a daemon with a loop of its own, and a job that ends.
//!
//! Run it with `cargo run --example 07_run_loop`.
//!
//! Where events and timers do not fit, write the loop yourself. Wait for `ctx.cancelled()` beside whatever else you wait
//! for; it is how the daemon learns that it is to stop. A `run` that returns `Ok` completes its daemon.
//!
//! Printed are the polls, which become rarer, and how both daemons end.

use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;

/// Polls less often the longer there is nothing new.
#[daemon]
struct Poller {
    #[default(Duration::from_millis(20))]
    pause: Duration,
}

#[daemon]
impl Poller {
    #[run]
    async fn run(&mut self, ctx: &Context) {
        loop {
            tokio::select! {
                () = ctx.cancelled() => break,
                () = tokio::time::sleep(self.pause) => self.poll(),
            }
        }
        println!("poller: told to stop");
    }

    // Methods without an attribute are the daemon's own.
    fn poll(&mut self) {
        println!("poller: nothing after {} ms", self.pause.as_millis());
        self.pause *= 2;
    }
}

/// Does one thing.
#[daemon]
struct Import;

#[daemon]
impl Import {
    #[run]
    async fn run(&mut self) -> Result {
        tokio::time::sleep(Duration::from_millis(50)).await;
        println!("import: 1200 rows");
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    system.wait_for("import", Status::Completed).await?;
    println!("import is {}", system.status("import")?.status);

    tokio::time::sleep(Duration::from_millis(300)).await;
    println!("{}", system.shutdown().await);
    Ok(())
}
