//! Values that are to live as long as a generation: `Context::track`.

use std::any::Any;
use std::sync::{Mutex, PoisonError};

use super::guarded::guard;

/// The tracked values of one generation. None once it is over.
pub(crate) struct Tracked(Mutex<Option<Vec<Box<dyn Any + Send>>>>);

impl Default for Tracked {
    fn default() -> Self {
        Self(Mutex::new(Some(Vec::new())))
    }
}

impl Tracked {
    /// Keeps `value` until the end; drops it at once if that has come.
    pub(crate) fn keep(&self, value: Box<dyn Any + Send>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.as_mut() {
            return kept.push(value);
        }
        drop(kept);
        drop(value);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, Vec::len)
    }

    /// Drops all of them, last first, whatever they panic with. Returns how many there were, and the panics.
    pub(crate) fn release(&self) -> (usize, Vec<String>) {
        let values = self.0.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        let count = values.len();
        let panics = values.into_iter().rev().filter_map(|value| guard(|| drop(value)).err()).collect();
        (count, panics)
    }
}
