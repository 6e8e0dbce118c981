//! Noticing stalls in time.
//!
//! Runs suspend far more often than they stall, so a run that suspends tells nobody, as a rule: the keeper looks at all
//! of them now and then, at least once in the shortest watchdog of the system, and remembers the few that would be over
//! their time before it looks at all of them again. What suspends later and could be over its time sooner than that
//! tells it so. When it finds nothing it sleeps without a timer, and whatever suspends next wakes it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::runs::Verdict;
use crate::clock::later;
use crate::daemon::Declaration;
use crate::supervise::alarm::Alarm;
use crate::supervise::{Generation, Supervisor, UnitId};

/// All runs are looked at no more often than this, however short a watchdog is.
const SHORTEST: Duration = Duration::from_secs(1);

/// What the keeper of a system knows.
pub(crate) struct Watch {
    epoch: Instant,
    /// How long it may be from one look at everything to the next, in nanoseconds.
    pace: AtomicU64,
    /// Somebody may take another time than before: all are looked at, those too that were listed.
    anew: AtomicBool,
    /// The next look at everything, in nanoseconds since the epoch; `NEVER` while it sleeps. Who would be over their
    /// time before it has to say so.
    horizon: AtomicU64,
    /// Whom to look at before that, earliest first.
    listed: Mutex<BTreeSet<Listed>>,
    pub(crate) woken: Alarm,
    /// How often it has woken up.
    #[cfg(test)]
    pub(crate) wakes: AtomicU64,
}

const NEVER: u64 = u64::MAX;

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(NEVER - 1).min(NEVER - 1)
}

/// A run that would be over its time at `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    at: Instant,
    unit: UnitId,
    generation: u64,
    key: usize,
}

impl Watch {
    /// Of a system whose handlers may take so long each.
    pub(crate) fn new(epoch: Instant, limits: impl Iterator<Item = Duration>, woken: Alarm) -> Self {
        let pace = limits.min().unwrap_or(Declaration::STALL_REPORT).max(SHORTEST);
        Self {
            epoch,
            pace: AtomicU64::new(nanos(pace)),
            anew: AtomicBool::new(false),
            horizon: AtomicU64::new(NEVER),
            listed: Mutex::default(),
            woken,
            #[cfg(test)]
            wakes: AtomicU64::new(0),
        }
    }

    /// There is a handler that may take so long now.
    #[cfg(feature = "config")]
    pub(crate) fn amend(&self, limit: Duration) {
        self.pace.fetch_min(nanos(limit.max(SHORTEST)), Ordering::SeqCst);
        self.anew.store(true, Ordering::SeqCst);
        self.woken.poke();
    }

    fn listed(&self) -> MutexGuard<'_, BTreeSet<Listed>> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn nanos(&self, at: Instant) -> u64 {
        nanos(at.saturating_duration_since(self.epoch))
    }

    /// Whether `deadline` comes before the next look at everything. To be asked under the lock of the runs, which the
    /// keeper takes after it has said that there will be no such look: so one of the two sees the other.
    fn is_before_horizon(&self, deadline: Instant) -> bool {
        self.nanos(deadline) < self.horizon.load(Ordering::SeqCst)
    }

    fn list(&self, one: Listed) {
        let mut listed = self.listed();
        listed.insert(one);
        if listed.first() == Some(&one) {
            drop(listed);
            self.woken.poke();
        }
    }

    fn take_due(&self, now: Instant) -> Option<Listed> {
        let mut listed = self.listed();
        if listed.first()?.at > now {
            return None;
        }
        listed.pop_first()
    }
}

impl Generation {
    /// After how long a handler is stalled.
    pub(super) fn patience(&self) -> Duration {
        self.unit.settings().declaration.patience()
    }

    /// The run of a handler has suspended, or goes on after it has waited for another daemon or its share of a core.
    pub(super) fn keep_in_sight(&self, key: usize) {
        let watch = &self.supervisor.watch;
        let deadline = self.runs.list(key, self.patience(), |deadline| watch.is_before_horizon(deadline));
        if let Some(at) = deadline {
            watch.list(self.listed(key, at));
        }
    }

    /// It was held back to its share of a core, and is not any more: its time counts again.
    #[cold]
    pub(in crate::supervise) fn goes_on(&self) {
        for key in self.runs.go_on(Instant::now()) {
            self.keep_in_sight(key);
        }
    }

    fn listed(&self, key: usize, at: Instant) -> Listed {
        Listed { at, unit: self.unit.id, generation: self.number, key }
    }
}

impl Supervisor {
    /// Reports handlers that are over their time, until the system is down.
    pub(in crate::supervise) async fn keep_watch(self: Arc<Self>) {
        let watch = &self.watch;
        let mut look: Option<Instant> = None;
        loop {
            if self.state().is_over() {
                return;
            }
            let first = watch.listed().first().map(|one| one.at);
            watch.woken.wait(first.into_iter().chain(look).min()).await;
            #[cfg(test)]
            watch.wakes.fetch_add(1, Ordering::Relaxed);
            let now = Instant::now();
            let anew = watch.anew.swap(false, Ordering::SeqCst);
            look = match look {
                Some(at) if at > now && !anew => look,
                // Where it has just been woken, there will be more.
                woken => self.look_at_all(now, woken.is_none(), anew),
            };
            while let Some(one) = watch.take_due(now) {
                self.look_at(one, now);
            }
        }
    }

    /// Lists what is suspended; `anew` also if it is listed. Says when to do so next, if at all.
    fn look_at_all(&self, now: Instant, again: bool, anew: bool) -> Option<Instant> {
        let watch = &self.watch;
        watch.horizon.store(NEVER, Ordering::SeqCst);
        let generations: Vec<_> = self.state().current.iter().flatten().cloned().collect();
        let next = later(now, Duration::from_nanos(watch.pace.load(Ordering::SeqCst)));
        let mut any = again;
        for generation in generations {
            any |= generation.runs.list_all(
                generation.patience(),
                anew,
                |deadline| deadline < next,
                |key, at| {
                    watch.listed().insert(generation.listed(key, at));
                },
            );
        }
        any.then(|| {
            watch.horizon.store(watch.nanos(next), Ordering::SeqCst);
            next
        })
    }

    fn look_at(self: &Arc<Self>, one: Listed, now: Instant) {
        let current = self.state().current[one.unit.index()].clone();
        let Some(generation) = current.filter(|current| current.number == one.generation) else { return };
        match generation.runs.look_at(one.key, now, generation.patience()) {
            Verdict::Nothing => {}
            Verdict::Later(_) => generation.keep_in_sight(one.key),
            Verdict::Stalled(doing, age) => generation.stalled(doing, age),
        }
    }
}
