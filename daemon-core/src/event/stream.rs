//! Events as a stream, for code that is not a daemon.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Stream;
use tokio::sync::mpsc;

use super::topic::{Publication, Signal, Subscriber};
use super::{Bus, Event, EventType, Subscription};
use crate::mailbox::{Offer, UnitKey};

/// Every event of type `E` that is published from its making to its end: `System::events`.
///
/// It is unbounded and never keeps a publisher waiting: what is not read is kept, in order, until the stream is dropped.
/// It ends never by itself.
#[must_use = "a stream that is dropped sees nothing"]
pub struct Events<E: Event> {
    seen: mpsc::UnboundedReceiver<Arc<E>>,
    _subscription: Subscription,
}

struct Witness<E> {
    name: Arc<str>,
    seen: mpsc::UnboundedSender<Arc<E>>,
}

impl<E: Event> Subscriber for Witness<E> {
    fn offer(&self, publication: &Publication<'_>) -> Offer {
        match publication.event.downcast().map(|event| self.seen.send(event)) {
            Some(Ok(())) => Offer::Taken,
            Some(Err(_)) | None => Offer::Absent,
        }
    }

    fn signal(&self, signal: &Signal<'_>) {
        if let Some(event) = signal.event.downcast() {
            // The stream may have ended meanwhile.
            let _ = self.seen.send(event);
        }
    }

    fn daemon(&self) -> &Arc<str> {
        &self.name
    }

    fn unit(&self) -> UnitKey {
        UnitKey::NONE
    }
}

impl<E: Event> Events<E> {
    pub(crate) fn new(bus: &Arc<Bus>) -> Self {
        let (send, seen) = mpsc::unbounded_channel();
        let witness = Witness { name: Arc::from("a stream of events"), seen: send };
        Self { seen, _subscription: Subscription::new(bus, EventType::of::<E>(), Arc::new(witness)) }
    }

    /// The next event, waiting for it.
    pub async fn next(&mut self) -> Arc<E> {
        match self.seen.recv().await {
            Some(event) => event,
            None => unreachable!("the subscription keeps the sender"),
        }
    }

    /// The next event, if it is there.
    pub fn try_next(&mut self) -> Option<Arc<E>> {
        self.seen.try_recv().ok()
    }
}

impl<E: Event> Stream for Events<E> {
    type Item = Arc<E>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Arc<E>>> {
        self.seen.poll_recv(task)
    }
}
