//! The subscribers of one event type.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::{AnyEvent, Publisher};
use crate::mailbox::{Mailbox, Offer, Sender, UnitKey};

// Nothing here is generic over the event's type: what is would be compiled anew for each.

/// An event that is being published, and by whom.
pub(crate) struct Publication<'a> {
    pub(crate) event: &'a AnyEvent,
    /// The daemon that publishes it, if one does.
    pub(crate) from: Option<&'a Publisher>,
    /// Whether the publisher waits for those without room.
    pub(crate) wait: bool,
}

/// What the supervisor says of a daemon, to whoever is subscribed: it waits for nobody, and nobody may drop it.
pub(crate) struct Signal<'a> {
    pub(crate) event: &'a AnyEvent,
    /// The daemon that it is about.
    pub(crate) from: &'a Publisher,
    /// Of the journal's record.
    pub(crate) number: u64,
}

/// The way into a daemon's mailbox that every event takes, as mail of normal priority: whoever publishes goes it without
/// asking the subscriber, as long as there is room.
pub(crate) struct Way {
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) slot: u16,
}

/// Who takes events: of the types it is subscribed to.
pub(crate) trait Subscriber: Send + Sync {
    /// Takes the event now if there is room. Without room, `wait` asks for a place in the queue.
    fn offer(&self, publication: &Publication<'_>) -> Offer;

    /// The way of all its events, if it is one without a choice.
    fn way(&self) -> Option<Way> {
        None
    }

    /// Takes a signal, whether there is room or not.
    fn signal(&self, signal: &Signal<'_>);

    /// The daemon, for reports.
    fn daemon(&self) -> &Arc<str>;

    /// The daemon, for comparing.
    fn unit(&self) -> UnitKey;
}

/// A place on a topic. By daemon, so that those of one daemon stand together, in the order in which they were taken.
pub(super) type Key = (UnitKey, u64);

/// The subscribers of one event type. A subscription is a key into them. The lock is the bus's.
pub(super) struct Topic {
    name: &'static str,
    subscribers: BTreeMap<Key, Arc<dyn Subscriber>>,
    taken: u64,
    /// The same as a list, made for the first event after a change.
    list: OnceLock<Arc<Subscribers>>,
}

/// A topic's subscribers at one moment.
///
/// What is published is shown to a list as it was at that moment, with nothing locked: filters, and the destructors of
/// events that give way, are the user's code, and may subscribe, or wait for somebody who does.
pub(super) struct Subscribers(Box<[Listed]>);

struct Listed {
    unit: UnitKey,
    way: Option<Way>,
    subscriber: Arc<dyn Subscriber>,
}

/// What a subscriber says of an event.
pub(super) enum Heard<'a> {
    Taken,
    /// This daemon has not taken it, or not yet.
    Otherwise(&'a Arc<str>, Offer),
}

/// What is left of a subscription. It holds the user's values: to be dropped when nothing is locked.
#[must_use = "drop it where nothing is locked"]
pub(super) struct Left {
    _subscriber: Option<Arc<dyn Subscriber>>,
    _list: Option<Arc<Subscribers>>,
}

impl Topic {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, subscribers: BTreeMap::new(), taken: 0, list: OnceLock::new() }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn subscribe(&mut self, subscriber: Arc<dyn Subscriber>) -> Key {
        self.list.take();
        let key = (subscriber.unit(), self.taken);
        self.taken += 1;
        self.subscribers.insert(key, subscriber);
        key
    }

    /// Ends a subscription.
    pub(super) fn leave(&mut self, key: Key) -> Left {
        Left { _subscriber: self.subscribers.remove(&key), _list: self.list.take() }
    }

    /// Puts `subscriber` where the one is that `key` is of, if that is there.
    #[cfg(feature = "config")]
    pub(super) fn replace(&mut self, key: Key, mut subscriber: Arc<dyn Subscriber>) -> Left {
        if let Some(place) = self.subscribers.get_mut(&key) {
            std::mem::swap(place, &mut subscriber);
        }
        Left { _subscriber: Some(subscriber), _list: self.list.take() }
    }

    /// Those who are subscribed now.
    pub(super) fn subscribers(&self) -> Arc<Subscribers> {
        let list = self.list.get_or_init(|| {
            let listed = self.subscribers.iter().map(|(&(unit, _), subscriber)| Listed {
                unit,
                way: subscriber.way(),
                subscriber: Arc::clone(subscriber),
            });
            Arc::new(Subscribers(listed.collect()))
        });
        Arc::clone(list)
    }
}

impl Subscribers {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows `signal` to every subscriber.
    pub(super) fn signal(&self, signal: &Signal<'_>) {
        self.0.iter().for_each(|listed| listed.subscriber.signal(signal));
    }

    /// Shows `event` to every subscriber, and gives it to the last if that takes it as it is; `hear` is told what each says.
    /// Those of one daemon come one after the other.
    #[inline]
    pub(super) fn offer(
        &self,
        event: &mut Option<AnyEvent>,
        from: Option<&Publisher>,
        wait: bool,
        mut hear: impl FnMut(UnitKey, Heard<'_>),
    ) {
        let sender = from.map_or(Sender::OUTSIDE, |publisher| publisher.sender);
        let mut left = self.0.len();
        for Listed { unit, way, subscriber } in &self.0 {
            left -= 1;
            let Some(shown) = event.as_ref() else { return };
            if let Some(Way { mailbox, slot }) = way {
                let copy = (left > 0).then(|| shown.clone());
                let own = || copy.or_else(|| event.take()).unwrap_or_else(|| unreachable!("it is given to the last"));
                if mailbox.accept(*slot, sender, own) {
                    hear(*unit, Heard::Taken);
                    continue;
                }
            }
            let Some(event) = event else { return };
            match subscriber.offer(&Publication { event, from, wait }) {
                Offer::Taken => hear(*unit, Heard::Taken),
                offer => hear(*unit, Heard::Otherwise(subscriber.daemon(), offer)),
            }
        }
    }
}
