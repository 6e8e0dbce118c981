//! What happens when a daemon fails: it comes back, and those who depend on it with it.
//!
//! `cargo run --example 16_restarts`

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::{Status, What};

/// Loses its connection in its first life, and is well after that.
#[daemon(restart(max = 5, delay = "50ms", backoff = "exponential", reset_after = "1h"))]
struct Cache;

#[daemon]
impl Cache {
    #[defer("10ms")]
    fn use_connection(&mut self, ctx: &Context) {
        if ctx.generation() == 1 {
            ctx.fail("connection refused");
        }
    }
}

/// Stops before the cache is started again, and starts after it, at the cost of the cache.
#[daemon(depends_on(Cache))]
struct Api;

#[daemon]
impl Api {}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    let failure = system.wait_for_failure("cache").await?;
    println!("failed: {failure}");
    println!("why:    {}", system.why("cache")?);
    system.wait_for("cache", Status::Running).await?;
    system.wait_for("api", Status::Running).await?;

    let status = system.status("cache")?;
    println!("cache is in life {} after {} restart of {}", status.generation, status.restarts, status.max_restarts);
    assert_eq!(system.status("api")?.restarts, 0);

    // All of it, with cause and actor, in the journal.
    for record in system.journal().records() {
        if matches!(record.what, What::Moved { .. }) {
            println!("  {:>4}ms {record}", record.monotonic.as_millis());
        }
    }
    let report = tokio::time::timeout(Duration::from_secs(10), system.shutdown()).await?;
    assert!(report.is_clean());
    Ok(())
}
