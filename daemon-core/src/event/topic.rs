//! The subscribers of one event type.

use std::sync::{Arc, PoisonError, RwLock};

use slab::Slab;

use crate::mailbox::Offer;

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
