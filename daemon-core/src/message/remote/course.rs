//! When a message was sent, begun and answered.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The course of one message that was sent by name.
pub(in crate::message) struct Course {
    sent: Instant,
    then: Mutex<Then>,
}

#[derive(Clone, Copy, Default)]
struct Then {
    begun: Option<Instant>,
    over: Option<Instant>,
}

impl Course {
    pub(super) fn begin() -> Self {
        Self { sent: Instant::now(), then: Mutex::default() }
    }

    fn then(&self) -> MutexGuard<'_, Then> {
        self.then.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A handler has it.
    pub(in crate::message) fn begun(&self) {
        self.then().begun = Some(Instant::now());
    }

    /// The handler has answered.
    pub(in crate::message) fn answered(&self) {
        self.then().over = Some(Instant::now());
    }

    /// How long it waited for its handler, and how long that took.
    pub(super) fn times(&self) -> (Duration, Duration) {
        let Then { begun, over } = *self.then();
        let begun = begun.unwrap_or(self.sent);
        (begun.saturating_duration_since(self.sent), over.unwrap_or(begun).saturating_duration_since(begun))
    }
}
