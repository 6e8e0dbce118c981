//! What the daemon did, and what it counts of its own.

use super::Context;
use crate::metrics::{Counter, DaemonMetrics, Gauge};

/// What the daemon did, and what it counts of its own.
///
/// ```
/// # use daemon_core::prelude::*;
/// # use daemon_core::Counter;
/// # #[derive(Event)]
/// # struct Image(Vec<u8>);
/// #[daemon]
/// struct Resizer {
///     bytes: Counter, // kept, so that nothing is looked up by name for each image
/// }
///
/// #[daemon]
/// impl Resizer {
///     #[init]
///     fn init(&mut self, ctx: &Context) {
///         self.bytes = ctx.counter("bytes");
///     }
///
///     #[subscribe]
///     fn resize(&mut self, image: &Image, ctx: &Context) {
///         self.bytes.increment(image.0.len() as u64);
///         ctx.gauge("largest").set(ctx.gauge("largest").get().max(image.0.len() as f64));
///     }
///
///     #[interval("1m")]
///     fn look(&mut self, ctx: &Context) {
///         let own = ctx.metrics();
///         println!("{} images, of which {} are waiting", own.events_in, own.mailbox);
///     }
/// }
/// ```
impl Context {
    /// What this daemon did, and what it is at, over all its generations.
    pub fn metrics(&self) -> DaemonMetrics {
        self.generation.supervisor.metrics_of(self.generation.unit.id)
    }

    /// What counts something of this daemon's own under `name`, from zero or from where a generation before has left off.
    ///
    /// It is read with the daemon's metrics, and exported with them. A name that was used once stays for as long as the
    /// system, so it should not be made up of what differs each time.
    pub fn counter(&self, name: &str) -> Counter {
        self.generation.unit.own.counter(name)
    }

    /// A value of this daemon's own that goes up and down, under `name`; zero before it is set. As [`counter`](Self::counter).
    pub fn gauge(&self, name: &str) -> Gauge {
        self.generation.unit.own.gauge(name)
    }
}
