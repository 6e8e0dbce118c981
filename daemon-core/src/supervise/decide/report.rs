//! What generations report of themselves.

use super::{Act, Decider, Exit, Goal, Phase, UnitId};
use crate::lifecycle::{FailureKind, Status};

impl Decider {
    /// `#[init]` has returned. Says whether the daemon is Running now; it is not if it was told to stop meanwhile, nor
    /// if its time was up.
    pub(crate) fn ready(&mut self, unit: UnitId, generation: u64) -> bool {
        let slot = self.slot(unit);
        if !self.is_current(unit, generation) || slot.status != Status::Starting || slot.overdue {
            return false;
        }
        self.acts.push(Act::Disarm { unit });
        self.enter(unit, Status::Running);
        self.settle();
        self.slot(unit).status == Status::Running
    }

    /// The generation is about to end, and how. Of several reports the first counts.
    pub(crate) fn ending(&mut self, unit: UnitId, generation: u64, exit: Exit) {
        if !self.is_current(unit, generation) || self.slot(unit).exit.is_some() {
            return;
        }
        let drain = matches!(exit, Exit::Completed);
        let failure = match &exit {
            Exit::Failed(failure) => Some(failure.clone()),
            Exit::Stopped | Exit::Completed => None,
        };
        if failure.is_some() {
            self.hold_if_strict();
        }
        self.update(unit, |slot| {
            slot.exit = Some(exit);
            slot.failure = failure.or(slot.failure.take());
        });
        if matches!(self.slot(unit).status, Status::Starting | Status::Running) {
            self.begin_stop(unit, drain);
        }
        self.settle();
    }

    /// Whether the mail of `unit` is kept for its next generation.
    pub(crate) fn keeps_mail(&self, unit: UnitId) -> bool {
        let slot = self.slot(unit);
        slot.goal == Goal::Up && slot.bounce && !matches!(slot.exit, Some(Exit::Completed))
    }

    /// Nothing of the generation is left.
    pub(crate) fn gone(&mut self, unit: UnitId, generation: u64) {
        if !self.is_current(unit, generation) {
            return;
        }
        if self.slot(unit).abandoned {
            self.update(unit, |slot| slot.abandoned = false);
            self.look_at(unit);
        } else {
            self.acts.push(Act::Disarm { unit });
            self.conclude(unit);
        }
        self.settle();
    }

    /// The end of Stopping: where to from here follows from the command and from how the generation ended.
    pub(super) fn conclude(&mut self, unit: UnitId) {
        let slot = self.slot(unit);
        let last = self.phase != Phase::Open;
        let to = match (&slot.exit, slot.goal) {
            (Some(Exit::Completed), _) => Status::Completed,
            (_, Goal::Down) if last => Status::Completed,
            (_, Goal::Down) => Status::Stopped,
            (_, Goal::Up) if slot.bounce => Status::Waiting,
            (Some(Exit::Failed(failure)), Goal::Up) if failure.kind() == FailureKind::Unavailable => {
                Status::Unavailable
            }
            (Some(Exit::Failed(_)), Goal::Up) => Status::Failed,
            (Some(Exit::Stopped) | None, Goal::Up) => Status::Waiting,
        };
        self.update(unit, |slot| {
            slot.bounce = false;
            if to != Status::Waiting {
                slot.goal = Goal::Down;
            }
        });
        self.enter(unit, to);
    }

    pub(super) fn is_current(&self, unit: UnitId, generation: u64) -> bool {
        self.slot(unit).generation == generation
    }
}
