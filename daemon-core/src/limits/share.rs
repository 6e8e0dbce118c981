//! When a daemon may be polled again.
//!
//! Its share fills a budget as time goes by, and what it is polled for is taken out. Once nothing is left it is held back until it
//! has what ten milliseconds bring beside its debt. The budget holds no more than what a tenth of a second brings: what was
//! not used is not saved up.
//!
//! Nor is it more in debt than what five seconds bring: a poll that took longer than that pays for is a fault, which the watchdog
//! names, and not to be followed by minutes in which the daemon does nothing.
//!
//! Time is an argument, for both: the clock of tokio, by which polls of a test take none.

use std::time::Duration;

use tokio::time::Instant;

use crate::clock::later;

/// What the budget holds at most is what so long brings.
const WINDOW: Duration = Duration::from_millis(100);

/// What it owes at most is what so long brings.
const DEBT: Duration = Duration::from_secs(5);

/// Who was held back is so until this much has come in, so that a daemon is not polled for microseconds at a time.
const SLICE: Duration = Duration::from_millis(10);

/// The budget of one daemon. In seconds of polling, which a debt makes negative.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    left: f64,
    at: Instant,
    held: bool,
}

impl Budget {
    /// A full one.
    pub(crate) fn full(share: f64, now: Instant) -> Self {
        Self { left: share * WINDOW.as_secs_f64(), at: now, held: false }
    }

    fn fill(&mut self, share: f64, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        let bounds = (-share * DEBT.as_secs_f64(), share * WINDOW.as_secs_f64());
        self.left = (self.left + passed * share).clamp(bounds.0, bounds.1);
        self.at = self.at.max(now);
    }

    /// It was polled for so long, up to now.
    pub(crate) fn spend(&mut self, share: f64, polled: Duration, now: Instant) {
        // In this order: what came in meanwhile is for what was spent meanwhile, however much that is.
        self.left -= polled.as_secs_f64();
        self.fill(share, now);
    }

    /// When it may be polled; none if that is now.
    pub(crate) fn free_at(&mut self, share: f64, now: Instant) -> Option<Instant> {
        self.fill(share, now);
        let enough = if self.held { share * SLICE.as_secs_f64() } else { 0.0 };
        if self.left > 0.0 && self.left >= enough {
            self.held = false;
            return None;
        }
        self.held = true;
        let missing = share * SLICE.as_secs_f64() - self.left;
        // A little more than it takes, so that rounding does not make it come in vain.
        let wait = Duration::try_from_secs_f64(missing / share).unwrap_or(Duration::MAX);
        Some(later(now, wait.saturating_add(Duration::from_micros(1))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Polls for `each` whenever it may, for `total`; says for how long in all, and how often it was held.
    fn spin(share: f64, each: Duration, total: Duration) -> (Duration, u32) {
        let epoch = Instant::now();
        let (mut now, mut polled, mut holds) = (epoch, Duration::ZERO, 0);
        let mut budget = Budget::full(share, now);
        while now < epoch + total {
            if let Some(free) = budget.free_at(share, now) {
                assert!(free > now);
                (now, holds) = (free, holds + 1);
            } else {
                now += each;
                polled += each;
                budget.spend(share, each, now);
            }
        }
        (polled, holds)
    }

    #[test]
    fn who_always_wants_more_gets_its_share_and_not_in_crumbs() {
        for share in [0.01, 0.1, 0.25, 0.5, 0.9] {
            // The last of them is more than a share of a hundredth pays for in five seconds.
            for each in [MS / 100, MS, 7 * MS, if share > 0.05 { 300 * MS } else { 30 * MS }] {
                let total = 100_000 * MS;
                let (polled, holds) = spin(share, each, total);
                let got = polled.as_secs_f64() / total.as_secs_f64();
                let slack = 0.002 + each.as_secs_f64() / total.as_secs_f64();
                assert!((got - share).abs() < slack, "{share} by {each:?}: {got}");
                assert!(holds <= 10_000, "{share} by {each:?}: held {holds} times");
            }
        }
    }

    #[test]
    fn who_has_a_whole_core_is_never_held() {
        assert_eq!(spin(1.0, MS, 1_000 * MS), (1_000 * MS, 0));
    }

    #[test]
    fn who_wants_less_is_never_held_and_saves_nothing_up() {
        let epoch = Instant::now();
        let mut budget = Budget::full(0.25, epoch);
        for step in 1..1_000 {
            let now = epoch + step * 10 * MS;
            assert_eq!(budget.free_at(0.25, now), None);
            budget.spend(0.25, 2 * MS, now);
        }
        let now = epoch + 60_000 * MS;
        assert_eq!(budget.free_at(0.25, now), None);
        budget.spend(0.25, 24 * MS, now);
        assert_eq!(budget.free_at(0.25, now), None, "a tenth of a second's worth is there");
        budget.spend(0.25, 2 * MS, now);
        let free = budget.free_at(0.25, now).unwrap();
        // One too many, which takes four, and ten for a slice.
        assert!((14 * MS..15 * MS).contains(&(free - now)), "{:?}", free - now);
        assert!(budget.free_at(0.25, free - MS).is_some());
        assert_eq!(budget.free_at(0.25, free), None);
    }

    #[test]
    fn a_long_poll_is_paid_for_afterwards_and_one_of_an_hour_with_five_seconds() {
        let epoch = Instant::now();
        for (share, polled, pays) in
            [(0.5, 4_000 * MS, 4_000 * MS), (0.5, 3_600_000 * MS, DEBT), (0.01, 300 * MS, DEBT)]
        {
            let mut budget = Budget::full(share, epoch);
            let now = epoch + polled;
            budget.spend(share, polled, now);
            let wait = budget.free_at(share, now).unwrap() - now;
            // Less what it had saved up, and a slice more.
            assert!(wait + WINDOW >= pays && wait <= pays + SLICE + MS, "{share}: {wait:?}");
        }
    }

    #[test]
    fn another_share_counts_from_when_it_is_asked_for() {
        let epoch = Instant::now();
        let mut budget = Budget::full(0.01, epoch);
        budget.spend(0.01, 10_000 * MS, epoch);
        assert!(budget.free_at(0.01, epoch).unwrap() - epoch > 4_900 * MS);
        assert!(budget.free_at(1.0, epoch).unwrap() - epoch < 100 * MS);
    }
}
