//! What a handler did and did not, over all generations.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use super::{LeftOut, Times};
use crate::daemon::{Handler, Lane, Trigger};
use crate::mailbox::UnitKey;
use crate::timer::Period;

/// Of handlers that may run often one run in so many is timed, unless it suspends.
const SOME: u16 = 64;

/// An interval of at least this is timed at each run.
const RARE: Duration = Duration::from_secs(1);

/// Counts of one handler. Only the daemon's own task writes, but for what is said to be anybody's.
///
/// In memory as it stands here: first what each run looks at. What else there is to count has a place of its own once there is
/// something, so that a daemon that does nothing is small.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Counts {
    runs: AtomicU64,
    /// The next run to be timed has this number, from zero.
    timed: AtomicU64,
    /// Errors in a row, up to now.
    streak: AtomicU32,
    /// One run in so many is timed.
    of: u16,
    /// Several of its runs may be under way at once.
    concurrent: bool,
    more: OnceLock<Box<More>>,
}

/// What is not counted at each run.
#[derive(Debug, Default)]
struct More {
    times: Times,
    /// How many runs have ended, where that is not as many as have begun.
    ended: AtomicU64,
    errors: AtomicU64,
    skipped: AtomicU64,
    expired: AtomicU64,
    /// Anybody's.
    coalesced: AtomicU64,
    /// Anybody's.
    lost: AtomicU64,
}

impl Counts {
    /// Of a handler that may run often.
    pub(crate) fn of_many() -> Self {
        Self::timing_one_in(SOME)
    }

    /// Of this handler.
    pub(crate) fn of(handler: &Handler) -> Self {
        let rare = match &handler.trigger {
            Trigger::Interval(interval) => matches!(interval.period, Period::Fixed(period) if period >= RARE),
            Trigger::Schedule(_) | Trigger::Defer(_) | Trigger::Ready(_) | Trigger::Health(_) => true,
            Trigger::Event(_) | Trigger::Message => false,
        };
        let concurrent = matches!(handler.lane, Lane::Concurrent(_));
        Self { concurrent, ..Self::timing_one_in(if rare { 1 } else { SOME }) }
    }

    fn timing_one_in(of: u16) -> Self {
        let zero = AtomicU64::default;
        let streak = AtomicU32::default();
        Self { runs: zero(), timed: zero(), streak, of, concurrent: false, more: OnceLock::new() }
    }

    fn more(&self) -> &More {
        self.more.get_or_init(Box::default)
    }

    /// A run begins. Says whether it is to be timed.
    #[inline]
    pub(crate) fn ran(&self) -> bool {
        let number = self.runs.load(Ordering::Relaxed);
        self.runs.store(number + 1, Ordering::Relaxed);
        number >= self.timed.load(Ordering::Relaxed)
    }

    /// A run took so long that has `ended` so long after the beginning of the system.
    pub(crate) fn took(&self, took: Duration, ended: Duration, suspended: bool) {
        let (More { times, ended: before, .. }, runs) = (self.more(), self.runs());
        // Of those under way each is timed when it ends, or stood for then.
        let over = if self.concurrent { before.load(Ordering::Relaxed) + 1 } else { runs };
        // Who has suspended may do so again. Those that do are all timed; one that does not stands for all that were not.
        let (stands_for, next) =
            if suspended { (1, 1) } else { (over.saturating_sub(times.runs()).max(1), self.of.into()) };
        times.note(took, ended, stands_for);
        self.timed.store(runs - 1 + next, Ordering::Relaxed);
    }

    /// A run is over, after it was said how long it took, if that is to be said at all.
    #[inline]
    pub(crate) fn is_over(&self) {
        if self.concurrent {
            bump(&self.more().ended);
        }
    }

    /// Says whether the run before had been well.
    pub(crate) fn failed(&self) -> bool {
        bump(&self.more().errors);
        let streak = self.streak.load(Ordering::Relaxed).saturating_add(1);
        self.streak.store(streak, Ordering::Relaxed);
        streak == 1
    }

    /// Whether the last run has failed.
    pub(crate) fn is_failing(&self) -> bool {
        self.streak.load(Ordering::Relaxed) > 0
    }

    /// A run went well; says how many had not before it.
    pub(crate) fn recovered(&self) -> u64 {
        self.streak.swap(0, Ordering::Relaxed).into()
    }

    /// So many ticks are left out because the one before was still to be handled.
    pub(crate) fn skipped(&self, ticks: u64) {
        add(&self.more().skipped, ticks);
    }

    /// A message is left out because nobody waits for its answer any more.
    pub(crate) fn expired(&self) {
        bump(&self.more().expired);
    }

    /// Something becomes one with what was waiting already. Anybody may say so.
    pub(crate) fn coalesced(&self) {
        self.more().coalesced.fetch_add(1, Ordering::Relaxed);
    }

