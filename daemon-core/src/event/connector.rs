//! Joins a `#[subscribe]` handler to the bus, or says what it would join.

use std::sync::Arc;

use super::topic::{Publication, Signal, Subscriber};
use super::{AnyEvent, Bus, Event, EventType};
use crate::caught::guard;
use crate::mailbox::{Letter, Mail, Mailbox, Offer, Overflow, UnitKey};

/// What the macro's table is read with: the generated code names the variant, the event's type follows from it.
pub struct Connector<'a, M> {
    purpose: Purpose<'a, M>,
}

enum Purpose<'a, M> {
    Describe(&'a mut Option<Interest>),
    Subscribe { terms: Terms<'a, M>, made: &'a mut Vec<Subscription> },
}

/// What a handler subscribes to, as data.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Interest {
    Type(EventType),
    /// Any type whose topic matches.
    Pattern,
}

/// Where a handler's events go, and which are taken.
pub(crate) struct Terms<'a, M> {
    pub(crate) bus: &'a Arc<Bus>,
    pub(crate) mailbox: &'a Arc<Mailbox<Mail<M>>>,
    pub(crate) slot: usize,
    pub(crate) overflow: Overflow,
    pub(crate) from: Option<&'static str>,
}

/// One place on a topic, or on all that match a pattern, given back when dropped.
pub(crate) struct Subscription {
    cancel: Option<Box<dyn FnOnce() + Send + Sync>>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(cancel) = self.cancel.take() {
            cancel();
        }
    }
}

impl Subscription {
    /// Subscribes `subscriber` until the returned value is dropped.
    pub(crate) fn new<E: Event>(bus: &Arc<Bus>, subscriber: Arc<dyn Subscriber<Arc<E>>>) -> Self {
        let key = bus.subscribe::<E>(subscriber);
        let bus = Arc::clone(bus);
        Self { cancel: Some(Box::new(move || bus.unsubscribe::<E>(key))) }
    }

    fn to_pattern(bus: &Arc<Bus>, pattern: &'static str, subscriber: Arc<dyn Subscriber<AnyEvent>>) -> Self {
        let key = bus.subscribe_pattern(pattern, subscriber);
        let bus = Arc::clone(bus);
        Self { cancel: Some(Box::new(move || bus.unsubscribe_pattern(key))) }
    }
}

impl<'a, M: Letter> Connector<'a, M> {
    /// What `connect` would subscribe to.
    pub(crate) fn describe(connect: fn(&mut Connector<'_, M>)) -> Interest {
        let mut interest = None;
        connect(&mut Connector { purpose: Purpose::Describe(&mut interest) });
        interest.unwrap_or_else(|| unreachable!("a generated table entry names one event or pattern"))
    }

    /// A connector that subscribes on `terms` and puts the subscriptions into `made`.
    pub(crate) fn subscribing(terms: Terms<'a, M>, made: &'a mut Vec<Subscription>) -> Self {
        Self { purpose: Purpose::Subscribe { terms, made } }
    }

    /// The handler takes events of type `E`, as the variant `wrap`.
    pub fn to<E: Event>(&mut self, wrap: fn(Arc<E>) -> M) {
        self.connect(wrap, |_| true);
    }

    /// The handler takes events of type `E` that `filter` lets through, as the variant `wrap`.
    pub fn filtered<E: Event>(&mut self, wrap: fn(Arc<E>) -> M, filter: fn(&E) -> bool) {
        self.connect(wrap, move |event| filter(event));
    }

    /// The handler takes events of any type whose topic matches `pattern`, as the variant `wrap`.
    pub fn matching(&mut self, pattern: &'static str, wrap: fn(AnyEvent) -> M) {
        self.connect_any(pattern, wrap, |_| true);
    }

    /// The same, for those that `filter` lets through.
    pub fn matching_filtered(&mut self, pattern: &'static str, wrap: fn(AnyEvent) -> M, filter: fn(&AnyEvent) -> bool) {
        self.connect_any(pattern, wrap, filter);
    }

    fn connect<E: Event>(&mut self, wrap: fn(Arc<E>) -> M, filter: impl Filter<Arc<E>>) {
        match &mut self.purpose {
            Purpose::Describe(interest) => **interest = Some(Interest::Type(EventType::of::<E>())),
            Purpose::Subscribe { terms, made } => {
                made.push(Subscription::new(terms.bus, Arc::new(terms.subscriber(wrap, filter))));
            }
        }
    }

    fn connect_any(&mut self, pattern: &'static str, wrap: fn(AnyEvent) -> M, filter: impl Filter<AnyEvent>) {
        match &mut self.purpose {
            Purpose::Describe(interest) => **interest = Some(Interest::Pattern),
            Purpose::Subscribe { terms, made } => {
                made.push(Subscription::to_pattern(terms.bus, pattern, Arc::new(terms.subscriber(wrap, filter))));
            }
        }
    }
}

/// Says which events a handler takes.
trait Filter<H>: Fn(&H) -> bool + Send + Sync + 'static {}

impl<H, F: Fn(&H) -> bool + Send + Sync + 'static> Filter<H> for F {}

impl<M: Letter> Terms<'_, M> {
    fn subscriber<H, F>(&self, wrap: fn(H) -> M, filter: F) -> IntoMailbox<M, H, F> {
        let ring = self.overflow.keep().map(|keep| self.mailbox.ring(self.slot, self.overflow, keep));
        IntoMailbox { mailbox: Arc::clone(self.mailbox), ring, from: self.from, filter, wrap }
    }
}

