//! What becomes of an event when there is no room for it.

/// The `overflow` of a `#[subscribe]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Overflow {
    /// The publisher waits. Nothing is lost.
    #[default]
    Wait,
    /// At most so many wait for this handler; a new one takes the place of the oldest.
    DropOldest(u32),
    /// At most so many wait for this handler; there is no place for a new one.
    DropNewest(u32),
    /// The last one waits for this handler.
    Latest,
}

impl Overflow {
    /// How many may wait in a ring of their own; none if they wait in the mailbox.
    pub(crate) fn keep(self) -> Option<usize> {
        match self {
            Self::Wait => None,
            Self::DropOldest(keep) | Self::DropNewest(keep) => Some(keep as usize),
            Self::Latest => Some(1),
        }
    }
}
