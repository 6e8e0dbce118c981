//! Joins a `#[subscribe]` handler to the bus, or says what it would join.

use std::sync::Arc;

use super::topic::Subscriber;
use super::{Bus, Event, EventType};
use crate::mailbox::{Letter, Mailbox, Offer};

/// What the macro's table is read with: the generated code names the variant, the event's type follows from it.
pub struct Connector<'a, M> {
    purpose: Purpose<'a, M>,
}

enum Purpose<'a, M> {
    Describe(&'a mut Option<EventType>),
    Subscribe { bus: &'a Arc<Bus>, mailbox: &'a Arc<Mailbox<M>>, made: &'a mut Vec<Subscription> },
}

/// One place on a topic, given back when dropped.
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
    pub(crate) fn new<E: Event>(bus: &Bus, subscriber: Box<dyn Subscriber<E>>) -> Self {
        let topic = bus.topic::<E>();
        let key = topic.subscribe(subscriber);
        Self { cancel: Some(Box::new(move || topic.unsubscribe(key))) }
    }
}

impl<'a, M: Letter> Connector<'a, M> {
    /// Which event `connect` would subscribe to.
    pub(crate) fn describe(connect: fn(&mut Connector<'_, M>)) -> EventType {
        let mut event = None;
        connect(&mut Connector { purpose: Purpose::Describe(&mut event) });
        event.unwrap_or_else(|| unreachable!("a generated table entry names one event"))
    }

    /// A connector that subscribes `mailbox` and puts the subscriptions into `made`.
    pub(crate) fn subscribing(
        bus: &'a Arc<Bus>,
        mailbox: &'a Arc<Mailbox<M>>,
        made: &'a mut Vec<Subscription>,
    ) -> Self {
        Self { purpose: Purpose::Subscribe { bus, mailbox, made } }
    }

    /// The handler takes events of type `E`, as the variant `wrap`.
    pub fn to<E: Event>(&mut self, wrap: fn(Arc<E>) -> M) {
        match &mut self.purpose {
            Purpose::Describe(event) => **event = Some(EventType::of::<E>()),
            Purpose::Subscribe { bus, mailbox, made } => {
                let subscriber = IntoMailbox { mailbox: Arc::clone(mailbox), wrap };
                made.push(Subscription::new(bus, Box::new(subscriber)));
            }
        }
    }
}

/// A handler that waits for every event: straight into the daemon's mailbox.
struct IntoMailbox<M, E> {
    mailbox: Arc<Mailbox<M>>,
    wrap: fn(Arc<E>) -> M,
}

impl<M: Letter, E: Event> Subscriber<E> for IntoMailbox<M, E> {
    fn offer(&self, event: &Arc<E>, wait: bool) -> Offer {
        self.mailbox.offer(|| (self.wrap)(Arc::clone(event)), wait)
    }

    fn daemon(&self) -> &Arc<str> {
        self.mailbox.daemon()
    }
}
