//! What several checks in a row come to.

use super::HealthLevel;

/// So many checks in a row must be worse before a daemon counts as worse. One that is better is enough to recover.
pub(crate) const TO_WORSEN: u32 = 3;

/// How well a daemon counts as being, and what speaks against that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Course {
    /// How well it counts as being.
    pub(crate) level: HealthLevel,
    /// How many of the last checks in a row were not healthy.
    pub(crate) amiss: u32,
    /// How many of the last checks in a row were unhealthy.
    pub(crate) unhealthy: u32,
}

impl Course {
    /// The same after one more check that says `seen`.
    #[must_use]
    pub(crate) fn after(self, seen: HealthLevel) -> Self {
        let counted = |count: u32, at_least| if seen >= at_least { count.saturating_add(1) } else { 0 };
        let (amiss, unhealthy) =
            (counted(self.amiss, HealthLevel::Degraded), counted(self.unhealthy, HealthLevel::Unhealthy));
        // The mildest of those in a row counts: a daemon that is now the one and now the other is degraded.
        let worst = match (amiss >= TO_WORSEN, unhealthy >= TO_WORSEN) {
            (_, true) => HealthLevel::Unhealthy,
            (true, false) => HealthLevel::Degraded,
            (false, false) => HealthLevel::Healthy,
        };
        Self { level: worst.max(self.level.min(seen)), amiss, unhealthy }
    }

    /// The same at the beginning of a generation: what the one before counted does not count for this one.
    #[must_use]
    pub(crate) fn anew(self) -> Self {
        Self { level: self.level, ..Self::default() }
    }
}

#[cfg(test)]
mod tests;
