//! What a handler with an attribute is called with.

use std::any::Any;
use std::sync::Arc;

use crate::event::AnyEvent;

/// What makes a handler run: an event, a tick, a readiness signal, each for one handler.
///
/// What it holds has no type until the generated `match` calls the method that the type is known by. So the mailbox, the
/// bus, and the choice of what begins next are compiled once, and not for each daemon.
#[derive(Debug)]
pub struct Letter(Content);

#[derive(Debug)]
enum Content {
    /// A tick or a readiness signal: all there is to say is that it came.
    Signal {
        slot: u32,
    },
    Event {
        slot: u32,
        event: AnyEvent,
    },
}

impl Letter {
    pub(crate) fn signal(slot: usize) -> Self {
        Self(Content::Signal { slot: short(slot) })
    }

    pub(crate) fn event(slot: usize, event: AnyEvent) -> Self {
        Self(Content::Event { slot: short(slot), event })
    }

    /// The place of its handler in `Daemon::HANDLERS`.
    pub fn slot(&self) -> usize {
        match self.0 {
            Content::Signal { slot } | Content::Event { slot, .. } => slot as usize,
        }
    }

    /// The event, whose type is the one that its handler is subscribed to.
    #[inline]
    pub fn into_event<E: Any + Send + Sync>(self) -> Arc<E> {
        self.into_any_event().into_typed().unwrap_or_else(|| unreachable!("a subscription hears events of its type"))
    }

    /// The event, of a handler that is subscribed by pattern.
    #[inline]
    pub fn into_any_event(self) -> AnyEvent {
        match self.0 {
            Content::Event { event, .. } => event,
            Content::Signal { .. } => unreachable!("a subscription hears events"),
        }
    }
}

/// No daemon has four thousand million handlers.
#[allow(clippy::cast_possible_truncation)]
fn short(slot: usize) -> u32 {
    slot as u32
}
