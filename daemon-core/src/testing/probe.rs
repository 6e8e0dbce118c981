//! Seeing what is published.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::at_await::AtAwait;
use crate::event::{Bus, Event, Events};

/// How long [`Probe::next`] waits, by the test's clock.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// Receives every event of type `E` that is published from its making to its end. It never keeps a publisher waiting.
#[must_use = "a probe that is dropped sees nothing"]
pub struct Probe<E: Event>(Events<E>);

impl<E: Event> Probe<E> {
    pub(super) fn new(bus: &Arc<Bus>) -> Self {
        Self(Events::new(bus))
    }

    /// The next event, waiting for it.
    ///
    /// # Panics
    ///
    /// After an hour of the test's clock without one.
    #[expect(clippy::should_implement_trait, reason = "what it gives is awaited: nobody takes it for an iterator's")]
    pub fn next(&mut self) -> impl Future<Output = Arc<E>> + Send {
        AtAwait::new(async move {
            let next = tokio::time::timeout(PATIENCE, self.0.next()).await;
            next.map_err(|_| format!("no event `{}` within an hour of the test's clock", E::TOPIC))
        })
    }

    /// The next event, if it is there.
    pub fn try_next(&mut self) -> Option<Arc<E>> {
        self.0.try_next()
    }

    /// All events that are there.
    pub fn drain(&mut self) -> Vec<Arc<E>> {
        std::iter::from_fn(|| self.try_next()).collect()
    }
}
