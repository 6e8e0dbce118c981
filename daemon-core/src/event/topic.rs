//! The subscribers of one event type.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

use slab::Slab;

use crate::mailbox::Refusal;

/// What a subscriber says of an event that it is shown.
pub(crate) enum Offer {
    /// It has its copy.
    Taken,
    /// It has no room, and nobody asked it to keep a place in the queue.
    Full,
    /// It has no room; the future ends when it has taken its copy, or will not.
    Wait(Wait),
    /// It will not take it: it has been full and idle for too long, or is shutting its intake.
    Refused,
    /// It is no longer subscribed.
    Absent,
}

/// Ends when a subscriber that was full has taken the event, or will not. Dropping it withdraws the event from that
/// subscriber, unless it has it already.
pub(crate) type Wait = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send>>;

/// Who takes events of type `E`.
pub(crate) trait Subscriber<E>: Send + Sync {
    /// Takes the event now if there is room. Without room, `wait` asks for a place in the queue.
    fn offer(&self, event: &Arc<E>, wait: bool) -> Offer;

    /// The daemon, for reports.
    fn daemon(&self) -> &Arc<str>;
}

/// The subscribers of one event type. A subscription is a key into it.
pub(crate) struct Topic<E> {
    subscribers: RwLock<Slab<Box<dyn Subscriber<E>>>>,
}

impl<E> Default for Topic<E> {
    fn default() -> Self {
        Self { subscribers: RwLock::new(Slab::new()) }
    }
}

impl<E> Topic<E> {
    pub(crate) fn subscribe(&self, subscriber: Box<dyn Subscriber<E>>) -> usize {
        self.subscribers.write().unwrap_or_else(PoisonError::into_inner).insert(subscriber)
    }

    pub(crate) fn unsubscribe(&self, key: usize) {
        let gone = self.subscribers.write().unwrap_or_else(PoisonError::into_inner).try_remove(key);
        drop(gone);
    }

    pub(crate) fn for_each(&self, mut visit: impl FnMut(&dyn Subscriber<E>)) {
        for (_, subscriber) in self.subscribers.read().unwrap_or_else(PoisonError::into_inner).iter() {
            visit(subscriber.as_ref());
        }
    }
}
