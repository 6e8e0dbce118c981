//! What daemons did, how long it took, and what did not happen: counted while they run, read at any moment.
//!
//! Counts are exact. Run times are those of some runs: of every run that suspends, of every run of what is rare, and of one in 64
//! of what is not, so that measuring does not cost what it measures. A daemon's own task writes all that is written
//! on the way of an event, into memory that nobody else writes; whoever reads stops nobody.
//!
//! Two pairs that are easily confused: *left out* is what did not happen though it might have, an *error* happened. *Run time*
//! is from the beginning of a handler to its end, with all that it waits for; *busy* is a daemon whose task is being polled.

mod counts;
#[cfg(feature = "metrics")]
mod export;
mod left_out;
mod own;
mod read;
mod times;

pub(crate) use counts::{Counts, Sent};
#[cfg(feature = "metrics")]
pub(crate) use export::export;
pub use left_out::LeftOut;
pub(crate) use own::OwnValues;
pub use own::{Counter, Gauge};
pub use read::{DaemonMetrics, HandlerMetrics, Metrics, Totals};
pub use times::RunTimes;
pub(crate) use times::Times;
