//! Chance, from a seed.

use std::ops::Range;
use std::time::Duration;

/// Where a simulation's events come from: the same numbers in each run of one seed.
#[derive(Clone, Debug)]
pub struct Random(fastrand::Rng);

impl Random {
    pub(super) fn of(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number of `range`.
    ///
    /// # Panics
    ///
    /// If that is empty.
    #[track_caller]
    pub fn number(&mut self, range: Range<u64>) -> u64 {
        assert!(!range.is_empty(), "there is no number in {range:?}");
        self.0.u64(range)
    }

    /// One of `choices`.
    ///
    /// # Panics
    ///
    /// If there are none.
    #[track_caller]
    pub fn choice<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        assert!(!choices.is_empty(), "there is nothing to choose from");
        &choices[self.0.usize(..choices.len())]
    }

    /// True once in `times`.
    ///
    /// # Panics
    ///
    /// If `times` is zero.
    #[track_caller]
    pub fn once_in(&mut self, times: u64) -> bool {
        assert!(times > 0, "once in no times is never");
        self.0.u64(..times) == 0
    }

    /// A duration of any magnitude from a millisecond to `most`.
    pub fn duration(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX).max(1);
        let magnitude = self.0.u32(0..=most.ilog2());
        Duration::from_millis(self.0.u64(1..=most.min(2_u64.saturating_pow(magnitude + 1))))
    }

    pub(super) fn seed(&mut self) -> u64 {
        self.0.u64(..)
    }
}
