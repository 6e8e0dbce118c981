//! Events: what daemons publish and subscribe to.
//!
//! An event is any type with `#[derive(Event)]`. It is put into one `Arc` when it is published and shared from then on;
//! nothing is copied for each subscriber. What one publisher sends to one daemon is handled in the order sent, also
//! across event types, because every subscription of a daemon leads into its one mailbox.
//!
//! Two pairs that are easily confused: a *topic* is the name operators use for an event type, unique in an app; the
//! *type* is what subscriptions are matched by. *Undelivered* is said of a daemon that did not take its copy in time,
//! the others have theirs.

mod any;
mod bus;
mod clash;
mod connector;
mod publish;
mod publishing;
mod recent;
mod rest;
mod stream;
mod topic;

use std::any::{Any, TypeId, type_name};
use std::sync::Arc;

use crate::mailbox::Sender;
use crate::metrics::Sent;

pub use any::AnyEvent;
pub(crate) use bus::Bus;
pub(crate) use clash::TopicClash;
pub use connector::{Connector, every};
pub(crate) use connector::{Subscription, Terms};
pub use publish::Undelivered;
pub(crate) use publish::{signal, try_publish};
pub use publishing::Publishing;
pub use stream::Events;
pub(crate) use topic::{Publication, Signal, Subscriber};

/// A type that can be published. Derive it: `#[derive(Event)]`, with `#[event(topic = "chat.user.created")]` to choose
/// the topic.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "put `#[derive(Event)]` on `{Self}`; it must be `Send + Sync + 'static`"
)]
pub trait Event: Any + Send + Sync {
    /// What operators call it: dot-separated segments, unique in an app.
    const TOPIC: &'static str;
}

/// What may be published: an event, or an `Arc` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "put `#[derive(Event)]` on `{Self}`, or publish an `Arc` of an event"
)]
pub trait IntoEvent {
    /// The event.
    type Event: Event;

    /// The one `Arc` that all subscribers share.
    fn into_shared(self) -> Arc<Self::Event>;
}

impl<E: Event> IntoEvent for E {
    type Event = E;

    fn into_shared(self) -> Arc<E> {
        Arc::new(self)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Event> IntoEvent for Arc<E> {
    type Event = E;

    fn into_shared(self) -> Arc<E> {
        self
    }
}

/// An event's type and topic, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventType {
    /// What subscriptions are matched by.
    pub id: TypeId,
    /// The type with its path.
    pub type_name: &'static str,
    /// The topic.
    pub topic: &'static str,
}

/// A daemon as one that publishes.
#[derive(Debug)]
pub(crate) struct Publisher {
    pub(crate) name: Arc<str>,
    pub(crate) sender: Sender,
    /// How much it has published; what the supervisor says of it does not count.
    pub(crate) sent: Sent,
}

/// What is needed of an event's type for each publish, and the way to the rest.
#[derive(Clone, Copy)]
struct Kind {
    id: TypeId,
    describe: fn() -> EventType,
}

impl Kind {
    fn event_type(self) -> EventType {
        (self.describe)()
    }
}

impl EventType {
    /// The type and topic of `E`.
    pub fn of<E: Event>() -> Self {
        Self { id: TypeId::of::<E>(), type_name: type_name::<E>(), topic: E::TOPIC }
    }
}
