//! The subscribers of one event type.

use std::any::Any;
use std::sync::Arc;

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

    /// The same, as the last who is shown this event: it may take the publisher's own handle. What it leaves there is
    /// dropped when nothing is locked.
    fn offer_last(&self, event: &mut Option<H>, from: Option<&str>, wait: bool) -> Offer {
        match event {
            Some(event) => self.offer(&Publication { event, from, wait }),
            None => Offer::Absent,
        }
    }

    /// The daemon, for reports.
    fn daemon(&self) -> &Arc<str>;
}

/// The subscribers of one event type. A subscription is a key into it. The lock is the bus's.
pub(crate) struct Topic<E> {
    subscribers: Slab<Box<dyn Subscriber<Arc<E>>>>,
}

impl<E> Default for Topic<E> {
    fn default() -> Self {
        Self { subscribers: Slab::new() }
    }
}

impl<E> Topic<E> {
    pub(super) fn subscribe(&mut self, subscriber: Box<dyn Subscriber<Arc<E>>>) -> usize {
        self.subscribers.insert(subscriber)
    }

    /// Shows `event` to every subscriber, and gives it to the last; `heard` is told what each says.
    pub(super) fn offer(
        &self,
        event: &mut Option<Arc<E>>,
        from: Option<&str>,
        wait: bool,
        mut heard: impl FnMut(&dyn Subscriber<Arc<E>>, Offer),
    ) {
        let mut subscribers = self.subscribers.iter().map(|(_, subscriber)| subscriber.as_ref());
        let Some(mut subscriber) = subscribers.next() else { return };
        if let Some(event) = event {
            for next in subscribers {
                heard(subscriber, subscriber.offer(&Publication { event, from, wait }));
                subscriber = next;
            }
        }
        heard(subscriber, subscriber.offer_last(event, from, wait));
    }
}

/// A topic whose type is forgotten: what subscriptions by pattern join.
pub(super) trait AnyTopic: Any + Send + Sync {
    fn name(&self) -> &'static str;

    /// Subscribes `subscriber`, which takes events of any type.
    fn join(&mut self, subscriber: &Arc<dyn Subscriber<AnyEvent>>) -> usize;

    /// Ends a subscription. What is returned holds the user's values: drop it when nothing is locked.
    fn leave(&mut self, key: usize) -> Box<dyn Any>;
}

impl<E: Event> AnyTopic for Topic<E> {
    fn name(&self) -> &'static str {
        E::TOPIC
    }

    fn join(&mut self, subscriber: &Arc<dyn Subscriber<AnyEvent>>) -> usize {
        self.subscribe(Box::new(OfAnyType(Arc::clone(subscriber))))
    }

    fn leave(&mut self, key: usize) -> Box<dyn Any> {
        Box::new(self.subscribers.try_remove(key))
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
