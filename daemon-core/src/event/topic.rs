//! The subscribers of one event type.

use std::any::Any;
use std::sync::{Arc, PoisonError, RwLock};

use slab::Slab;

use super::{AnyEvent, Event};
use crate::mailbox::Offer;

/// An event that is being published, and by whom. `H` is what subscribers get of it: `Arc<E>`, or [`AnyEvent`].
pub(crate) struct Publication<'a, H> {
    pub(crate) event: &'a H,
    /// The daemon that publishes it, if one does.
    pub(crate) from: Option<&'a str>,
    /// Whether the publisher waits for those without room.
    pub(crate) wait: bool,
}

/// Who takes events as `H`.
pub(crate) trait Subscriber<H>: Send + Sync {
    /// Takes the event now if there is room. Without room, `wait` asks for a place in the queue.
    fn offer(&self, publication: &Publication<'_, H>) -> Offer;

    /// The daemon, for reports.
    fn daemon(&self) -> &Arc<str>;
}

/// The subscribers of one event type. A subscription is a key into it.
pub(crate) struct Topic<E> {
    subscribers: RwLock<Slab<Box<dyn Subscriber<Arc<E>>>>>,
}

impl<E> Default for Topic<E> {
    fn default() -> Self {
        Self { subscribers: RwLock::new(Slab::new()) }
    }
}

impl<E> Topic<E> {
    pub(crate) fn subscribe(&self, subscriber: Box<dyn Subscriber<Arc<E>>>) -> usize {
        self.subscribers.write().unwrap_or_else(PoisonError::into_inner).insert(subscriber)
    }

    pub(crate) fn unsubscribe(&self, key: usize) {
        let gone = self.subscribers.write().unwrap_or_else(PoisonError::into_inner).try_remove(key);
        drop(gone);
    }

    pub(crate) fn for_each(&self, mut visit: impl FnMut(&dyn Subscriber<Arc<E>>)) {
        for (_, subscriber) in self.subscribers.read().unwrap_or_else(PoisonError::into_inner).iter() {
            visit(subscriber.as_ref());
        }
    }
}

/// A topic whose type is forgotten: what subscriptions by pattern join.
pub(crate) trait AnyTopic: Any + Send + Sync {
    fn name(&self) -> &'static str;

    /// Subscribes `subscriber`, which takes events of any type.
    fn join(&self, subscriber: &Arc<dyn Subscriber<AnyEvent>>) -> usize;

    fn leave(&self, key: usize);
}

impl<E: Event> AnyTopic for Topic<E> {
    fn name(&self) -> &'static str {
        E::TOPIC
    }

    fn join(&self, subscriber: &Arc<dyn Subscriber<AnyEvent>>) -> usize {
        self.subscribe(Box::new(OfAnyType(Arc::clone(subscriber))))
    }

    fn leave(&self, key: usize) {
        self.unsubscribe(key);
    }
}

/// Shows events of one type to a subscriber of any.
struct OfAnyType(Arc<dyn Subscriber<AnyEvent>>);

impl<E: Event> Subscriber<Arc<E>> for OfAnyType {
    fn offer(&self, publication: &Publication<'_, Arc<E>>) -> Offer {
        let event = AnyEvent::new(publication.event);
        self.0.offer(&Publication { event: &event, from: publication.from, wait: publication.wait })
    }

    fn daemon(&self) -> &Arc<str> {
        self.0.daemon()
    }
}
