//! When an interval is due next. Pure: time is an argument.

use std::time::Duration;

use tokio::time::Instant;

use super::Missed;
use crate::clock::later;

/// The schedule of one interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beat {
    period: Duration,
    missed: Missed,
    due: Instant,
}

/// What firing a tick says of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fired {
    /// How many ticks are left out for good.
    pub(crate) skipped: u64,
    /// Whether this one fires more than a tenth of the period after it was due.
    pub(crate) late: bool,
}

impl Beat {
    /// A schedule that begins at `start`: the first tick is due then if `immediate`, else one period later.
    pub(crate) fn starting(start: Instant, period: Duration, missed: Missed, immediate: bool) -> Self {
        let due = if immediate { start } else { later(start, period) };
        Self { period, missed, due }
    }

    /// When the next tick is due.
    pub(crate) fn due(&self) -> Instant {
        self.due
    }

    /// The tick that is due fires at `now`; moves on to the next. It was `planned` for a moment after it was due if
    /// there is jitter, which is not lateness and moves nothing.
    pub(crate) fn fire(&mut self, now: Instant, planned: Instant) -> Fired {
        let late = now.saturating_duration_since(planned);
        let since_due = now.saturating_duration_since(self.due);
        let overrun = whole_periods(since_due, self.period);
        let skipped = match self.missed {
            Missed::Burst => {
                self.due = later(self.due, self.period);
                0
            }
            Missed::Delay => {
                self.due = later(later(self.due, late), self.period);
                overrun
            }
            Missed::Skip => {
                let since_last = nanos(since_due.as_nanos() % self.period.as_nanos().max(1));
                self.due = later(now, self.period.saturating_sub(since_last));
                overrun
            }
        };
        Fired { skipped, late: late > self.period / 10 }
    }

    /// Goes by `period` and `missed` as if it had since its last tick, from `now` on.
    #[cfg(feature = "config")]
    pub(crate) fn amend(&mut self, now: Instant, period: Duration, missed: Missed) {
        if self.due > now {
            let due = self.due.checked_sub(self.period).map_or_else(|| later(now, period), |last| later(last, period));
            self.due = due.max(now);
        }
        (self.period, self.missed) = (period, missed);
    }

    /// The run that was fired last failed at `now`: the next tick is due after `pause`.
    pub(crate) fn pause(&mut self, now: Instant, pause: Duration) {
        self.due = later(now, pause);
    }
}

fn whole_periods(late: Duration, period: Duration) -> u64 {
    u64::try_from(late.as_nanos() / period.as_nanos().max(1)).unwrap_or(u64::MAX)
}

fn nanos(nanos: u128) -> Duration {
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_secs(5);

    fn at(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    /// Fires whenever due or, while `busy`, when that is over; returns the seconds at which it fired.
    fn play(missed: Missed, busy: std::ops::Range<u64>, until: u64) -> (Vec<u64>, u64) {
        let start = Instant::now();
        let mut beat = Beat::starting(start, PERIOD, missed, false);
        let (mut fired, mut skipped) = (Vec::new(), 0);
        loop {
            let mut now = beat.due().max(at(start, *fired.last().unwrap_or(&0)));
            if now > at(start, busy.start) && now < at(start, busy.end) {
                now = at(start, busy.end);
            }
            if now > at(start, until) {
                return (fired, skipped);
            }
            skipped += beat.fire(now, beat.due()).skipped;
            fired.push((now - start).as_secs());
        }
    }

    #[test]
    fn the_three_policies_after_a_long_run() {
        assert_eq!(play(Missed::Skip, 5..17, 30), (vec![5, 17, 20, 25, 30], 1));
        assert_eq!(play(Missed::Delay, 5..17, 30), (vec![5, 17, 22, 27], 1));
        assert_eq!(play(Missed::Burst, 5..17, 30), (vec![5, 17, 17, 20, 25, 30], 0));
    }

    #[test]
    fn a_tick_in_time_leaves_nothing_out() {
        for missed in [Missed::Skip, Missed::Delay, Missed::Burst] {
            assert_eq!(play(missed, 0..0, 20), (vec![5, 10, 15, 20], 0));
        }
    }

    #[test]
    fn jitter_is_not_lateness_and_moves_nothing() {
        for missed in [Missed::Skip, Missed::Delay, Missed::Burst] {
            let start = Instant::now();
            let mut beat = Beat::starting(start, PERIOD, missed, false);
            for tick in 1..10 {
                let planned = at(start, 5 * tick + tick % 5);
                assert_eq!(beat.fire(planned, planned), Fired { skipped: 0, late: false });
                assert_eq!(beat.due(), at(start, 5 * (tick + 1)), "{missed:?}");
            }
            assert!(beat.fire(at(start, 54), at(start, 53)).late, "a second after its moment");
        }
    }

    #[test]
    fn a_suspend_of_a_year_is_one_tick_and_a_number() {
        let start = Instant::now();
        let mut beat = Beat::starting(start, PERIOD, Missed::Skip, false);
        let woken = at(start, 365 * 24 * 60 * 60 + 3);
        let fired = beat.fire(woken, beat.due());
        assert_eq!(fired.skipped, 365 * 24 * 60 * 60 / 5 - 1);
        assert_eq!(beat.due(), at(start, 365 * 24 * 60 * 60 + 5));
    }

    #[test]
    fn immediate_is_due_at_the_start_and_then_on_the_period() {
        let start = Instant::now();
        let mut beat = Beat::starting(start, PERIOD, Missed::Skip, true);
        assert_eq!(beat.due(), start);
        beat.fire(start, start);
        assert_eq!(beat.due(), at(start, 5));
    }

    #[test]
    fn a_failed_run_pauses() {
        let start = Instant::now();
        let mut beat = Beat::starting(start, PERIOD, Missed::Skip, false);
        beat.fire(at(start, 5), at(start, 5));
        beat.pause(at(start, 6), Duration::from_secs(30));
        assert_eq!(beat.due(), at(start, 36));
    }

    #[cfg(feature = "config")]
    #[test]
    fn another_period_counts_from_the_last_tick_and_what_is_due_stays_due() {
        let start = Instant::now();
        let beat = || {
            let mut beat = Beat::starting(start, PERIOD, Missed::Skip, false);
            beat.fire(at(start, 5), at(start, 5));
            beat
        };
        for (now, seconds, due) in [(7, 3, 8), (7, 60, 65), (9, 2, 9), (10, 60, 10), (12, 60, 10)] {
            let mut beat = beat();
            beat.amend(at(start, now), Duration::from_secs(seconds), Missed::Delay);
            assert_eq!(beat.due(), at(start, due), "to {seconds} s at {now} s");
        }
    }

    #[test]
    fn a_period_without_end_does_not_overflow() {
        let start = Instant::now();
        let mut beat = Beat::starting(start, Duration::MAX, Missed::Delay, true);
        beat.fire(start, start);
        assert!(beat.due() > at(start, 60 * 60 * 24 * 365));
    }
}
