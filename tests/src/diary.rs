//! What happened, in order.

use std::sync::{Arc, Mutex, PoisonError};

/// Entries in the order in which they were made. Clones are one and the same diary.
#[derive(Clone, Debug, Default)]
pub struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    /// Adds an entry.
    pub fn note(&self, entry: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(entry.into());
    }

    /// All entries so far, which are then forgotten.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// All entries so far.
    pub fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often `entry` was made.
    pub fn count(&self, entry: &str) -> usize {
        self.entries().iter().filter(|made| *made == entry).count()
    }

    /// Makes sure that each of `entries` was made, the first time after the one before it.
    ///
    /// # Panics
    ///
    /// If not.
    #[track_caller]
    pub fn assert_order(&self, entries: &[&str]) {
        let made = self.entries();
        let places = entries.iter().map(|entry| made.iter().position(|made| made == entry));
        let places: Vec<Option<usize>> = places.collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "not in the order {entries:?}: {made:#?}");
    }
}
