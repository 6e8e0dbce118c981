//! What a handler with an attribute is called with.

use std::any::Any;
use std::sync::Arc;
use std::task::Waker;

use super::Sender;
use crate::event::AnyEvent;
use crate::message::{Envelope, Lost, Priority, Reply};

/// What makes a handler run: an event, a message, a tick, a readiness signal, each for one handler.
///
/// What it holds has no type until the generated `match` calls the method that the type is known by. So the mailbox, the
/// bus, and the choice of what begins next are compiled once, and not for each daemon.
#[derive(Debug)]
pub struct Letter(Content);

#[derive(Debug)]
enum Content {
    /// A tick or a readiness signal: all there is to say is that it came.
    Signal {
        slot: u16,
    },
    Event {
        slot: u16,
        priority: Priority,
        sender: Sender,
        event: AnyEvent,
    },
    Call {
        slot: u16,
        priority: Priority,
        sender: Sender,
        call: Envelope,
    },
}

impl Letter {
    pub(crate) fn signal(slot: usize) -> Self {
        Self(Content::Signal { slot: short(slot) })
    }

    pub(crate) fn event(slot: usize, priority: Priority, sender: Sender, event: AnyEvent) -> Self {
        Self(Content::Event { slot: short(slot), priority, sender, event })
    }

    pub(crate) fn call(slot: usize, priority: Priority, sender: Sender, call: Envelope) -> Self {
        Self(Content::Call { slot: short(slot), priority, sender, call })
    }

    pub(crate) fn priority(&self) -> Priority {
        match self.0 {
            Content::Signal { .. } => Priority::Normal,
            Content::Event { priority, .. } | Content::Call { priority, .. } => priority,
        }
    }

    #[inline]
    pub(crate) fn sender(&self) -> Sender {
        match self.0 {
            Content::Signal { .. } => Sender::OUTSIDE,
            Content::Event { sender, .. } | Content::Call { sender, .. } => sender,
        }
    }

    /// Whether it is a message.
    pub(super) fn is_call(&self) -> bool {
        matches!(self.0, Content::Call { .. })
    }

    /// Whether it is a message whose answer nobody waits for any more.
    pub(crate) fn is_abandoned(&self) -> bool {
        matches!(&self.0, Content::Call { call, .. } if call.is_abandoned())
    }

    /// The same; whoever gives up from now on wakes `consumer`.
    pub(super) fn is_vain(&self, consumer: &Waker) -> bool {
        matches!(&self.0, Content::Call { call, .. } if call.is_vain(consumer))
    }

    /// It will not be handled; an event is dropped.
    pub(super) fn lose(self, why: Lost) {
        if let Content::Call { call, .. } = self.0 {
            call.lose(why);
        }
    }

    /// The place of its handler in `Daemon::HANDLERS`.
    pub fn slot(&self) -> usize {
        match self.0 {
            Content::Signal { slot } | Content::Event { slot, .. } | Content::Call { slot, .. } => slot.into(),
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
            Content::Signal { .. } | Content::Call { .. } => unreachable!("a subscription hears events"),
        }
    }

    /// What is asked, and the way to answer; nothing if nobody waits for the answer any more.
    pub fn into_call<A: Send + 'static, R: Send + 'static>(self) -> Option<(A, Reply<A, R>)> {
        match self.0 {
            Content::Call { call, .. } => call.open(),
            Content::Signal { .. } | Content::Event { .. } => unreachable!("a message handler is called with messages"),
        }
    }
}

fn short(slot: usize) -> u16 {
    u16::try_from(slot).unwrap_or_else(|_| unreachable!("no impl block has sixty thousand handlers"))
}
