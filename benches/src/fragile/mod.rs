//! Services that panic when they are told to, and are up again by themselves.

mod daemon;
mod hand;
mod kameo;
mod ractor;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use daemon::Restarted;
pub(crate) use hand::Caught;
pub(crate) use kameo::GoesOn;
pub(crate) use ractor::Respawned;

/// A service with a state that is made anew after each panic.
pub(crate) trait Fragile: Sized + Send + Sync + 'static {
    async fn start() -> Self;
    /// Makes it panic, and asks the next one how many there have been before it.
    fn burst_and_ask(&self) -> impl Future<Output = u64> + Send;
    async fn stop(self);
}

/// Counts the states that have been made.
#[derive(Clone, Default)]
pub(crate) struct Lives(Arc<AtomicU64>);

impl Lives {
    /// The number of a new one, from 0.
    fn begin(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}
