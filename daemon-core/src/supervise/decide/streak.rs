//! What a daemon has behind it: the restarts that count against its budget, and those that count against the hour.

use std::collections::VecDeque;
use std::time::Duration;

use crate::lifecycle::Failure;

/// More restarts than this within an hour are too many, whatever the budget says.
pub(crate) const OFTEN: usize = 60;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Restarts and failures of a unit.
#[derive(Debug, Default)]
pub(crate) struct Streak {
    /// Restarts since they were counted from zero.
    pub(crate) restarts: u32,
    /// All restarts by policy, ever.
    pub(crate) total: u64,
    /// The first failure since restarts were counted from zero.
    pub(crate) first: Option<Failure>,
    /// When it was restarted in the last hour, and a little before; at most one more than are too many.
    recent: VecDeque<Duration>,
    /// It was said that it is restarted too often, and it still is.
    alarmed: bool,
}

impl Streak {
    /// Nothing has happened.
    pub(super) const NONE: Self = Self { restarts: 0, total: 0, first: None, recent: VecDeque::new(), alarmed: false };

    /// Whether there is anything to be forgotten.
    pub(super) fn is_open(&self) -> bool {
        self.restarts > 0 || self.first.is_some()
    }

    /// Counts from zero again.
    pub(super) fn close(&mut self) {
        self.restarts = 0;
        self.first = None;
    }

    /// Nothing has happened, but for the count of all.
    pub(super) fn forgotten(&self) -> Self {
        Self { total: self.total, ..Self::default() }
    }

    /// One more restart, at `now`. Says how many there were in the last hour, if they have become too many with it.
    pub(super) fn count(&mut self, now: Duration) -> Option<usize> {
        self.restarts += 1;
        self.try_again(now)
    }

    /// One more that the budget does not know of.
    pub(super) fn try_again(&mut self, now: Duration) -> Option<usize> {
        self.total += 1;
        self.recent.push_back(now);
        self.forget(now);
        let count = self.recent.len();
        let news = count > OFTEN && !self.alarmed;
        self.alarmed = count > OFTEN;
        news.then_some(count)
    }

    /// How many restarts there were in the hour before `now`; more than [`OFTEN`] are not counted any further.
    pub(crate) fn in_last_hour(&self, now: Duration) -> usize {
        self.recent.iter().filter(|&&at| at + HOUR > now).count()
    }

    /// Drops what is too old to count, and what would only make too many more.
    fn forget(&mut self, now: Duration) {
        while self.recent.front().is_some_and(|&at| at + HOUR <= now) || self.recent.len() > OFTEN + 1 {
            self.recent.pop_front();
        }
    }
}
