//! How large a share of the time is spent on something, over about the last minute.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use crate::clock::real;

/// How long a stretch is that is looked at as a whole.
const STRETCH: u64 = 30_000_000_000;

/// What has been spent by when. It is noted when something begins that is to be counted, at most once in a stretch: who is
/// idle notes nothing, and who is not does so seldom. A stretch in which something is under way goes on until that has ended.
#[derive(Debug)]
pub(super) struct Busy {
    /// When this stretch is over, in nanoseconds after the process's epoch.
    until: AtomicU64,
    /// When what is under way began, and one more; zero if nothing is. Of several at once, on several threads, the last one.
    since: AtomicU64,
    /// The stretch before, and the beginning of this one; none while this is the first.
    marks: OnceLock<Box<Mutex<Marks>>>,
}

/// The stretch before and this one.
type Marks = (Stretch, Mark);

/// So much had been spent at a moment, both in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    at: u64,
    spent: u64,
}

/// From its beginning until when something could be spent in it.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    from: Mark,
    until: u64,
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
        let until = AtomicU64::new(at(now).saturating_add(STRETCH));
        Self { until, since: AtomicU64::new(0), marks: OnceLock::new() }
    }

    /// Those of the first stretch, before which there was none.
    fn first(&self) -> Marks {
        let from = Mark { at: self.until.load(Ordering::Relaxed).saturating_sub(STRETCH), spent: 0 };
        (Stretch { from, until: from.at }, from)
    }

    fn marks(&self) -> Marks {
        match self.marks.get() {
            Some(marks) => *marks.lock().unwrap_or_else(PoisonError::into_inner),
            None => self.first(),
        }
    }

    /// Something begins that will be counted; so much has been `spent`. Says when that is, for its end.
    #[inline]
    pub(super) fn begins(&self, now: Instant, spent: &AtomicU64) -> u64 {
        let at = at(now);
        if at >= self.until.load(Ordering::Relaxed) {
            self.turn(Mark { at, spent: spent.load(Ordering::Relaxed) });
        }
        self.since.store(at.saturating_add(1), Ordering::Relaxed);
        at
    }

    /// What began then has ended so many nanoseconds later.
    #[inline]
    pub(super) fn ended(&self, began: u64, nanos: u64) {
        // Of several at once only the last is known here: another's end is not its own.
        if self.since.load(Ordering::Relaxed) == began.saturating_add(1) {
            self.since.store(0, Ordering::Relaxed);
        }
        let end = began.saturating_add(nanos);
        if end > self.until.load(Ordering::Relaxed) {
            self.draw_out(end);
        }
    }

    /// This stretch goes on until then.
    #[cold]
    fn draw_out(&self, until: u64) {
        // Of the first one, the end says when it began, until now.
        let marks = self.marks.get_or_init(|| Box::new(Mutex::new(self.first())));
        let _marks = marks.lock().unwrap_or_else(PoisonError::into_inner);
        self.until.fetch_max(until, Ordering::Relaxed);
    }

    #[cold]
    fn turn(&self, now: Mark) {
        let marks = self.marks.get_or_init(|| Box::new(Mutex::new(self.first())));
        let mut marks = marks.lock().unwrap_or_else(PoisonError::into_inner);
        let until = self.until.load(Ordering::Relaxed);
        // Somebody else may have been here before.
        if now.at >= until {
            *marks = (Stretch { from: marks.1, until }, now);
            self.until.store(now.at.saturating_add(STRETCH), Ordering::Relaxed);
        }
    }

    /// The share at `now`, when so much has been `spent`, and is being.
    pub(super) fn share(&self, now: Instant, spent: &AtomicU64) -> f64 {
        let (at, since) = (at(now), self.since.load(Ordering::Relaxed));
        let under_way = since.checked_sub(1).map(|since| at.saturating_sub(since));
        let until = self.until.load(Ordering::Relaxed).max(under_way.map_or(0, |_| at));
        let spent = spent.load(Ordering::Relaxed).saturating_add(under_way.unwrap_or_default());
        share(self.marks(), until, Mark { at, spent })
    }
}

/// What was spent in the last two stretches, of which the later one is over at `until`, as a share of the time since the
/// beginning of the earlier one; or, if that is longer ago, of as long as two stretches are as a rule. What was spent in one is
/// taken to have been spent evenly over it.
fn share((earlier, later): Marks, until: u64, now: Mark) -> f64 {
    let from = earlier.from.at.max(now.at.saturating_sub(2 * STRETCH));
    let part = |stretch: Stretch, next: Mark| {
        // Nothing was begun after a stretch and before the next.
        let (since, end) = (stretch.from, stretch.until.min(next.at));
        let length = end.saturating_sub(since.at);
        let counts = end.saturating_sub(since.at.max(from));
        let spent = next.spent.saturating_sub(since.spent);
        if length == 0 { 0.0 } else { spent as f64 * (counts as f64 / length as f64) }
    };
    let spent = part(earlier, later) + part(Stretch { from: later, until }, now);
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

    /// Of stretches that were not drawn out.
    #[track_caller]
    fn assert_share([earlier, later]: [Mark; 2], now: Mark, expected: f64) {
        let until = |mark: Mark| mark.at + STRETCH;
        let share = share((Stretch { from: earlier, until: until(earlier) }, later), until(later), now);
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
            let poll = busy.begins(after(second), &spent);
            busy.ended(poll, SECOND / 2);
            spent.fetch_add(SECOND / 2, Ordering::Relaxed);
        }
        assert!((busy.share(after(45), &spent) - 0.5).abs() < 1e-9);
        let marks = || {
            let (earlier, later) = busy.marks();
            [earlier.from, later].map(|mark| ((mark.at - at(began)) / SECOND, mark.spent / SECOND))
        };
        assert_eq!(marks(), [(0, 0), (30, 15)]);
        let poll = busy.begins(after(100), &spent);
        busy.ended(poll, 0);
        assert_eq!(marks(), [(30, 15), (100, 22)]);
        assert!(busy.share(after(100), &spent) < 0.5);
    }

    #[test]
    fn one_poll_that_lasts_longer_than_a_stretch_is_busy_for_as_long_as_it_lasts() {
        let began = real();
        let (busy, spent) = (Busy::since(began), AtomicU64::new(0));
        let after = |seconds| began + Duration::from_secs(seconds);
        let assert_share = |second, expected: f64| {
            let share = busy.share(after(second), &spent);
            assert!((share - expected).abs() < 1e-9, "{share} where it is {expected} after {second} s");
        };
        let poll = busy.begins(after(20), &spent);
        assert_share(25, 0.2);
        assert_share(40, 0.5);
        assert_share(100, 0.8);
        busy.ended(poll, 80 * SECOND);
        spent.fetch_add(80 * SECOND, Ordering::Relaxed);
        assert_share(100, 0.8);
        // Twenty seconds of nothing, and then another one.
        assert_share(120, 0.8 * 40.0 / 60.0);
        let poll = busy.begins(after(120), &spent);
        busy.ended(poll, 40 * SECOND);
        spent.fetch_add(40 * SECOND, Ordering::Relaxed);
        assert_share(160, 40.0 / 60.0);
    }
}
