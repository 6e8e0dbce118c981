//! What daemons saw.

use std::sync::{Arc, Mutex, PoisonError};

/// What was seen, as text, in order. Clones are one and the same.
#[derive(Clone, Debug, Default)]
pub struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    /// One more.
    #[expect(clippy::needless_pass_by_value, reason = "a number is noted as readily as a reference")]
    pub fn note(&self, what: impl ToString) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what.to_string());
    }

    /// All so far, which are then forgotten.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
