//! When a daemon is checked.

use std::time::Duration;

/// How often a daemon is checked, and how long that may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HealthTerms {
    /// From one check to the next.
    pub every: Duration,
    /// A check that takes longer is unhealthy.
    pub timeout: Duration,
}

impl HealthTerms {
    /// Every half minute, for up to five seconds.
    pub const DEFAULT: Self = Self { every: Duration::from_secs(30), timeout: Duration::from_secs(5) };

    /// `every = "30s"`.
    #[must_use = "returns the changed terms"]
    pub const fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self
    }

    /// `timeout = "5s"`.
    #[must_use = "returns the changed terms"]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}
