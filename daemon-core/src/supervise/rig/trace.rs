//! What ran, in order: for whoever has to say afterwards whether it was as it should be.

use tokio::time::Instant;

use crate::lifecycle::FailureKind;
use crate::supervise::UnitId;
use crate::supervise::activity::Doing;
use crate::supervise::decide::Exit;

/// Something that happened in a generation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Noted {
    pub(crate) unit: UnitId,
    pub(crate) generation: u64,
    pub(crate) note: Note,
    /// The number of the last record in the journal at that moment.
    pub(crate) journal: u64,
    pub(crate) at: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// A method begins.
    Begun(Doing),
    /// It has ended.
    Ended(Doing, Ended),
    /// The generation says how it ends; of several the first counts.
    Ending(Way),
    /// Nothing of the generation is left.
    Gone,
}

/// How a generation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Stopped,
    Completed,
    Failed(FailureKind),
}

/// How a method ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Failed,
    /// It panicked, or was dropped before its end.
    Cut,
}

impl Note {
    pub(super) fn ending(exit: &Exit) -> Self {
        Self::Ending(match exit {
            Exit::Failed(failure) => Way::Failed(failure.kind()),
            Exit::Completed => Way::Completed,
            Exit::Stopped => Way::Stopped,
        })
    }
}
