//! What decisions come to: data that the room around them carries out.

use std::time::Duration;

use super::{Stage, UnitId};
use crate::lifecycle::journal::{Actor, Command, Retry};
use crate::lifecycle::{Failure, Status};

/// A transition, with what was the case at that moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Move {
    pub(crate) unit: UnitId,
    pub(crate) from: Status,
    pub(crate) to: Status,
    pub(crate) generation: u64,
    /// Why, if for a failure; of a generation that has ended, what it failed with.
    pub(crate) failure: Option<Failure>,
    /// The restart to come, if it is Restarting.
    pub(crate) retry: Option<Retry>,
    /// Whom it waits for, if it is Waiting.
    pub(crate) waiting_for: Vec<UnitId>,
    pub(crate) by: Actor,
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Act {
    /// Tell whoever is to know that a unit has gone from one state to another.
    Moved(Move),
    /// Note that a unit was told something.
    Commanded { unit: UnitId, command: Command, by: Actor },
    /// Begin a generation.
    Launch { unit: UnitId, generation: u64 },
    /// Tell a generation to stop; `drain` its mail first, or keep that for the next one.
    Stop { unit: UnitId, drain: bool },
    /// The time for a stage is up.
    Expire { unit: UnitId, stage: Stage },
    /// Wake up in so long and report that the stage is overdue, unless another is armed or it is disarmed before.
    Arm { unit: UnitId, stage: Stage, after: Duration },
    /// The stage came to its end in time.
    Disarm { unit: UnitId },
    /// What is known of a unit has changed without a move: a wait for it may be over.
    Answer { unit: UnitId },
    /// Tell whoever is to know that `unit` waits for `culprit`, directly or through others, and that this one is down:
    /// until it is commanded, or tried again much later. Once, however many there are and however often it is tried.
    InVain { unit: UnitId, culprit: UnitId },
    /// It was restarted so often within an hour that somebody should know.
    RestartsOften { unit: UnitId, count: usize },
    /// A daemon that the app cannot do without is down for this failure, and does not come back by itself.
    CriticalDown { unit: UnitId, failure: Failure },
    /// Everything that was to stop has.
    Down,
}

/// How a generation ends.
#[derive(Clone, Debug)]
pub(crate) enum Exit {
    /// As it was told.
    Stopped,
    /// Its `#[run]` returned `Ok`.
    Completed,
    /// It failed, or cannot run here.
    Failed(Failure),
}
