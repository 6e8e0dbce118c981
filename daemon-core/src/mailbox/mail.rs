//! What a daemon's mailbox holds.

use std::any::Any;
use std::sync::Arc;

use super::Letter;

/// An event whose type its handler knows.
pub(crate) type Erased = Arc<dyn Any + Send + Sync>;

/// What is in a daemon's mailbox: for a handler that is written with an attribute, or for one that was given.
pub(crate) enum Mail<M> {
    Written(M),
    Given(Box<GivenMail>),
}

/// Mail for a handler that was given at run time: an event, or a tick.
pub(crate) struct GivenMail {
    /// The generation that the handler belongs to: slots are given anew in the next.
    pub(crate) generation: u64,
    pub(crate) slot: usize,
    pub(crate) event: Option<Erased>,
}

impl<M: Letter> Letter for Mail<M> {
    fn slot(&self) -> usize {
        match self {
            Self::Written(mail) => mail.slot(),
            Self::Given(mail) => mail.slot,
        }
    }
}