/// A handler's way into its daemon's mailbox, or into a ring of its own.
struct IntoMailbox<M, H, F> {
    mailbox: Arc<Mailbox<Mail<M>>>,
    ring: Option<usize>,
    from: Option<&'static str>,
    filter: F,
    wrap: fn(H) -> M,
}

impl<M: Letter, H: Clone, F: Filter<H>> Subscriber<H> for IntoMailbox<M, H, F> {
    fn offer(&self, publication: &Publication<'_, H>) -> Offer {
        if !self.takes(publication.event, publication.from) {
            return Offer::Absent;
        }
        self.put(|| (self.wrap)(publication.event.clone()), publication.wait)
    }

    fn offer_last(&self, event: &mut Option<H>, from: Option<&str>, wait: bool) -> Offer {
        if !event.as_ref().is_some_and(|event| self.takes(event, from)) {
            return Offer::Absent;
        }
        let mut take = || event.take().unwrap_or_else(|| unreachable!("there is one, and it is taken once"));
        self.put(|| (self.wrap)(take()), wait)
    }

    fn signal(&self, signal: &Signal<'_, H>) {
        if self.takes(signal.event, Some(signal.from)) {
            self.mailbox.offer_signal(Mail::Written((self.wrap)(signal.event.clone())), signal.number);
        }
    }

    fn daemon(&self) -> &Arc<str> {
        self.mailbox.daemon()
    }

    fn unit(&self) -> UnitKey {
        self.mailbox.unit()
    }
}

impl<M: Letter, H, F: Filter<H>> IntoMailbox<M, H, F> {
    /// Whether the handler is for such an event.
    fn takes(&self, event: &H, from: Option<&str>) -> bool {
        (self.from.is_none() || self.from == from) && self.lets_through(event)
    }

    fn put(&self, make: impl FnOnce() -> M, wait: bool) -> Offer {
        let mail = || Mail::Written(make());
        match self.ring {
            Some(ring) => self.mailbox.offer_lossy(ring, mail),
            None => self.mailbox.offer(mail, wait),
        }
    }

    /// The filter runs in the publisher's task. One that panics must not take that down, nor lose the event.
    fn lets_through(&self, event: &H) -> bool {
        guard(|| (self.filter)(event)).unwrap_or_else(|panic| {
            let daemon = self.mailbox.daemon();
            tracing::error!(%daemon, error = panic, "the filter of a subscription panicked; the event is let through");
            true
        })
    }
}
