//! Seeing what is published.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::event::{Bus, Event, Subscriber, Subscription};
use crate::mailbox::Offer;

/// How long [`Probe::next`] waits, by the test's clock.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// Receives every event of type `E` that is published from its making to its end. It never keeps a publisher waiting.
#[must_use = "a probe that is dropped sees nothing"]
pub struct Probe<E: Event> {
    seen: mpsc::UnboundedReceiver<Arc<E>>,
    _subscription: Subscription,
}

struct Witness<E> {
    name: Arc<str>,
    seen: mpsc::UnboundedSender<Arc<E>>,
}

impl<E: Event> Subscriber<E> for Witness<E> {
    fn offer(&self, event: &Arc<E>, _wait: bool) -> Offer {
        match self.seen.send(Arc::clone(event)) {
            Ok(()) => Offer::Taken,
            Err(_) => Offer::Absent,
        }
    }

    fn daemon(&self) -> &Arc<str> {
        &self.name
    }
}

impl<E: Event> Probe<E> {
    pub(super) fn new(bus: &Bus) -> Self {
        let (send, seen) = mpsc::unbounded_channel();
        let witness = Witness { name: Arc::from("probe"), seen: send };
        Self { seen, _subscription: Subscription::new::<E>(bus, Box::new(witness)) }
    }

    /// The next event, waiting for it.
    ///
    /// # Panics
    ///
    /// After an hour of the test's clock without one.
    pub async fn next(&mut self) -> Arc<E> {
        let next = tokio::time::timeout(PATIENCE, self.seen.recv()).await;
        // The subscription keeps the sender: without an event, it is the time that is over.
        let next = next.ok().flatten();
        next.unwrap_or_else(|| panic!("no event `{}` within an hour of the test's clock", E::TOPIC))
    }

    /// The next event, if it is there.
    pub fn try_next(&mut self) -> Option<Arc<E>> {
        self.seen.try_recv().ok()
    }

    /// All events that are there.
    pub fn drain(&mut self) -> Vec<Arc<E>> {
        std::iter::from_fn(|| self.try_next()).collect()
    }
}
