//! When one more run may begin.
//!
//! What is written, `100/1m`, is the most that begins in any minute, whenever that minute is taken to begin. So it is known when
//! the last runs began, and the next one begins when fewer than a hundred of them are younger than a minute.
//!
//! A bucket that fills at a steady pace, which libraries have (`governor`, with GCRA), is not that: it lets a hundred begin
//! at once and nearly a hundred more within the same minute. Nor does one follow a test's clock, which it is to be asked by.
//! Runs that began close together are remembered as one, so that a throttle takes a few kilobytes at most, whatever its rate.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::Rate;
use crate::clock::later;

/// How many moments are remembered at most. Runs share one that, together, are less than this part of all that may begin.
const MOMENTS: u32 = 1024;

/// The runs of the last window.
#[derive(Debug)]
pub(crate) struct Throttle {
    rate: Rate,
    /// When runs began, and how many: at that moment or shortly before it.
    begun: VecDeque<(Instant, u32)>,
    /// The sum of those.
    total: u32,
}

impl Throttle {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, begun: VecDeque::new(), total: 0 }
    }

    /// Goes by `rate` from now on; what has begun stands.
    #[cfg(any(feature = "config", test))]
    pub(crate) fn amend(&mut self, rate: Rate) {
        self.rate = rate;
    }

    /// When the next run may begin; none if that is now.
    pub(crate) fn free_at(&mut self, now: Instant) -> Option<Instant> {
        while let Some(&(began, runs)) = self.begun.front() {
            let over = later(began, self.rate.window);
            if over > now {
                return (self.total >= self.rate.runs).then_some(over);
            }
            self.begun.pop_front();
            self.total -= runs;
        }
        None
    }

    /// A run begins.
    pub(crate) fn begin(&mut self, now: Instant) {
        let together = self.rate.runs.div_ceil(MOMENTS);
        self.total = self.total.saturating_add(1);
        match self.begun.back_mut() {
            // Said to be younger than they are, so that there are never too many.
            Some((began, runs)) if *began == now || *runs < together => (*began, *runs) = (now, *runs + 1),
            _ => self.begun.push_back((now, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn throttle(runs: u32, window: Duration) -> Throttle {
        Throttle::new(Rate::new(runs, window))
    }

    /// Begins runs as soon as they may, up to `end`; says when.
    fn as_soon_as_they_may(throttle: &mut Throttle, from: Instant, end: Instant) -> Vec<Instant> {
        let (mut now, mut begun) = (from, Vec::new());
        while now < end {
            match throttle.free_at(now) {
                None => {
                    throttle.begin(now);
                    begun.push(now);
                }
                Some(free) => {
                    assert!(free > now);
                    now = free;
                }
            }
        }
        begun
    }

    #[test]
    fn so_many_begin_at_once_and_the_next_a_window_after_the_first() {
        let epoch = Instant::now();
        let mut throttle = throttle(2, 10 * MS);
        let at = |at: u32| epoch + at * MS;
        // When a run is wanted, and when it may begin.
        let wanted = [(0, 0), (4, 4), (5, 10), (10, 14), (15, 20), (30, 30), (30, 30), (30, 40)];
        for (wanted, begins) in wanted {
            let free = throttle.free_at(at(wanted));
            assert_eq!(free, (begins > wanted).then(|| at(begins)), "wanted at {wanted}");
            let begins = free.unwrap_or(at(wanted));
            assert_eq!(throttle.free_at(begins), None);
            throttle.begin(begins);
        }
    }

    #[test]
    fn no_window_has_more_than_its_runs_and_hardly_any_is_wasted() {
        let epoch = Instant::now();
        for (runs, window) in [(1, 7 * MS), (5, 10 * MS), (1024, 10 * MS), (1025, 10 * MS), (5000, 10 * MS)] {
            let mut throttle = throttle(runs, window);
            // A few here and there first, so that what is remembered together is not all of one moment.
            let mut begun = Vec::new();
            for step in 0..runs / 2 {
                let now = epoch + window * step / runs;
                assert_eq!(throttle.free_at(now), None);
                throttle.begin(now);
                begun.push(now);
            }
            let from = begun.last().copied().unwrap_or(epoch);
            begun.extend(as_soon_as_they_may(&mut throttle, from, epoch + 4 * window));
            let most = runs as usize;
            for (first, &began) in begun.iter().enumerate() {
                let within = begun[first..].iter().take_while(|other| **other < began + window).count();
                assert!(within <= most, "{runs} in {window:?}: {within} from number {first}");
            }
            assert!(begun.len() >= most * 4 - most / 100, "{runs} in {window:?}: {}", begun.len());
            assert!(throttle.begun.len() <= MOMENTS as usize + 1);
        }
    }

    #[test]
    fn another_rate_counts_what_has_begun() {
        let epoch = Instant::now();
        let mut throttle = throttle(3, 10 * MS);
        (0..3).for_each(|_| throttle.begin(epoch));
        assert_eq!(throttle.free_at(epoch), Some(epoch + 10 * MS));
        throttle.amend(Rate::new(4, 20 * MS));
        assert_eq!(throttle.free_at(epoch), None);
        throttle.begin(epoch);
        assert_eq!(throttle.free_at(epoch), Some(epoch + 20 * MS));
        throttle.amend(Rate::new(1, MS));
        assert_eq!(throttle.free_at(epoch), Some(epoch + MS));
        assert_eq!(throttle.free_at(epoch + MS), None);
    }

    #[test]
    fn a_window_without_end_does_not_overflow() {
        let now = Instant::now();
        let mut throttle = throttle(1, Duration::MAX);
        throttle.begin(now);
        assert!(throttle.free_at(now).is_some_and(|free| free > now));
    }
}
