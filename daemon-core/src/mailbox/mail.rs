//! What a daemon's mailbox holds.

use std::task::Waker;

use super::{Letter, Sender};
use crate::event::AnyEvent;
use crate::message::{Lost, Priority};

/// What is in a daemon's mailbox: for a handler that is written with an attribute, or for one that was given.
#[derive(Debug)]
pub(crate) enum Mail {
    Written(Letter),
    Given(Box<GivenMail>),
}

/// Mail for a handler that was given at run time: an event, or a tick.
#[derive(Debug)]
pub(crate) struct GivenMail {
    /// The generation that the handler belongs to: slots are given anew in the next.
    pub(crate) generation: u64,
    pub(crate) slot: usize,
    pub(crate) sender: Sender,
    pub(crate) event: Option<AnyEvent>,
}

impl Mail {
    /// No mail, where there would be some.
    pub(crate) const NONE: Self = Self::Written(Letter::NONE);

    /// Whether nothing is in it, or not any more.
    #[inline]
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::Written(letter) if letter.is_empty())
    }

    /// An event for the handler with an attribute in `slot`.
    #[inline]
    pub(crate) fn event(slot: u16, priority: Priority, sender: Sender, event: AnyEvent) -> Self {
        Self::Written(Letter::event(slot, priority, sender, event))
    }

    pub(crate) fn priority(&self) -> Priority {
        match self {
            Self::Written(letter) => letter.priority(),
            Self::Given(_) => Priority::Normal,
        }
    }

    /// Who sent it.
    #[inline]
    pub(crate) fn sender(&self) -> Sender {
        match self {
            Self::Written(letter) => letter.sender(),
            Self::Given(mail) => mail.sender,
        }
    }

    /// Whether it is a message.
    pub(super) fn is_call(&self) -> bool {
        matches!(self, Self::Written(letter) if letter.is_call())
    }

    /// Whether it is a message whose answer nobody waits for any more.
    pub(crate) fn is_abandoned(&self) -> bool {
        matches!(self, Self::Written(letter) if letter.is_abandoned())
    }

    /// The same; whoever gives up from now on wakes `consumer`.
    pub(crate) fn is_vain(&self, consumer: &Waker) -> bool {
        matches!(self, Self::Written(letter) if letter.is_vain(consumer))
    }

    /// It will not be handled.
    pub(super) fn lose(self, why: Lost) {
        if let Self::Written(letter) = self {
            letter.lose(why);
        }
    }

    /// The place of its handler: in `Daemon::HANDLERS`, or after those.
    pub(crate) fn slot(&self) -> usize {
        match self {
            Self::Written(letter) => letter.slot(),
            Self::Given(mail) => mail.slot,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_four_words() {
        assert_eq!(size_of::<Mail>(), 4 * size_of::<usize>(), "a thousand of them stay in a core's cache");
    }
}
