//! A state at one moment.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The state of a daemon as it was at one moment; it does not change any more. Dereferences to the value.
///
/// Keeping one is in nobody's way. Cheap to clone: all clones are the same value.
pub struct Published<T>(Arc<Kept<T>>);

struct Kept<T> {
    value: T,
    generation: u64,
    /// One more with every change.
    version: u64,
}

impl<T> Published<T> {
    pub(super) fn first(value: T, generation: u64) -> Self {
        Self(Arc::new(Kept { value, generation, version: 0 }))
    }

    /// What comes after this one.
    pub(super) fn next(&self, value: T, generation: u64) -> Self {
        Self(Arc::new(Kept { value, generation, version: self.0.version + 1 }))
    }

    pub(super) fn version(&self) -> u64 {
        self.0.version
    }

    /// In which of the daemon's lives it was so, from 1: one more with every start. Zero before the first.
    pub fn generation(&self) -> u64 {
        self.0.generation
    }
}

impl<T> Deref for Published<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T> Clone for Published<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Published<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Published").field("value", &**self).field("generation", &self.generation()).finish()
    }
}
