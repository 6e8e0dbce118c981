//! How a daemon is: its own check, what three of them come to, and the grade of the whole.
//!
//! `cargo run --example 24_health`

use std::time::Duration;

use daemon_core::HealthChanged;
use daemon_core::prelude::*;

/// Has peers, and loses them one after the other.
#[daemon(critical, on_unhealthy = "restart", restart(delay = "10ms", jitter = 0.0))]
struct Feed {
    #[default(vec!["ams", "fra", "lon"])]
    peers: Vec<&'static str>,
}

#[daemon]
impl Feed {
    /// Three in a row that are worse make it count as worse, and one that is better is enough.
    #[health(every = "20ms", timeout = "1s")]
    fn health(&self) -> Health {
        match self.peers.len() {
            0 => Health::unhealthy("no peer is left"),
            1 => Health::degraded("one peer is left"),
            _ => Health::healthy(),
        }
        .detail("peers", self.peers.len())
    }

    #[message]
    fn lose(&mut self, peers: usize) {
        self.peers.truncate(self.peers.len().saturating_sub(peers));
    }
}

#[tokio::main]
async fn main() -> Result {
    // Running, so its first check has passed.
    let system = App::new().start().await?;
    let mut changes = system.events::<HealthChanged>();
    println!("{}", system.health());

    let feed = system.daemon::<Feed>();
    feed.lose(2).await?;
    let change = changes.next().await;
    println!("{} is {}: {}", change.daemon, change.to, change.reason.as_deref().unwrap_or_default());
    println!("{}", system.health());

    feed.lose(1).await?;
    let change = changes.next().await;
    println!("{} is {}: {}", change.daemon, change.to, change.reason.as_deref().unwrap_or_default());
    // That is a failure. The next generation has all its peers.
    let change = changes.next().await;
    println!("{} is {}, in generation {}", change.daemon, change.to, change.generation);
    tokio::time::timeout(Duration::from_secs(5), system.wait_for("feed", daemon_core::Status::Running)).await??;
    let health = system.health();
    println!("{health}; live: {}, ready: {}", health.is_live(), health.is_ready());
    system.shutdown().await;
    Ok(())
}
