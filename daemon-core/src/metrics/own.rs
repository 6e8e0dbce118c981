//! What a daemon counts of its own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts something of a daemon's own, under a name: [`Context::counter`](crate::Context::counter). It goes on counting over
/// restarts. Clones count together, on any thread.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<AtomicU64>);

impl Counter {
    /// So many more.
    pub fn increment(&self, by: u64) {
        self.0.fetch_add(by, Ordering::Relaxed);
    }

    /// What it has come to.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A value of a daemon's own that goes up and down, under a name: [`Context::gauge`](crate::Context::gauge). It stays as it was last
/// set, over restarts too. Clones are one and the same, on any thread.
#[derive(Clone, Debug, Default)]
pub struct Gauge(Arc<AtomicU64>);

impl Gauge {
    /// It is this from now on.
    pub fn set(&self, value: f64) {
        self.0.store(value.to_bits(), Ordering::Relaxed);
    }

    /// So much more, or less if that is below zero.
    pub fn add(&self, more: f64) {
        let moved = |bits| Some((f64::from_bits(bits) + more).to_bits());
        // What `moved` says is always something, so this never fails.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, moved);
    }

    /// What it is.
    pub fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }
}

/// All that a daemon counts of its own.
#[derive(Debug, Default)]
pub(crate) struct OwnValues(Mutex<Option<Box<Values>>>);

#[derive(Debug, Default)]
struct Values {
    counters: BTreeMap<String, Counter>,
    gauges: BTreeMap<String, Gauge>,
}

impl OwnValues {
    fn values(&self) -> MutexGuard<'_, Option<Box<Values>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn counter(&self, name: &str) -> Counter {
        of(&mut self.values().get_or_insert_default().counters, name)
    }

    pub(crate) fn gauge(&self, name: &str) -> Gauge {
        of(&mut self.values().get_or_insert_default().gauges, name)
    }

    pub(crate) fn read(&self) -> (BTreeMap<String, u64>, BTreeMap<String, f64>) {
        let values = self.values();
        let Some(values) = &*values else { return Default::default() };
        let counters = values.counters.iter().map(|(name, counter)| (name.clone(), counter.get())).collect();
        (counters, values.gauges.iter().map(|(name, gauge)| (name.clone(), gauge.get())).collect())
    }
}

/// What has this name, made if there is none. The name is copied only then.
fn of<T: Clone + Default>(values: &mut BTreeMap<String, T>, name: &str) -> T {
    if let Some(value) = values.get(name) {
        return value.clone();
    }
    values.entry(name.to_owned()).or_default().clone()
}
