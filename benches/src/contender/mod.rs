//! Who is measured. Each is written as its users would write it, and all do the same work.

mod daemon;
mod hand;
mod kameo;
mod ractor;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use daemon::Daemons;
pub(crate) use hand::ByHand;
pub(crate) use kameo::Kameo;
pub(crate) use ractor::Ractor;

use crate::fragile::Fragile;
use crate::work::{Number, Sum, Ticks};

/// The room in each mailbox, where there is a bound.
const CAPACITY: usize = 1024;

/// The period of the timers that are measured.
pub(crate) const PERIOD: Duration = Duration::from_millis(100);

/// A way to write services.
pub(crate) trait Contender {
    type Adders: Adders;
    type Tickers: Tickers;
    type Fragile: Fragile;
}

/// Services which add up the numbers that they are sent.
pub(crate) trait Adders: Sized + Send + Sync + 'static {
    /// Starts so many, each with a copy of `sum`; returns when all take numbers.
    async fn start(count: usize, sum: Sum) -> Self;
    /// Sends `number` to all of them, waiting for room.
    fn send(&self, number: &Arc<Number>) -> impl Future<Output = ()> + Send;
    /// Sends `number` to the only one of them, as what is for one is sent, waiting for room.
    fn tell(&self, number: &Arc<Number>) -> impl Future<Output = ()> + Send {
        self.send(number)
    }
    /// Asks the only one of them for the double of `number`.
    fn ask(&self, number: u64) -> impl Future<Output = u64> + Send;
    async fn stop(self);
}

/// Services which tick every [`PERIOD`].
pub(crate) trait Tickers: Sized {
    /// Starts so many; returns when all tick.
    async fn start(count: usize, ticks: Ticks) -> Self;
    async fn stop(self);
}
