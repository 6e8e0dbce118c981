//! What a daemon is held to, and what is left of it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use daemon_grammar::size;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::Generation;
use super::control::Flag;
use super::decide::Exit;
use crate::lifecycle::{Failure, FailureKind};
use crate::limits::{Budget, Limits, Purse};

/// The limits of a daemon, read at each poll of its tasks and changed in place.
pub(crate) struct Limited {
    /// The bits of a share; those of zero for none.
    cpu: AtomicU64,
    /// In bytes.
    memory: AtomicU64,
    /// While it serves: starting and stopping have times of their own, and are not held back.
    serves: AtomicBool,
    /// Once its share of a core has been limited.
    held: OnceLock<Box<Held>>,
    purse: Purse,
    /// At most what it held when its generation began, which others keep: not what that is to fail for.
    before: AtomicU64,
}

/// What there is to know of a daemon that is held back at times.
#[derive(Default)]
struct Held {
    /// The limits are others now.
    changed: Notify,
    /// Full with the first poll that it is asked about while the daemon serves.
    budget: Mutex<Option<Budget>>,
    /// Nanoseconds for which it was held back.
    back: AtomicU64,
}

impl Held {
    fn budget(&self) -> MutexGuard<'_, Option<Budget>> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limited {
    pub(super) fn new(limits: Limits) -> Self {
        let this = Self {
            cpu: AtomicU64::default(),
            memory: AtomicU64::default(),
            serves: AtomicBool::default(),
            held: OnceLock::new(),
            purse: Purse::open(),
            before: AtomicU64::default(),
        };
        this.set(limits);
        this
    }

    fn set(&self, limits: Limits) {
        self.cpu.store(limits.cpu.unwrap_or_default().to_bits(), Ordering::Relaxed);
        self.memory.store(limits.memory.unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    #[cfg(any(feature = "config", all(test, feature = "testing")))]
    pub(super) fn amend(&self, limits: Limits) {
        self.set(limits);
        self.hold().changed.notify_waiters();
    }

    fn hold(&self) -> &Held {
        self.held.get_or_init(Box::default)
    }

    /// The next change from now on.
    pub(super) fn changed(&self) -> impl Future<Output = ()> {
        self.hold().changed.notified()
    }

    /// Its share of a core, if that is limited.
    #[inline]
    pub(super) fn cpu(&self) -> Option<f64> {
        let share = f64::from_bits(self.cpu.load(Ordering::Relaxed));
        (share > 0.0).then_some(share)
    }

    /// A generation begins, and has nothing of its own yet.
    pub(super) fn begin_generation(&self) {
        self.before.store(self.purse.held().unwrap_or_default(), Ordering::Relaxed);
    }

    /// Its handlers may begin: from now on what it is polled for counts.
    pub(super) fn begin(&self) {
        self.serves(true);
    }

    /// No handler runs any more.
    pub(super) fn end(&self) {
        self.serves(false);
    }

    /// Nothing of a budget is left from before.
    fn serves(&self, serves: bool) {
        let mut budget = self.held.get().map(|held| held.budget());
        if let Some(budget) = &mut budget {
            **budget = None;
        }
        self.serves.store(serves, Ordering::Relaxed);
    }

    /// Does something with its budget, if it has one now.
    fn with_budget<R>(&self, share: f64, now: Instant, act: impl FnOnce(&mut Budget) -> R) -> Option<R> {
        let mut budget = self.hold().budget();
        let serves = self.serves.load(Ordering::Relaxed);
        serves.then(|| act(budget.get_or_insert_with(|| Budget::full(share, now))))
    }

    /// When it may be polled, if that is not now.
    pub(super) fn free_at(&self, share: f64) -> Option<Instant> {
        let now = Instant::now();
        self.with_budget(share, now, |budget| budget.free_at(share, now)).flatten()
    }

    /// It was polled since `began`.
    pub(super) fn spend(&self, share: f64, began: Instant) {
        let now = Instant::now();
        self.with_budget(share, now, |budget| budget.spend(share, now.saturating_duration_since(began), now));
    }

    /// One of its tasks was held back for so long.
    pub(super) fn was_held(&self, time: Duration) {
        self.hold().back.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// For how long its tasks were held back.
    pub(crate) fn held_back(&self) -> Duration {
        self.held.get().map_or(Duration::ZERO, |held| Duration::from_nanos(held.back.load(Ordering::Relaxed)))
    }

    /// What is allocated on this thread is the daemon's, until what is returned is dropped.
    #[inline]
    pub(super) fn charge(&self) -> impl Sized {
        self.purse.charge()
    }

    /// How many bytes it holds, where that is measured.
    pub(crate) fn held(&self) -> Option<u64> {
        self.purse.held()
    }

    /// What its generation has come to hold and what it may, if that is less.
    #[inline]
    fn overdrawn(&self) -> Option<(u64, u64)> {
        // In this order: where nothing is measured, there is nothing to look up.
        let held = self.purse.held()?;
        let mut before = self.before.load(Ordering::Relaxed);
        if held < before {
            // Some of that is no longer kept.
            self.before.fetch_min(held, Ordering::Relaxed);
            before = held;
        }
        let limit = self.memory.load(Ordering::Relaxed);
        let own = held - before;
        (own > limit).then_some((own, limit))
    }
}

impl Generation {
    /// When its tasks may be polled, if they are held back. What is told to stop is not: that has a time of its own.
    pub(super) fn held_until(&self, share: f64) -> Option<Instant> {
        let until = self.unit.limited.free_at(share)?;
        let ends = Flag::STOP.or(Flag::CUT).or(Flag::END).or(Flag::START_OVERDUE);
        (!self.control.has(ends)).then_some(until)
    }

    /// One of its tasks was polled: if it holds more than it may now, that is its end, with whatever is in hand.
    #[inline]
    pub(super) fn look_at_memory(&self) {
        if let Some((held, limit)) = self.unit.limited.overdrawn() {
            self.holds_too_much(held, limit);
        }
    }

    #[cold]
    fn holds_too_much(&self, held: u64, limit: u64) {
        if self.is_stopping() {
            return;
        }
        let failure = Failure::new(FailureKind::Memory, too_much(held, limit));
        self.ending(Exit::Failed(failure.at(self.in_hand())));
        self.control.raise(Flag::CUT);
    }
}

/// `holds 64.3 MiB, its limit is 64 MiB`; in bytes where that would be the same.
fn too_much(held: u64, limit: u64) -> String {
    let (more, most) = (size::rounded(held).to_string(), size::rounded(limit).to_string());
    let more = if more == most { format!("{held} B") } else { more };
    format!("holds {more}, its limit is {most}")
}

#[cfg(test)]
mod tests {
    use super::too_much;

    #[test]
    fn what_is_too_much_is_more_in_the_text_too() {
        assert_eq!(too_much(67_423_437, 64 << 20), "holds 64.3 MiB, its limit is 64 MiB");
        assert_eq!(too_much((8 << 20) + 9, 8 << 20), "holds 8388617 B, its limit is 8 MiB");
    }
}
