//! What a handler with an attribute is called with.

use std::any::Any;
use std::mem;
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
pub struct Letter {
    slot: u16,
    priority: Priority,
    sender: Sender,
    content: Content,
}

/// A word, and as many as there are in a handle: what is of one size is moved in registers. With slot and sender in it, it
/// would be a word smaller, and slower by a third of what it takes to hand an event over.
#[derive(Debug)]
enum Content {
    /// A tick or a readiness signal: all there is to say is that it came.
    Signal,
    Event(AnyEvent),
    Call(Envelope),
}

impl Letter {
    pub(super) const NONE: Self =
        Self { slot: 0, priority: Priority::Normal, sender: Sender::OUTSIDE, content: Content::Signal };

    pub(crate) fn signal(slot: usize) -> Self {
        Self { slot: short(slot), ..Self::NONE }
    }

    /// Whether it is a signal, or what was in it has been taken out.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        matches!(self.content, Content::Signal)
    }

    #[inline]
    pub(crate) fn event(slot: u16, priority: Priority, sender: Sender, event: AnyEvent) -> Self {
        Self { slot, priority, sender, content: Content::Event(event) }
    }

    pub(crate) fn call(slot: usize, priority: Priority, sender: Sender, call: Envelope) -> Self {
        Self { slot: short(slot), priority, sender, content: Content::Call(call) }
    }

    pub(crate) fn priority(&self) -> Priority {
        self.priority
    }

    pub(crate) fn sender(&self) -> Sender {
        self.sender
    }

    /// Whether it is a message.
    pub(super) fn is_call(&self) -> bool {
        matches!(self.content, Content::Call(_))
    }

    /// Whether it is a message whose answer nobody waits for any more.
    pub(crate) fn is_abandoned(&self) -> bool {
        matches!(&self.content, Content::Call(call) if call.is_abandoned())
    }

    /// The same; whoever gives up from now on wakes `consumer`.
    pub(super) fn is_vain(&self, consumer: &Waker) -> bool {
        matches!(&self.content, Content::Call(call) if call.is_vain(consumer))
    }

    /// It will not be handled; an event is dropped.
    pub(super) fn lose(self, why: Lost) {
        if let Content::Call(call) = self.content {
            call.lose(why);
        }
    }

    /// The place of its handler in `Daemon::HANDLERS`.
    #[inline]
    pub fn slot(&self) -> usize {
        self.slot.into()
    }

    /// The event, whose type is the one that its handler is subscribed to.
    #[inline]
    pub fn take_event<E: Any + Send + Sync>(&mut self) -> Arc<E> {
        self.take_any_event().into_typed().unwrap_or_else(|| unreachable!("a subscription hears events of its type"))
    }

    /// The event, of a handler that is subscribed by pattern.
    #[inline]
    pub fn take_any_event(&mut self) -> AnyEvent {
        match mem::replace(&mut self.content, Content::Signal) {
            Content::Event(event) => event,
            Content::Signal | Content::Call(_) => unreachable!("a subscription hears events"),
        }
    }

    /// What is asked, and the way to answer; nothing if nobody waits for the answer any more.
    pub fn take_call<A: Send + 'static, R: Send + 'static>(&mut self) -> Option<(A, Reply<A, R>)> {
        match mem::replace(&mut self.content, Content::Signal) {
            Content::Call(call) => call.open(),
            Content::Signal | Content::Event(_) => unreachable!("a message handler is called with messages"),
        }
    }
}

/// A slot, as small as it is in a letter.
pub(crate) fn short(slot: usize) -> u16 {
    u16::try_from(slot).unwrap_or_else(|_| unreachable!("no impl block has sixty thousand handlers"))
}
