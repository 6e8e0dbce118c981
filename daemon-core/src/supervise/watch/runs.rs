//! The runs of one generation that are suspended.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use slab::Slab;
use tokio::time::Instant;

use crate::supervise::activity::Doing;

/// Every method of a generation that has suspended and not finished, and since when.
///
/// The daemon's task writes, the supervisor reads.
#[derive(Debug, Default)]
pub(crate) struct Runs(Mutex<Suspended>);

/// Nothing before the first of a generation suspends.
type Suspended = Option<Box<Slab<Run>>>;

/// A method that has suspended and not finished.
#[derive(Clone, Copy, Debug)]
struct Run {
    doing: Doing,
    /// When it suspended for the first time.
    suspended: Instant,
    /// The same, moved on by the time for which it has waited for other daemons.
    since: Instant,
    /// Since when it waits for another daemon, if it does, or for the daemon's share of a core.
    waiting: Option<Instant>,
    /// It waits for that share, and for nothing else.
    held: bool,
    /// The keeper looks at it in time.
    listed: bool,
    /// It has been reported as a stall.
    reported: bool,
}

/// What there is to say of a run at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has finished, waits for another daemon, or was reported: nothing is due.
    Nothing,
    /// It would be over its time then.
    Later(Instant),
    /// It is over its time, which has not been said before.
    Stalled(Doing, Duration),
}

/// The run that has taken longest, of those that are suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Oldest {
    pub(super) doing: Doing,
    pub(super) age: Duration,
}

impl Runs {
    fn runs(&self) -> MutexGuard<'_, Suspended> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A run suspends for the first time. Returns its key.
    pub(super) fn suspend(&self, doing: Doing, now: Instant, waits: bool) -> usize {
        let waiting = waits.then_some(now);
        let run = Run { doing, suspended: now, since: now, waiting, held: false, listed: false, reported: false };
        self.runs().get_or_insert_default().insert(run)
    }

    /// The run begins to wait for another daemon, or does so no longer.
    pub(super) fn wait(&self, key: usize, now: Instant, waits: bool) {
        if let Some(run) = self.runs().as_mut().and_then(|runs| runs.get_mut(key)) {
            if let Some(began) = run.waiting.take() {
                run.since += now.saturating_duration_since(began);
            }
            (run.waiting, run.held) = (waits.then_some(now), false);
        }
    }

    /// The daemon is held back from now on: whatever does not wait for another daemon waits for that to end.
    pub(in crate::supervise) fn hold(&self, now: Instant) {
        let mut runs = self.runs();
        let runs = runs.iter_mut().flat_map(|runs| runs.iter_mut()).map(|(_, run)| run);
        for run in runs.filter(|run| run.waiting.is_none()) {
            (run.waiting, run.held) = (Some(now), true);
        }
    }

    /// It is not held back any more. Says which runs go on.
    pub(super) fn go_on(&self, now: Instant) -> Vec<usize> {
        let mut runs = self.runs();
        let held = runs.iter_mut().flat_map(|runs| runs.iter_mut()).filter(|(_, run)| run.held);
        let go_on = held.map(|(key, run)| {
            run.held = false;
            if let Some(began) = run.waiting.take() {
                run.since += now.saturating_duration_since(began);
            }
            key
        });
        go_on.collect()
    }

    /// The run is over, one way or the other. Says when it had suspended for the first time.
    pub(super) fn end(&self, key: usize) -> Option<Instant> {
        self.runs().as_mut()?.try_remove(key).map(|run| run.suspended)
    }

    /// What is due of the run, whose handler may take `limit`.
    pub(super) fn look_at(&self, key: usize, now: Instant, limit: Duration) -> Verdict {
        let mut runs = self.runs();
        let Some(run) = runs.as_mut().and_then(|runs| runs.get_mut(key)) else { return Verdict::Nothing };
        run.listed = false;
        run.verdict(now, limit)
    }

    /// When the run would be over its time, unless the keeper knows. It does from now on if that is before `horizon`.
    pub(super) fn list(&self, key: usize, limit: Duration, horizon: impl Fn(Instant) -> bool) -> Option<Instant> {
        self.runs().as_mut()?.get_mut(key)?.list(limit, false, &horizon)
    }

    /// The same for every run; `anew` also for those that the keeper knows. Says whether there is any of which something
    /// may be due.
    pub(super) fn list_all(
        &self,
        limit: Duration,
        anew: bool,
        horizon: impl Fn(Instant) -> bool,
        mut list: impl FnMut(usize, Instant),
    ) -> bool {
        let mut any = false;
        for (key, run) in self.runs().iter_mut().flat_map(|runs| runs.iter_mut()) {
            any |= run.counts();
            if let Some(deadline) = run.list(limit, anew, &horizon) {
                list(key, deadline);
            }
        }
        any
    }

    /// Whether a handler in this slot is suspended.
    pub(super) fn has(&self, doing: Doing) -> bool {
        self.any(|run| run.doing == doing)
    }

    /// Whether a run that was reported as a stall has still not finished.
    pub(super) fn any_stalled(&self) -> bool {
        self.any(|run| run.reported)
    }

    fn any(&self, is_one: impl Fn(&Run) -> bool) -> bool {
        self.runs().iter().flat_map(|runs| runs.iter()).any(|(_, run)| is_one(run))
    }

    /// The handler that has taken longest; if there is none, the hook.
    pub(super) fn oldest(&self, now: Instant) -> Option<Oldest> {
        let runs = self.runs();
        let oldest = runs.as_ref()?.iter().map(|(_, run)| run).min_by_key(|run| (!run.is_handler(), run.since))?;
        let until = oldest.waiting.unwrap_or(now);
        Some(Oldest { doing: oldest.doing, age: until.saturating_duration_since(oldest.since) })
    }
}

impl Run {
    fn is_handler(&self) -> bool {
        matches!(self.doing, Doing::Handler(_))
    }

    /// Whether its time is counted. `#[run]` may go on for ever, the other hooks have budgets of their own.
    fn counts(&self) -> bool {
        self.is_handler() && self.waiting.is_none() && !self.reported
    }

    fn verdict(&mut self, now: Instant, limit: Duration) -> Verdict {
        if !self.counts() {
            return Verdict::Nothing;
        }
        let age = now.saturating_duration_since(self.since);
        if age < limit {
            return Verdict::Later(crate::clock::later(self.since, limit));
        }
        self.reported = true;
        Verdict::Stalled(self.doing, age)
    }

    fn list(&mut self, limit: Duration, anew: bool, horizon: &impl Fn(Instant) -> bool) -> Option<Instant> {
        let deadline = crate::clock::later(self.since, limit);
        if self.listed && !anew || !self.counts() || !horizon(deadline) {
            return None;
        }
        self.listed = true;
        Some(deadline)
    }
}
