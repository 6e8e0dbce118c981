//! The subscribers of one event type.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use slab::Slab;

use super::{AnyEvent, Event};
use crate::mailbox::{Offer, UnitKey};

/// An event that is being published, and by whom. `H` is what subscribers get of it: `Arc<E>`, or [`AnyEvent`].
pub(crate) struct Publication<'a, H> {
    pub(crate) event: &'a H,
    /// The daemon that publishes it, if one does.
    pub(crate) from: Option<&'a str>,
    /// Whether the publisher waits for those without room.
    pub(crate) wait: bool,
}

/// What the supervisor says of a daemon, to whoever is subscribed: it waits for nobody, and nobody may drop it.
pub(crate) struct Signal<'a, H> {
    pub(crate) event: &'a H,
    /// The daemon that it is about.
    pub(crate) from: &'a str,
    /// Of the journal's record.
    pub(crate) number: u64,
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

    /// Takes a signal, whether there is room or not.
    fn signal(&self, signal: &Signal<'_, H>);

    /// The daemon, for reports.
    fn daemon(&self) -> &Arc<str>;

    /// The daemon, for comparing.
    fn unit(&self) -> UnitKey;
}

/// A place on a topic. By daemon, so that those of one daemon stand together, in the order in which they were taken.
pub(super) type Key = (UnitKey, u64);

/// The subscribers of one event type. A subscription is a key into them. The lock is the bus's.
pub(crate) struct Topic<E> {
    subscribers: Slab<Taker<E>>,
    places: Places,
    /// The same as a list, made for the first event after a change.
    list: OnceLock<Arc<Subscribers<E>>>,
}

/// The order of subscribers, whatever they take: a tree for each type of event would be compiled anew for each.
#[derive(Default)]
struct Places {
    /// Where each is kept.
    at: BTreeMap<Key, usize>,
    taken: u64,
}

impl Places {
    fn insert(&mut self, unit: UnitKey, at: usize) -> Key {
        let key = (unit, self.taken);
        self.taken += 1;
        self.at.insert(key, at);
        key
    }

    fn remove(&mut self, key: Key) -> Option<usize> {
        self.at.remove(&key)
    }

    fn in_order(&self) -> Vec<(UnitKey, usize)> {
        self.at.iter().map(|(&(unit, _), &at)| (unit, at)).collect()
    }
}

/// A topic's subscribers at one moment.
///
/// What is published is shown to a list as it was at that moment, with nothing locked: filters, and the destructors of
/// events that give way, are the user's code, and may subscribe, or wait for somebody who does.
pub(super) struct Subscribers<E>(Box<[(UnitKey, Taker<E>)]>);

/// Who takes events of type `E`.
type Taker<E> = Arc<dyn Subscriber<Arc<E>>>;

impl<E> Default for Topic<E> {
    fn default() -> Self {
        Self { subscribers: Slab::new(), places: Places::default(), list: OnceLock::new() }
    }
}

impl<E> Topic<E> {
    pub(super) fn subscribe(&mut self, subscriber: Taker<E>) -> Key {
        self.list.take();
        let unit = subscriber.unit();
        self.places.insert(unit, self.subscribers.insert(subscriber))
    }

    /// Those who are subscribed now.
    pub(super) fn subscribers(&self) -> Arc<Subscribers<E>> {
        let list = self.list.get_or_init(|| {
            let places = self.places.in_order().into_iter();
            Arc::new(Subscribers(places.map(|(unit, at)| (unit, Arc::clone(&self.subscribers[at]))).collect()))
        });
        Arc::clone(list)
    }
}

impl<E> Subscribers<E> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows `signal` to every subscriber.
    pub(super) fn signal(&self, signal: &Signal<'_, Arc<E>>) {
        self.0.iter().for_each(|(_, subscriber)| subscriber.signal(signal));
    }

    /// Shows `event` to every subscriber, and gives it to the last; `heard` is told what each says. Those of one daemon
    /// come one after the other.
    pub(super) fn offer(
        &self,
        event: &mut Option<Arc<E>>,
        from: Option<&str>,
        wait: bool,
        mut heard: impl FnMut(UnitKey, &dyn Subscriber<Arc<E>>, Offer),
    ) {
        let Some(((unit, last), others)) = self.0.split_last() else { return };
        if let Some(event) = event {
            for (unit, other) in others {
                heard(*unit, other.as_ref(), other.offer(&Publication { event, from, wait }));
            }
        }
        heard(*unit, last.as_ref(), last.offer_last(event, from, wait));
    }
}

/// A topic whose type is forgotten: what subscriptions by pattern join.
pub(super) trait AnyTopic: Any + Send + Sync {
    fn name(&self) -> &'static str;

    /// Subscribes `subscriber`, which takes events of any type.
    fn join(&mut self, subscriber: &Arc<dyn Subscriber<AnyEvent>>) -> Key;

    /// Ends a subscription. What is returned holds the user's values: drop it when nothing is locked.
    fn leave(&mut self, key: Key) -> Box<dyn Any>;
}

impl<E: Event> AnyTopic for Topic<E> {
    fn name(&self) -> &'static str {
        E::TOPIC
    }

    fn join(&mut self, subscriber: &Arc<dyn Subscriber<AnyEvent>>) -> Key {
        self.subscribe(Arc::new(OfAnyType(Arc::clone(subscriber))))
    }

    fn leave(&mut self, key: Key) -> Box<dyn Any> {
        let gone = self.places.remove(key).map(|at| self.subscribers.remove(at));
        Box::new((gone, self.list.take()))
    }
}

/// Shows events of one type to a subscriber of any.
struct OfAnyType(Arc<dyn Subscriber<AnyEvent>>);

impl<E: Event> Subscriber<Arc<E>> for OfAnyType {
    fn offer(&self, publication: &Publication<'_, Arc<E>>) -> Offer {
        let event = AnyEvent::new(publication.event);
        self.0.offer(&Publication { event: &event, from: publication.from, wait: publication.wait })
    }

    fn signal(&self, signal: &Signal<'_, Arc<E>>) {
        let event = AnyEvent::new(signal.event);
        self.0.signal(&Signal { event: &event, from: signal.from, number: signal.number });
    }

    fn daemon(&self) -> &Arc<str> {
        self.0.daemon()
    }

    fn unit(&self) -> UnitKey {
        self.0.unit()
    }
}
