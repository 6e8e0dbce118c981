//! Joins a `#[subscribe]` handler to the bus, or says what it would join.

use std::sync::Arc;

use super::topic::{Key, Publication, Signal, Subscriber, Way};
use super::{AnyEvent, Bus, Event, EventType, Publisher};
use crate::caught::guard;
use crate::mailbox::{Mail, Mailbox, Offer, Overflow, Sender, UnitKey, short};
use crate::message::Priority;

/// What the macro's table is read with: the generated code names the event's type, and a filter if there is one.
pub struct Connector<'a>(Purpose<'a>);

enum Purpose<'a> {
    Describe(Option<EventType>),
    Subscribe {
        terms: &'a Terms<'a>,
        made: &'a mut Vec<Subscription>,
    },
    #[cfg(feature = "config")]
    Amend {
        terms: &'a Terms<'a>,
        subscription: &'a Subscription,
    },
}

/// The handler takes events of type `E`, all of them: the shortest entry of the table, a function as it is.
pub fn every<E: Event>(connector: &mut Connector<'_>) {
    connector.join(EventType::of::<E>(), None);
}

/// Where a handler's events go, and which are taken.
pub(crate) struct Terms<'a> {
    pub(crate) bus: &'a Arc<Bus>,
    pub(crate) mailbox: &'a Arc<Mailbox>,
    pub(crate) slot: usize,
    pub(crate) overflow: Overflow,
    pub(crate) priority: Priority,
    pub(crate) from: Option<&'static str>,
}

/// One place on a topic, or on all that match a pattern, given back when dropped.
pub(crate) struct Subscription {
    bus: Arc<Bus>,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    OnTopic(EventType, Key),
    OnPattern(usize),
}

impl Drop for Subscription {
    fn drop(&mut self) {
        match self.place {
            Place::OnTopic(event, key) => self.bus.unsubscribe(event, key),
            Place::OnPattern(key) => self.bus.unsubscribe_pattern(key),
        }
    }
}

impl Subscription {
    /// Subscribes `subscriber` to events of type `event`, until the returned value is dropped.
    pub(crate) fn new(bus: &Arc<Bus>, event: EventType, subscriber: Arc<dyn Subscriber>) -> Self {
        let place = Place::OnTopic(event, bus.subscribe(event, subscriber));
        Self { bus: Arc::clone(bus), place }
    }

    /// Gives its place to `subscriber`.
    #[cfg(feature = "config")]
    fn replace(&self, subscriber: Arc<dyn Subscriber>) {
        match self.place {
            Place::OnTopic(event, key) => self.bus.replace(event, key, subscriber),
            Place::OnPattern(key) => self.bus.replace_pattern(key, &subscriber),
        }
    }

    fn to_pattern(bus: &Arc<Bus>, pattern: &'static str, subscriber: Arc<dyn Subscriber>) -> Self {
        let place = Place::OnPattern(bus.subscribe_pattern(pattern, subscriber));
        Self { bus: Arc::clone(bus), place }
    }
}

/// Says which events a handler takes.
type Filter = Box<dyn Fn(&AnyEvent) -> bool + Send + Sync>;

