//! What did not happen.

use std::iter::Sum;
use std::ops::Add;

/// What did not happen though something had made it due. Each is counted once, under the reason why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// Events that gave way in a subscription with `overflow = "drop_oldest"` or `"drop_newest"`.
    pub dropped: u64,
    /// Events that a newer one took the place of, with `overflow = "latest"`; readiness of a daemon of which the signal before was
    /// still waiting.
    pub coalesced: u64,
    /// Ticks that were due while the one before was still to be handled: a timer has one that waits, and no more.
    pub skipped: u64,
    /// Times of a schedule that came while nobody was there: the machine was asleep, its clock was put forward, or the daemon
    /// was between two lives.
    pub missed: u64,
    /// Messages whose asker had given up before a handler began with them.
    pub expired: u64,
    /// Events and messages that a daemon had accepted and did not handle: left in its mailbox when it stopped, or in hand
    /// when its handler panicked or was cut off.
    pub lost: u64,
}

impl LeftOut {
    /// All of it.
    pub fn total(&self) -> u64 {
        self.by_reason().iter().map(|(_, count)| count).sum()
    }

    /// Each reason by its name, which is that of the field.
    pub fn by_reason(&self) -> [(&'static str, u64); 6] {
        let Self { dropped, coalesced, skipped, missed, expired, lost } = *self;
        [
            ("dropped", dropped),
            ("coalesced", coalesced),
            ("skipped", skipped),
            ("missed", missed),
            ("expired", expired),
            ("lost", lost),
        ]
    }
}

impl Add for LeftOut {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            dropped: self.dropped + other.dropped,
            coalesced: self.coalesced + other.coalesced,
            skipped: self.skipped + other.skipped,
            missed: self.missed + other.missed,
            expired: self.expired + other.expired,
            lost: self.lost + other.lost,
        }
    }
}

impl Sum for LeftOut {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}
