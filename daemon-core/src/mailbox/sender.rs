//! Who sent what is in a mailbox.

/// A daemon of the system, or somebody who is none. As small as that, because every event and message carries it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sender(u32);

impl Sender {
    /// Whoever is no daemon.
    pub(crate) const OUTSIDE: Self = Self(0);

    /// The daemon of this place in the roster.
    pub(crate) fn daemon(place: usize) -> Self {
        Self(u32::try_from(place + 1).unwrap_or_default())
    }

    /// The daemon's place in the roster.
    pub(crate) fn place(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }

    pub(crate) fn number(self) -> u32 {
        self.0
    }

    pub(crate) fn of_number(number: u32) -> Self {
        Self(number)
    }
}