impl Connector<'_> {
    /// The type of the events that `connect` would subscribe to, if these are all of one.
    pub(crate) fn describe(connect: fn(&mut Connector<'_>)) -> Option<EventType> {
        let mut connector = Connector(Purpose::Describe(None));
        connect(&mut connector);
        if let Purpose::Describe(event) = connector.0 { event } else { None }
    }

    /// Subscribes on `terms`, and puts what that makes into `made`.
    pub(crate) fn subscribe(connect: fn(&mut Connector<'_>), terms: &Terms<'_>, made: &mut Vec<Subscription>) {
        connect(&mut Connector(Purpose::Subscribe { terms, made }));
    }

    /// Has `subscription`, which `connect` made, go by `terms` from now on: in its place among the others, so that nothing is
    /// missed and nothing comes twice.
    #[cfg(feature = "config")]
    pub(crate) fn amend(connect: fn(&mut Connector<'_>), terms: &Terms<'_>, subscription: &Subscription) {
        connect(&mut Connector(Purpose::Amend { terms, subscription }));
    }

    /// The handler takes events of type `E` that `filter` lets through.
    pub fn filtered<E: Event>(&mut self, filter: fn(&E) -> bool) {
        let filter = move |event: &AnyEvent| event.downcast_ref().is_some_and(filter);
        self.join(EventType::of::<E>(), Some(Box::new(filter)));
    }

    /// The handler takes events of any type whose topic matches `pattern`.
    pub fn matching(&mut self, pattern: &'static str) {
        self.join_any(pattern, None);
    }

    /// The same, for those that `filter` lets through.
    pub fn matching_filtered(&mut self, pattern: &'static str, filter: fn(&AnyEvent) -> bool) {
        self.join_any(pattern, Some(Box::new(filter)));
    }

    fn join(&mut self, event: EventType, filter: Option<Filter>) {
        match &mut self.0 {
            Purpose::Describe(of) => *of = Some(event),
            Purpose::Subscribe { terms, made } => {
                made.push(Subscription::new(terms.bus, event, Arc::new(terms.subscriber(filter))));
            }
            #[cfg(feature = "config")]
            Purpose::Amend { terms, subscription } => subscription.replace(Arc::new(terms.subscriber(filter))),
        }
    }

    fn join_any(&mut self, pattern: &'static str, filter: Option<Filter>) {
        match &mut self.0 {
            Purpose::Describe(_) => {}
            Purpose::Subscribe { terms, made } => {
                made.push(Subscription::to_pattern(terms.bus, pattern, Arc::new(terms.subscriber(filter))));
            }
            #[cfg(feature = "config")]
            Purpose::Amend { terms, subscription } => subscription.replace(Arc::new(terms.subscriber(filter))),
        }
    }
}

impl Terms<'_> {
    fn subscriber(&self, filter: Option<Filter>) -> IntoMailbox {
        let ring = self.overflow.keep().map(|keep| self.mailbox.ring(self.slot, self.overflow, keep));
        IntoMailbox {
            mailbox: Arc::clone(self.mailbox),
            slot: short(self.slot),
            ring,
            priority: self.priority,
            from: self.from,
            filter,
        }
    }
}

/// A handler's way into its daemon's mailbox, or into a ring of its own.
struct IntoMailbox {
    mailbox: Arc<Mailbox>,
    slot: u16,
    ring: Option<usize>,
    priority: Priority,
    from: Option<&'static str>,
    filter: Option<Filter>,
}

impl Subscriber for IntoMailbox {
    fn offer(&self, publication: &Publication<'_>) -> Offer {
        if !self.takes(publication.event, publication.from) {
            return Offer::Absent;
        }
        let sender = publication.from.map_or(Sender::OUTSIDE, |publisher| publisher.sender);
        let mail = || Mail::event(self.slot, self.priority, sender, publication.event.clone());
        match self.ring {
            Some(ring) => self.mailbox.offer_lossy(ring, mail),
            None => self.mailbox.offer(mail, publication.wait),
        }
    }

    fn way(&self) -> Option<Way> {
        let straight = self.ring.is_none() && self.from.is_none() && self.filter.is_none();
        let straight = straight && self.priority == Priority::Normal;
        straight.then(|| Way { mailbox: Arc::clone(&self.mailbox), slot: self.slot })
    }

    fn signal(&self, signal: &Signal<'_>) {
        if self.takes(signal.event, Some(signal.from)) {
            let mail = Mail::event(self.slot, Priority::Normal, signal.from.sender, signal.event.clone());
            self.mailbox.offer_signal(mail, signal.number);
        }
    }

    fn daemon(&self) -> &Arc<str> {
        self.mailbox.daemon()
    }

    fn unit(&self) -> UnitKey {
        self.mailbox.unit()
    }
}

impl IntoMailbox {
    /// Whether the handler is for such an event.
    #[inline]
    fn takes(&self, event: &AnyEvent, from: Option<&Publisher>) -> bool {
        (self.from.is_none() || self.from == from.map(|publisher| &*publisher.name))
            && self.filter.as_ref().is_none_or(|filter| self.lets_through(filter, event))
    }

    /// The filter runs in the publisher's task. One that panics must not take that down, nor lose the event.
    #[inline(never)]
    fn lets_through(&self, filter: &Filter, event: &AnyEvent) -> bool {
        guard(|| filter(event)).unwrap_or_else(|panic| {
            let daemon = self.mailbox.daemon();
            tracing::error!(%daemon, error = panic, "the filter of a subscription panicked; the event is let through");
            true
        })
    }
}
