//! The timers of an agenda, each under a number. There is no way to look at all of them, so nothing can cost more for
//! their being many.

use std::sync::Arc;
use std::time::Duration;

use slab::Slab;
use tokio::time::Instant;

use super::{Beat, Tally, Turn};

/// One timer.
pub(super) struct Timer {
    /// Of an interval or a schedule.
    pub(super) name: Option<Arc<str>>,
    pub(super) slot: usize,
    pub(super) tally: Arc<Tally>,
    pub(super) rhythm: Rhythm,
    /// When its tick is to begin, its jitter included.
    pub(super) at: Instant,
    pub(super) place: Place,
}

pub(super) enum Rhythm {
    Once,
    Every { beat: Beat, jitter: Duration, after_error: Option<Duration> },
    Calendar(Box<Turn>),
}

/// Where a timer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    /// Among those that are to become due, by its `at`.
    Coming,
    /// Among those that are due, by this number.
    Due(u64),
}

#[derive(Default)]
pub(super) struct Timers {
    timers: Slab<Timer>,
    /// How often a timer was looked at or changed.
    #[cfg(test)]
    pub(super) visits: std::cell::Cell<usize>,
}

impl Timers {
    #[cfg(test)]
    fn visit(&self) {
        self.visits.set(self.visits.get() + 1);
    }

    pub(super) fn len(&self) -> usize {
        self.timers.len()
    }

    /// Makes room for so many and no more.
    pub(super) fn expect(&mut self, timers: usize) {
        self.timers.reserve_exact(timers);
    }

    pub(super) fn insert(&mut self, timer: Timer) -> usize {
        #[cfg(test)]
        self.visit();
        self.timers.insert(timer)
    }

    pub(super) fn remove(&mut self, timer: usize) -> Timer {
        #[cfg(test)]
        self.visit();
        self.timers.remove(timer)
    }

    pub(super) fn get(&mut self, timer: usize) -> &mut Timer {
        #[cfg(test)]
        self.visit();
        &mut self.timers[timer]
    }

    pub(super) fn peek(&self, timer: usize) -> Option<&Timer> {
        #[cfg(test)]
        self.visit();
        self.timers.get(timer)
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = Timer> {
        self.timers.drain()
    }
}
