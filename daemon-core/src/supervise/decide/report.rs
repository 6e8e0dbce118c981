//! What generations report of themselves.

use std::time::Duration;

use super::{Act, Decider, Exit, Goal, Stage, UnitId};
use crate::daemon::RestartPolicy;
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, FailureKind, Status};

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
        let slot = self.slot(unit);
        if slot.trouble.streak.is_open() {
            self.acts.push(Act::Arm { unit, stage: Stage::Settle, after: slot.terms.restart.reset_after });
        }
        self.settle();
        self.slot(unit).status == Status::Running
    }

    /// A daemon that is Starting asks for more time: so much from now.
    pub(crate) fn extend_start(&mut self, unit: UnitId, generation: u64, time: Duration) {
        let slot = self.slot(unit);
        if self.is_current(unit, generation) && slot.status == Status::Starting && !slot.overdue {
            self.acts.push(Act::Arm { unit, stage: Stage::Start, after: time });
        }
    }

    /// The generation is about to end, and how. Of several reports the first counts.
    pub(crate) fn ending(&mut self, unit: UnitId, generation: u64, exit: Exit) {
        let slot = self.slot(unit);
        if !self.is_current(unit, generation) || !slot.status.is_live() {
            return;
        }
        if slot.exit.is_some() {
            return self.note_mishap(unit, exit);
        }
        self.note_exit(unit, exit);
        if matches!(self.slot(unit).status, Status::Starting | Status::Running) {
            let to = self.destination(unit);
            self.begin_stop(unit, to == Status::Completed);
            if to != Status::Completed {
                self.lost(unit);
            }
        }
        self.settle();
    }

    /// A generation stops its daemon on purpose; one that is over stops nobody.
    pub(crate) fn stop_itself(&mut self, unit: UnitId, generation: u64) {
        if self.is_open() && self.is_current(unit, generation) && self.slot(unit).status.is_live() {
            self.stop(&[unit]);
        }
    }

    /// Keeps in mind how the generation ends.
    pub(super) fn note_exit(&mut self, unit: UnitId, exit: Exit) {
        let slot = self.slot(unit);
        let told = slot.is_going_down();
        let failure = match &exit {
            Exit::Failed(failure) => Some(failure.clone()),
            Exit::Completed if !told && slot.terms.restart.policy == RestartPolicy::Always => {
                Some(Failure::new(FailureKind::Returned, "its `run` returned"))
            }
            Exit::Stopped | Exit::Completed => None,
        };
        if failure.is_some() {
            self.hold_if_strict();
        }
        self.update(unit, |slot| {
            // Who is done while it is told to stop is stopped.
            slot.exit = Some(if told && matches!(exit, Exit::Completed) { Exit::Stopped } else { exit });
            // What goes wrong in a stop that others brought about is no cause of it.
            if told {
                slot.failure = slot.failure.take().or(failure);
                return;
            }
            slot.by = Actor::Supervisor;
            if let Some(failure) = &failure {
                let trouble = slot.trouble.note();
                trouble.first_failure.get_or_insert_with(|| failure.clone());
                trouble.streak.first.get_or_insert_with(|| failure.clone());
            }
            slot.failure = failure;
        });
    }

    /// Keeps in mind what went wrong after the generation had said that it ends well. That changes nothing of the end.
    fn note_mishap(&mut self, unit: UnitId, exit: Exit) {
        let Exit::Failed(failure) = exit else { return };
        self.update(unit, |slot| {
            if slot.trouble.mishap.is_none() && !matches!(slot.exit, Some(Exit::Failed(_))) {
                slot.failure.get_or_insert_with(|| failure.clone());
                slot.trouble.note().mishap = Some(failure);
            }
        });
    }

    /// No handler runs any more, and `#[cleanup]` is next.
    pub(crate) fn cleaning(&mut self, unit: UnitId, generation: u64) {
        if self.is_current(unit, generation) {
            self.slots[unit.index()].cleaning = true;
        }
    }

    /// Whether the mail of `unit` is kept for its next generation.
    pub(crate) fn keeps_mail(&self, unit: UnitId) -> bool {
        let slot = self.slot(unit);
        if !slot.status.is_live() {
            // Who is at rest wants to be.
            return slot.goal == Goal::Up;
        }
        let ends = slot.exit.is_some() || slot.is_going_down();
        ends && matches!(self.destination(unit), Status::Waiting | Status::Restarting)
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

    pub(super) fn is_current(&self, unit: UnitId, generation: u64) -> bool {
        self.slot(unit).generation == generation
    }
}
