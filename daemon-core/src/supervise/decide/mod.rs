//! What is to happen next: the supervisor's decisions, as a pure state machine.
//!
//! Commands and reports come in, [`Act`]s come out. Nothing here reads a clock, spawns or waits, so that a command is
//! answered at once whatever the daemons do, and every decision can be tested as data. The room around it
//! (`supervise::supervisor`) carries the acts out, in order, before the next command or report is looked at.
//!
//! A *goal* is what was commanded (up or down), a *status* is where the daemon is. Commands change goals; [`Decider`]
//! then moves every unit that can move towards its goal, and whoever waited for that one, until nothing moves.

mod advance;
mod command;
mod deadline;
mod neighbours;
mod report;
mod strict;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

pub(crate) use deadline::Stage;
use neighbours::Neighbours;

use crate::lifecycle::{Failure, Standing, Status, StatusSet};

/// The place of a daemon in its system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UnitId(u32);

impl UnitId {
    /// The unit at `index`.
    pub(crate) fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or_else(|_| unreachable!("more daemons than fit in memory")))
    }

    /// Its place in the system's tables.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a unit has to do with others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    /// Runs only while these do.
    pub(crate) needs: Vec<UnitId>,
    /// Starts after these, if they are started.
    pub(crate) after: Vec<UnitId>,
    /// Who needs it.
    pub(crate) dependents: Vec<UnitId>,
    /// Who comes after it.
    pub(crate) followers: Vec<UnitId>,
}

/// Budgets of a unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) start: Duration,
    pub(crate) stop: Duration,
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Tell whoever is to know that a unit has gone from one state to another.
    Moved { unit: UnitId, from: Status, to: Status },
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
    /// Tell whoever is to know that `unit` waits for `culprit`, directly or through others, and that this one will not
    /// come without a command. Once, however many there are.
    InVain { unit: UnitId, culprit: UnitId },
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

/// What was commanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    Up,
    Down,
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own moment")]
struct Slot {
    links: Links,
    neighbours: Neighbours,
    budget: Budget,
    status: Status,
    goal: Goal,
    /// Stop first, then start again.
    bounce: bool,
    generation: u64,
    /// How the generation that is stopping ends, once it has said so.
    exit: Option<Exit>,
    /// The generation was not ready in time, whatever it says later.
    overdue: bool,
    /// Given up: a thread is blocked in it, and it may yet come back.
    abandoned: bool,
    /// For whom it is Waiting, directly or through others, who will not come without a command.
    stuck: Option<UnitId>,
    /// It has come to something, good or bad, since it was last commanded to start.
    settled: bool,
    commanded: bool,
    visited: StatusSet,
    failure: Option<Failure>,
}

/// Whether the system takes commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Open,
    ShuttingDown,
    Down,
}

/// The state machine.
pub(crate) struct Decider {
    slots: Vec<Slot>,
    phase: Phase,
    strictness: strict::Start,
    acts: Vec<Act>,
    /// Units whose `stuck` is to be looked at again, before any is moved.
    doubts: VecDeque<UnitId>,
    /// Units to look at again.
    agenda: VecDeque<UnitId>,
    /// How many slots are busy.
    busy: usize,
    /// How many slots are live.
    live: usize,
    /// How often a slot was looked at.
    #[cfg(test)]
    looks: std::cell::Cell<usize>,
}

impl Decider {
    pub(crate) fn new(units: impl IntoIterator<Item = (Links, Budget)>) -> Self {
        let mut stopped = StatusSet::default();
        stopped.insert(Status::Stopped);
        let slots = units
            .into_iter()
            .map(|(links, budget)| Slot {
                neighbours: Neighbours::at_first(&links),
                links,
                budget,
                status: Status::Stopped,
                goal: Goal::Down,
                bounce: false,
                generation: 0,
                exit: None,
                overdue: false,
                abandoned: false,
                stuck: None,
                settled: true,
                commanded: false,
                visited: stopped,
                failure: None,
            })
            .collect();
        let (acts, doubts, agenda) = (Vec::new(), VecDeque::new(), VecDeque::new());
        Self {
            slots,
            phase: Phase::Open,
            strictness: strict::Start::default(),
            acts,
            doubts,
            agenda,
            busy: 0,
            live: 0,
            #[cfg(test)]
            looks: std::cell::Cell::default(),
        }
    }

    fn slot(&self, unit: UnitId) -> &Slot {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        &self.slots[unit.index()]
    }

    fn ids(&self) -> impl Iterator<Item = UnitId> + use<> {
        (0..self.slots.len()).map(UnitId::new)
    }

    /// What is to be done, in order; each once.
    pub(crate) fn take_acts(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts)
    }

    pub(crate) fn status(&self, unit: UnitId) -> Status {
        self.slot(unit).status
    }

    pub(crate) fn generation(&self, unit: UnitId) -> u64 {
        self.slot(unit).generation
    }

    pub(crate) fn failure(&self, unit: UnitId) -> Option<&Failure> {
        self.slot(unit).failure.as_ref()
    }

    /// Given up, and not come back yet.
    pub(crate) fn is_abandoned(&self, unit: UnitId) -> bool {
        self.slot(unit).abandoned
    }

    pub(crate) fn standing(&self, unit: UnitId) -> Standing<'_> {
        let slot = self.slot(unit);
        Standing {
            status: slot.status,
            leaving: slot.status.is_live() && slot.is_going_down(),
            visited: slot.visited,
            commanded: slot.commanded || self.phase != Phase::Open,
            failure: slot.failure.as_ref(),
        }
    }

    /// Whether everything that was started is up, over, has failed once, or waits for one that has.
    pub(crate) fn is_settled(&self) -> bool {
        self.busy == 0 && !self.is_failing_strictly()
    }
}

impl Slot {
    /// On its first way to somewhere since it was commanded. Who is Waiting while nobody is busy is stuck.
    fn is_busy(&self) -> bool {
        !self.settled && matches!(self.status, Status::Starting | Status::Stopping)
    }

    /// Is to be stopped, at the latest when nobody stands on it any more.
    fn is_going_down(&self) -> bool {
        self.goal == Goal::Down || self.bounce
    }
}
