//! What a timer did and did not do, readable from outside while it runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::beat::Fired;

/// Counters of one timer, over all generations.
#[derive(Debug)]
pub(crate) struct Tally {
    epoch: Instant,
    /// Milliseconds after `epoch`, plus one; zero for none.
    next: AtomicU64,
    fired: AtomicU64,
    skipped: AtomicU64,
    late: AtomicU64,
}

/// A timer as `System::status` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimerStatus {
    /// The timer's name.
    pub name: String,
    /// How long until it is due next; none while the daemon is not running, zero when it is overdue.
    pub next: Option<Duration>,
    /// Of a `#[schedule]`: when that is, by the wall clock.
    pub at: Option<SystemTime>,
    /// The same as a clock in the schedule's zone shows it: `2026-03-29T03:00:00+02:00[Europe/Berlin]`.
    pub shown: Option<String>,
    /// How many ticks have fired, over all generations.
    pub fired: u64,
    /// How many ticks were left out because the one before was still to be handled.
    pub skipped: u64,
    /// How many times of a `#[schedule]` were left out because nobody was there when they came: the machine was asleep, its
    /// clock was put forward, or the daemon was between two lives.
    pub missed: u64,
    /// How many fired more than a tenth of the period after they were due: because another handler was in hand, or the machine
    /// is overloaded. Jitter, and the pause of `after_error`, are not lateness. Of a `#[schedule]`: more than a second after
    /// its time. A deferred call is never late. What is late has run, and is not among what was left out; one that is late
    /// by whole periods counts once here, and once under `skipped` for each tick that was left out for it.
    pub late: u64,
}

impl Tally {
    pub(crate) fn new(epoch: Instant) -> Self {
        let zero = || AtomicU64::new(0);
        Self { epoch, next: zero(), fired: zero(), skipped: zero(), late: zero() }
    }

    pub(crate) fn scheduled(&self, next: Option<Instant>) {
        let next = next.map_or(0, |next| milliseconds(next.saturating_duration_since(self.epoch)) + 1);
        self.next.store(next, Ordering::Relaxed);
    }

    pub(crate) fn fired(&self, fired: Fired) {
        add(&self.fired, 1);
        add(&self.skipped, fired.skipped);
        add(&self.late, u64::from(fired.late));
    }

    /// So many are left out, and none fires.
    pub(crate) fn left_out(&self, skipped: u64) {
        add(&self.skipped, skipped);
    }

    pub(crate) fn status(&self, name: &str, now: Instant) -> TimerStatus {
        let next = self.next.load(Ordering::Relaxed).checked_sub(1).map(|next| {
            let next = self.epoch + Duration::from_millis(next);
            next.saturating_duration_since(now)
        });
        TimerStatus {
            name: name.to_owned(),
            next,
            at: None,
            shown: None,
            fired: self.fired.load(Ordering::Relaxed),
            skipped: self.skipped.load(Ordering::Relaxed),
            missed: 0,
            late: self.late.load(Ordering::Relaxed),
        }
    }
}

/// By the only writer, the daemon's own task: cheaper than an atomic addition.
fn add(counter: &AtomicU64, more: u64) {
    if more > 0 {
        counter.store(counter.load(Ordering::Relaxed) + more, Ordering::Relaxed);
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX - 1)
}
