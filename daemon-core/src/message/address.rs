//! Where messages to a daemon go.

use std::sync::Arc;
use std::time::Duration;

use crate::mailbox::Mailbox;

/// What a handle holds: a daemon's mailbox, or why there is none. Cheap to clone; keeps no daemon running.
#[derive(Clone)]
pub struct Address(Result<Arc<Mailbox>, Arc<str>>, Duration);

impl Address {
    /// Of the daemon with this mailbox, which is given so long to answer.
    pub(crate) fn of(mailbox: &Arc<Mailbox>, ask_timeout: Duration) -> Self {
        Self(Ok(Arc::clone(mailbox)), ask_timeout)
    }

    /// Of a daemon that is not to be found.
    pub(crate) fn nowhere(reason: String) -> Self {
        Self(Err(Arc::from(reason)), Duration::ZERO)
    }

    pub(super) fn mailbox(&self) -> Result<&Arc<Mailbox>, String> {
        self.0.as_ref().map_err(ToString::to_string)
    }

    pub(super) fn ask_timeout(&self) -> Duration {
        self.1
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Ok(mailbox) => f.debug_tuple("Address").field(mailbox.daemon()).finish(),
            Err(reason) => f.debug_tuple("Address").field(reason).finish(),
        }
    }
}
