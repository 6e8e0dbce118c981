//! An event of any type, for those who subscribe by topic.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use super::{Event, EventType, Kind};

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
pub struct AnyEvent(Arc<dyn Typed>);

/// An event that knows its type.
trait Typed: Any + Send + Sync {
    fn kind(&self) -> Kind;
}

impl<E: Event> Typed for E {
    fn kind(&self) -> Kind {
        Kind { id: TypeId::of::<E>(), describe: EventType::of::<E> }
    }
}

impl AnyEvent {
    pub(crate) fn new<E: Event>(event: Arc<E>) -> Self {
        Self(event)
    }

    /// The event's topic.
    pub fn topic(&self) -> &'static str {
        self.event_type().topic
    }

    pub(super) fn kind(&self) -> Kind {
        self.0.kind()
    }

    /// The event's type and topic.
    pub fn event_type(&self) -> EventType {
        self.kind().event_type()
    }

    /// The event, if it is an `E`.
    pub fn downcast_ref<E: Event>(&self) -> Option<&E> {
        let event: &dyn Any = &*self.0;
        event.downcast_ref()
    }

    /// The event, if it is an `E`, to keep.
    pub fn downcast<E: Event>(&self) -> Option<Arc<E>> {
        self.clone().into_typed()
    }

    /// The same, without another handle.
    pub(crate) fn into_typed<E: Any + Send + Sync>(self) -> Option<Arc<E>> {
        let event: Arc<dyn Any + Send + Sync> = self.0;
        event.downcast().ok()
    }
}

impl fmt::Debug for AnyEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyEvent").field(&self.topic()).finish()
    }
}
