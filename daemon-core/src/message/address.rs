//! Where messages to a daemon go.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "config")]
use super::Priority;
use crate::mailbox::{Mailbox, Sender};

/// What a handle holds: a daemon's mailbox, or why there is none. Cheap to clone; keeps no daemon running.
#[derive(Clone)]
pub struct Address {
    to: Result<Arc<Mailbox>, Arc<str>>,
    ask_timeout: Duration,
    from: Sender,
}

impl Address {
    /// Of the daemon with this mailbox, which is given so long to answer, for whom `from` says.
    pub(crate) fn of(mailbox: &Arc<Mailbox>, ask_timeout: Duration, from: Sender) -> Self {
        Self { to: Ok(Arc::clone(mailbox)), ask_timeout, from }
    }

    /// Of a daemon that is not to be found.
    pub(crate) fn nowhere(reason: String) -> Self {
        Self { to: Err(Arc::from(reason)), ask_timeout: Duration::ZERO, from: Sender::OUTSIDE }
    }

    pub(super) fn mailbox(&self) -> Result<&Arc<Mailbox>, String> {
        self.to.as_ref().map_err(ToString::to_string)
    }

    pub(super) fn from(&self) -> Sender {
        self.from
    }

    /// The priority of a message to the handler in `slot`, for which its attribute says `declared`.
    #[cfg(feature = "config")]
    pub(super) fn priority(&self, slot: usize, declared: Priority) -> Priority {
        self.to.as_ref().map_or(declared, |mailbox| mailbox.priority(slot, declared))
    }

    pub(super) fn ask_timeout(&self) -> Duration {
        self.ask_timeout
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.to {
            Ok(mailbox) => f.debug_tuple("Address").field(mailbox.daemon()).finish(),
            Err(reason) => f.debug_tuple("Address").field(reason).finish(),
        }
    }
}
