//! An event of any type, for those who subscribe by topic.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::{Event, EventType};

/// An event whose type is not known where it is handled: the argument of `#[subscribe("chat.*")]`. Cheap to clone.
///
/// ```
/// use daemon_core::prelude::*;
/// use daemon_core::AnyEvent;
///
/// #[derive(Event)]
/// #[event(topic = "chat.user.created")]
/// struct UserCreated(String);
///
/// fn describe(event: &AnyEvent) -> String {
///     match event.downcast_ref::<UserCreated>() {
///         Some(UserCreated(name)) => format!("{name} is new"),
///         None => format!("something about {}", event.topic()),
///     }
/// }
/// # let _ = describe;
/// ```
#[derive(Clone)]
pub struct AnyEvent {
    event: Arc<dyn Any + Send + Sync>,
    kind: fn() -> EventType,
}

impl AnyEvent {
    pub(crate) fn new<E: Event>(event: &Arc<E>) -> Self {
        Self { event: Arc::<E>::clone(event), kind: EventType::of::<E> }
    }

    /// The event's topic.
    pub fn topic(&self) -> &'static str {
        (self.kind)().topic
    }

    /// The event's type and topic.
    pub fn event_type(&self) -> EventType {
        (self.kind)()
    }

    /// The event, if it is an `E`.
    pub fn downcast_ref<E: Event>(&self) -> Option<&E> {
        self.event.downcast_ref()
    }

    /// The event, if it is an `E`, to keep.
    pub fn downcast<E: Event>(&self) -> Option<Arc<E>> {
        Arc::clone(&self.event).downcast().ok()
    }
}

impl fmt::Debug for AnyEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyEvent").field(&self.topic()).finish()
    }
}