    /// So much that was accepted will not be handled. Anybody may say so.
    pub(crate) fn lost(&self, mail: u64) {
        if mail > 0 {
            self.more().lost.fetch_add(mail, Ordering::Relaxed);
        }
    }

    pub(crate) fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    pub(crate) fn errors(&self) -> u64 {
        self.more.get().map_or(0, |more| more.errors.load(Ordering::Relaxed))
    }

    /// How long runs took, if any was timed.
    pub(crate) fn times(&self) -> Option<&Times> {
        self.more.get().map(|more| &more.times).filter(|times| times.runs() > 0)
    }

    /// What is counted here of what was left out.
    pub(crate) fn left_out(&self) -> LeftOut {
        let Some(more) = self.more.get() else { return LeftOut::default() };
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        LeftOut {
            skipped: read(&more.skipped),
            expired: read(&more.expired),
            coalesced: read(&more.coalesced),
            lost: read(&more.lost),
            ..LeftOut::default()
        }
    }
}

/// How much a daemon has published.
#[derive(Debug)]
pub(crate) struct Sent {
    unit: UnitKey,
    /// From its exclusive handlers, of which one at a time is polled.
    alone: AtomicU64,
    /// From wherever else.
    beside: AtomicU64,
}

impl Sent {
    /// Nothing, by the daemon of this key.
    pub(crate) fn by(unit: UnitKey) -> Self {
        Self { unit, alone: AtomicU64::default(), beside: AtomicU64::default() }
    }

    /// One more.
    #[inline]
    pub(crate) fn one(&self) {
        if self.unit.is_current() {
            bump(&self.alone);
        } else {
            self.beside.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.alone.load(Ordering::Relaxed) + self.beside.load(Ordering::Relaxed)
    }
}

/// One more, by the only writer: half the price of an atomic addition.
#[inline]
pub(super) fn bump(count: &AtomicU64) {
    add(count, 1);
}

/// So many more, by the only writer.
#[inline]
pub(super) fn add(count: &AtomicU64, more: u64) {
    count.store(count.load(Ordering::Relaxed).wrapping_add(more), Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: Duration = Duration::from_millis(1);

    /// Which of so many runs that do not suspend are timed.
    fn timed(counts: &Counts, runs: usize) -> Vec<usize> {
        let timed = (0..runs).filter(|_| {
            let timed = counts.ran();
            if timed {
                counts.took(MOMENT, MOMENT, false);
            }
            timed
        });
        timed.collect()
    }

    #[test]
    fn one_run_in_sixty_four_is_timed_and_stands_for_all_of_them() {
        let counts = Counts::of_many();
        assert_eq!(timed(&counts, 200), [0, 64, 128, 192]);
        let times = counts.times().unwrap();
        assert_eq!((counts.runs(), times.runs()), (200, 193));
        assert_eq!(Times::read(&[times]).unwrap().timed, 4);
    }

    #[test]
    fn of_what_is_rare_every_run_is_timed() {
        let counts = Counts::of(&Handler::defer("once", 1, MOMENT));
        assert_eq!(timed(&counts, 5), [0, 1, 2, 3, 4]);
        assert_eq!(counts.times().unwrap().runs(), 5);
    }

    #[test]
    fn who_has_suspended_is_timed_from_the_beginning_the_next_time() {
        let counts = Counts::of_many();
        assert_eq!(timed(&counts, 10), [0]);
        assert!(!counts.ran());
        counts.took(MOMENT, MOMENT, true);
        assert_eq!(counts.times().unwrap().runs(), 2, "it stands for itself alone");
        assert!(counts.ran());
        counts.took(MOMENT, MOMENT, false);
        assert_eq!(counts.times().unwrap().runs(), 12, "for itself and those of before");
        assert_eq!(timed(&counts, 70), [63]);
    }

    #[test]
    fn who_is_under_way_is_stood_for_by_nobody_else() {
        let counts = Counts::of(&Handler::message("several", 1).concurrent(4));
        let end = |suspended| {
            counts.took(MOMENT, MOMENT, suspended);
            counts.is_over();
        };
        // Three begin, of which one ends at once and the others take their time.
        (0..3).for_each(|_| assert!(counts.ran()));
        end(false);
        assert_eq!(counts.times().unwrap().runs(), 1);
        end(true);
        end(true);
        assert_eq!((counts.runs(), counts.times().unwrap().runs()), (3, 3));
        // Nor is who has ended and was not timed forgotten.
        assert!(counts.ran());
        end(false);
        (0..40).for_each(|_| {
            assert!(!counts.ran());
            counts.is_over();
        });
        (0..2).for_each(|_| assert!(!counts.ran()));
        end(true);
        assert_eq!((counts.runs(), counts.times().unwrap().runs()), (46, 5));
        assert!(counts.ran());
        end(false);
        assert_eq!((counts.runs(), counts.times().unwrap().runs()), (47, 46), "all but the one that is under way");
    }
}
