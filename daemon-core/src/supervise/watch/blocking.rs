//! A generation whose poll has been seen not to return.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::real;
use crate::supervise::Generation;
use crate::supervise::activity::{Activity, Doing};

/// A poll that holds its thread for so long is reported.
pub(crate) const BLOCKING: Duration = Duration::from_secs(1);

/// What the watching thread has last seen of a generation.
#[derive(Debug, Default)]
pub(crate) struct Sighting(Mutex<Option<Box<Seen>>>);

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// Where its activity stood.
    mark: u32,
    /// By the wall clock, as long as a thread is blocked by that.
    since: Instant,
    blocking: bool,
    stalled: bool,
}

/// A poll that has not returned since it was first seen.
pub(super) struct Sighted {
    pub(super) age: Duration,
    pub(super) blocking: bool,
    pub(super) stalled: bool,
}

impl Sighting {
    fn seen(&self) -> MutexGuard<'_, Option<Box<Seen>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was seen, if it is still so.
    pub(super) fn still(&self, activity: &Activity, now: Instant) -> Option<Sighted> {
        let Seen { mark, since, blocking, stalled } = *self.seen().as_deref()?;
        (mark == activity.mark()).then(|| Sighted { age: now.saturating_duration_since(since), blocking, stalled })
    }

    /// Looks at a poll. If nothing has begun in it since it was seen first: for how long, and what there is to say of
    /// that for the first time. It stalls after `limit`.
    pub(super) fn look(&self, activity: &Activity, now: Instant, limit: Option<Duration>) -> Option<Sighted> {
        let mark = activity.mark();
        let mut last = self.seen();
        let Some(seen) = last.as_mut().filter(|seen| seen.mark == mark) else {
            let seen = Seen { mark, since: now, blocking: false, stalled: false };
            *last = Activity::is_polled(mark).then(|| Box::new(seen));
            return None;
        };
        let age = now.saturating_duration_since(seen.since);
        let blocking = age >= BLOCKING && !seen.blocking;
        let stalled = limit.is_some_and(|limit| age >= limit) && !seen.stalled;
        seen.blocking |= blocking;
        seen.stalled |= stalled;
        Some(Sighted { age, blocking, stalled })
    }
}

impl Generation {
    /// Its poll has not returned for some time: reports it if it has done nothing else for too long.
    pub(super) fn look_at_poll(&self) {
        let doing = self.activity.get();
        // One that had suspended before is the keeper's to report.
        let may_stall = matches!(doing, Doing::Handler(_)) && !self.runs.has(doing);
        let limit = may_stall.then(|| self.patience());
        let Some(Sighted { age, blocking, stalled }) = self.sighting.look(&self.activity, real(), limit) else {
            return;
        };
        if blocking {
            self.blocks(doing, age);
        }
        if stalled {
            self.stalled(doing, age);
        }
    }
}
