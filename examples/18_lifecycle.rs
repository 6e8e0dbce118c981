//! A daemon that watches the others: what becomes of daemons is published, and nobody who listens misses any of it.
//!
//! `cargo run --example 18_lifecycle`
//!
//! The pager takes its time for each page. Lifecycle events wait for it, however many there are, in the order in which
//! things happened; they take no room from its other mail, and nobody waits for it.

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::{DaemonFailed, DaemonReady, DaemonRestarting, Status};

#[derive(Event)]
struct Cut;

/// Is restarted once, and then no more.
#[daemon(restart(max = 1, delay = "10ms"))]
struct Link;

#[daemon]
impl Link {
    #[subscribe]
    fn cut(&mut self, _cut: &Cut, ctx: &Context) {
        ctx.fail("the line is dead");
    }
}

#[daemon]
struct Pager {
    pages: u32,
}

#[daemon]
impl Pager {
    /// Of one daemon. There is no `from` on the others, so they are of all of them.
    #[subscribe(from = Link)]
    fn ready(&mut self, event: &DaemonReady) {
        println!("{} is up, in life {}", event.daemon, event.generation);
    }

    #[subscribe]
    async fn restarting(&mut self, event: &DaemonRestarting) {
        self.page(format!("{} is to be restarted: {}", event.daemon, event.failure.message())).await;
    }

    /// Each failure is told once: as this, or as the one above.
    #[subscribe]
    async fn failed(&mut self, event: &DaemonFailed) {
        self.page(format!("{} has failed for good: {}", event.daemon, event.failure.message())).await;
    }

    async fn page(&mut self, text: String) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.pages += 1;
        println!("page: {text}");
    }

    #[cleanup]
    fn report(&mut self) {
        println!("stopped, and {} pages were sent", self.pages);
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    // Code around the app hears of it as a stream.
    let mut failures = system.events::<DaemonFailed>();
    system.publish(Cut).await?;
    system.publish(Cut).await?;
    let failed = failures.next().await;
    assert_eq!((&*failed.daemon, failed.status), ("link", Status::Failed));
    // The journal had it before anybody was told.
    println!("the journal has it as {}", system.journal().after(failed.number - 1)[0]);
    // What the pager has not come to yet is drained.
    system.shutdown().await;
    Ok(())
}
