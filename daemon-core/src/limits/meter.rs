//! For how long a daemon has been polled.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::busy::Busy;
use crate::clock::real;

/// The time that the tasks of one daemon were polled for, over all generations: that of the generation itself and those
/// that it has spawned. Tasks on several threads add up, so it may grow by more than a second in a second.
///
/// It is real time, also under a test's clock, which does not move while anything is polled. What the operating system
/// takes the thread away for in the middle of a poll is in it.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    nanos: AtomicU64,
    busy: Busy,
}

impl Meter {
    /// All polls that have returned up to now.
    pub(crate) fn polled(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed))
    }

    /// Polls, and counts for how long. A poll that panics counts too.
    #[inline]
    pub(crate) fn time<R>(&self, poll: impl FnOnce() -> R) -> R {
        let began = real();
        let at = self.busy.begins(began, &self.nanos);
        let _timed = Timed { meter: self, began, at };
        poll()
    }

    /// For how large a share of the last half minute to minute. More than 1 if several threads were at it.
    pub(crate) fn busy(&self) -> f64 {
        self.busy.share(real(), &self.nanos)
    }
}

struct Timed<'a> {
    meter: &'a Meter,
    began: std::time::Instant,
    /// The same, as its share of the time is counted.
    at: u64,
}

impl Drop for Timed<'_> {
    #[inline]
    fn drop(&mut self) {
        // Half a millennium of polling fits.
        let nanos = u64::try_from(real().saturating_duration_since(self.began).as_nanos()).unwrap_or(u64::MAX);
        self.meter.busy.ended(self.at, nanos);
        self.meter.nanos.fetch_add(nanos, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    /// Keeps this thread until the clock that is measured by has moved.
    fn a_moment() {
        let began = real();
        while real() == began {}
    }

    #[test]
    fn polls_add_up_and_one_that_panics_counts() {
        let meter = Meter::default();
        assert_eq!(meter.polled(), Duration::ZERO);
        assert_eq!(
            meter.time(|| {
                a_moment();
                7
            }),
            7
        );
        let once = meter.polled();
        assert!(once > Duration::ZERO);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            meter.time(|| {
                a_moment();
                panic!("in a poll")
            })
        }));
        assert!(panicked.is_err());
        assert!(meter.polled() > once);
    }
}
