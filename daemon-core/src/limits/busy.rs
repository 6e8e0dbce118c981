//! How large a share of the time is spent on something, over about the last minute.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use crate::clock::real;

/// How long a stretch is that is looked at as a whole.
const STRETCH: u64 = 30_000_000_000;

/// What has been spent by when. It is noted when something begins that is to be counted, at most once in a stretch: who is
/// idle notes nothing, and who is not does so seldom.
#[derive(Debug)]
pub(super) struct Busy {
    /// When this stretch is over, in nanoseconds after the process's epoch.
    until: AtomicU64,
    /// The beginning of the stretch before, and of this one; none while this is the first.
    marks: OnceLock<Box<Mutex<[Mark; 2]>>>,
}

/// So much had been spent at a moment, both in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    at: u64,
    spent: u64,
}

impl Default for Busy {
    fn default() -> Self {
        Self::since(real())
    }
}

/// In nanoseconds after the first time that this was asked.
fn at(moment: Instant) -> u64 {
    static EPOCH: OnceLock<Instant> = OnceLock::new();
    let epoch = EPOCH.get_or_init(|| moment);
    u64::try_from(moment.saturating_duration_since(*epoch).as_nanos()).unwrap_or(u64::MAX)
}

impl Busy {
    fn since(now: Instant) -> Self {
        Self { until: AtomicU64::new(at(now).saturating_add(STRETCH)), marks: OnceLock::new() }
    }

    /// Both marks of the first stretch.
    fn first(&self) -> [Mark; 2] {
        [Mark { at: self.until.load(Ordering::Relaxed).saturating_sub(STRETCH), spent: 0 }; 2]
    }

    fn marks(&self) -> [Mark; 2] {
        match self.marks.get() {
            Some(marks) => *marks.lock().unwrap_or_else(PoisonError::into_inner),
            None => self.first(),
        }
    }

    /// Something begins that will be counted; so much has been `spent`.
    #[inline]
    pub(super) fn begins(&self, now: Instant, spent: &AtomicU64) {
        let at = at(now);
        if at >= self.until.load(Ordering::Relaxed) {
            self.turn(Mark { at, spent: spent.load(Ordering::Relaxed) });
        }
    }

    #[cold]
    fn turn(&self, now: Mark) {
        let marks = self.marks.get_or_init(|| Box::new(Mutex::new(self.first())));
        let mut marks = marks.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have been here before.
        if now.at >= self.until.load(Ordering::Relaxed) {
            *marks = [marks[1], now];
            self.until.store(now.at.saturating_add(STRETCH), Ordering::Relaxed);
        }
    }

    /// The share at `now`, when so much has been `spent`.
    pub(super) fn share(&self, now: Instant, spent: &AtomicU64) -> f64 {
        share(self.marks(), Mark { at: at(now), spent: spent.load(Ordering::Relaxed) })
    }
}

/// What was spent in the last two stretches, as a share of the time since the beginning of the earlier one; or, if that is longer
/// ago, of as long as two stretches. What was spent in one is taken to have been spent evenly over it.
fn share([earlier, later]: [Mark; 2], now: Mark) -> f64 {
    let from = earlier.at.max(now.at.saturating_sub(2 * STRETCH));
    let part = |since: Mark, until: Mark| {
        // Nothing was begun after a stretch and before the next.
        let end = until.at.min(since.at.saturating_add(STRETCH));
        let length = end.saturating_sub(since.at);
        let counts = end.saturating_sub(since.at.max(from));
        let spent = until.spent.saturating_sub(since.spent);
        if length == 0 { 0.0 } else { spent as f64 * (counts as f64 / length as f64) }
    };
    let spent = part(earlier, later) + part(later, now);
    if now.at <= from { 0.0 } else { spent / (now.at - from) as f64 }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const SECOND: u64 = 1_000_000_000;

    /// At so many seconds so many had been spent.
    fn mark(at: u64, spent: u64) -> Mark {
        Mark { at: at * SECOND, spent: spent * SECOND }
    }

    #[track_caller]
    fn assert_share(marks: [Mark; 2], now: Mark, expected: f64) {
        let share = share(marks, now);
        assert!((share - expected).abs() < 1e-9, "{share} where it is {expected}");
    }

    #[test]
    fn the_share_is_of_half_a_minute_to_a_whole_one() {
        let none = [mark(0, 0); 2];
        assert_share(none, mark(0, 0), 0.0);
        assert_share(none, mark(10, 5), 0.5);
        assert_share([mark(0, 0), mark(30, 15)], mark(30, 15), 0.5);
        assert_share([mark(0, 0), mark(30, 15)], mark(60, 30), 0.5);
        assert_share([mark(30, 15), mark(60, 45)], mark(70, 45), 0.75);
    }

    #[test]
    fn what_is_longer_ago_than_a_minute_does_not_count() {
        // Thirty seconds of work, and nothing since.
        let marks = [mark(0, 0), mark(0, 0)];
        assert_share(marks, mark(30, 30), 1.0);
        assert_share(marks, mark(60, 30), 0.5);
        assert_share(marks, mark(75, 30), 0.25);
        assert_share(marks, mark(90, 30), 0.0);
        assert_share(marks, mark(9_000, 30), 0.0);
        // An hour later it begins again.
        assert_share([mark(0, 0), mark(3_600, 30)], mark(3_615, 45), 0.25);
    }

    #[test]
    fn several_threads_add_up() {
        assert_share([mark(0, 0), mark(30, 60)], mark(45, 90), 2.0);
    }

    #[test]
    fn a_stretch_is_noted_when_something_begins_after_it() {
        let began = real();
        let (busy, spent) = (Busy::since(began), AtomicU64::new(0));
        let after = |seconds| began + Duration::from_secs(seconds);
        for second in 0..45 {
            busy.begins(after(second), &spent);
            spent.fetch_add(SECOND / 2, Ordering::Relaxed);
        }
        assert!((busy.share(after(45), &spent) - 0.5).abs() < 1e-9);
        let marks = || busy.marks().map(|mark| ((mark.at - at(began)) / SECOND, mark.spent / SECOND));
        assert_eq!(marks(), [(0, 0), (30, 15)]);
        busy.begins(after(100), &spent);
        assert_eq!(marks(), [(30, 15), (100, 22)]);
        assert!(busy.share(after(100), &spent) < 0.5);
    }
}
