//! What daemons did, how long it took, and what did not happen.
//!
//! `cargo run --example 25_metrics`

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::{Counter, LeftOut};
use tokio::time::sleep;

#[derive(Event)]
struct Image {
    kilobytes: u64,
}

/// Makes thumbnails, of which nobody wants to see what is old.
#[daemon]
struct Thumbnails {
    kilobytes: Counter,
}

#[daemon]
impl Thumbnails {
    #[init]
    fn init(&mut self, ctx: &Context) {
        // Kept, so that nothing is looked up by its name for each image.
        self.kilobytes = ctx.counter("kilobytes");
    }

    #[subscribe]
    async fn shrink(&mut self, image: &Image) -> Result {
        sleep(Duration::from_millis(5)).await;
        self.kilobytes.increment(image.kilobytes);
        if image.kilobytes > 1_000 { Err("too large".into()) } else { Ok(()) }
    }

    #[subscribe(overflow = "latest")]
    fn preview(&mut self, image: &Image, ctx: &Context) {
        ctx.gauge("last size").set(image.kilobytes as f64);
    }

    /// A daemon reads its own.
    #[message]
    fn waiting(&self, ctx: &Context) -> usize {
        ctx.metrics().mailbox
    }
}

#[tokio::main]
async fn main() -> Result {
    // With the feature `metrics`, `.export_metrics(Duration::from_secs(10))` hands all of this to any exporter.
    let system = App::new().start().await?;
    for kilobytes in [100, 200, 300, 4_000] {
        system.publish(Image { kilobytes }).await?;
    }
    println!("{} are waiting", system.daemon::<Thumbnails>().waiting().await?);

    let metrics = system.metrics_of("thumbnails")?;
    println!("{}: {} events and {} messages in", metrics.name, metrics.events_in, metrics.messages_in);
    println!("{} runs, {} error; {:?}", metrics.runs, metrics.errors, metrics.counters);
    for handler in &metrics.handlers {
        let LeftOut { coalesced, .. } = handler.left_out;
        println!("{}: {} runs, {coalesced} left out for something newer", handler.name, handler.runs);
        if let Some(times) = &handler.times {
            println!("  p50 {:?}, p99 {:?}, longest {:?}", times.p50, times.p99, times.max);
        }
    }
    println!("busy for {:.1} % of the time, {:?} in all", 100.0 * metrics.busy, metrics.polled);

    let totals = system.metrics().totals;
    println!("{} of {} daemons run; {} runs in all", totals.running, totals.daemons, totals.runs);
    println!("{}", system.metrics_of("thumbnail").unwrap_err());
    system.shutdown().await;
    Ok(())
}
