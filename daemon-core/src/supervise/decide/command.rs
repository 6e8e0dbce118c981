//! Commands: they change goals, and are answered before anything has come of them.

use super::{Act, Decider, Goal, Phase, Stage, UnitId};
use crate::lifecycle::{Status, StatusSet};

impl Decider {
    /// Whether commands are still taken.
    pub(crate) fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Brings `units` up, with everything they need.
    pub(crate) fn start(&mut self, units: &[UnitId]) {
        for unit in self.closure(units, |links| &links.needs) {
            let slot = self.slot(unit);
            if slot.status == Status::Completed || slot.goal == Goal::Up && !slot.status.is_at_rest() {
                continue;
            }
            self.command(unit, Goal::Up);
            // A generation that is on its way down ends first.
            let going = self.slot(unit).status == Status::Stopping;
            self.update(unit, |slot| slot.bounce = going);
        }
        self.settle();
    }

    /// Takes `units` down, after everything that needs them.
    pub(crate) fn stop(&mut self, units: &[UnitId]) {
        for unit in self.closure(units, |links| &links.dependents) {
            if self.slot(unit).goal == Goal::Up {
                self.command(unit, Goal::Down);
            }
        }
        self.settle();
    }

    /// Stops `unit` and what needs it, and starts all of that again.
    pub(crate) fn restart(&mut self, unit: UnitId) {
        for other in self.closure(&[unit], |links| &links.dependents) {
            if self.slot(other).goal == Goal::Up && self.slot(other).status.is_live() {
                self.command(other, Goal::Up);
                self.update(other, |slot| slot.bounce = true);
            }
        }
        self.start(&[unit]);
    }

    /// Stops everything, for good.
    pub(crate) fn shutdown(&mut self) {
        if self.phase != Phase::Open {
            return;
        }
        self.phase = Phase::ShuttingDown;
        let up: Vec<UnitId> = self.ids().filter(|&unit| self.slot(unit).goal == Goal::Up).collect();
        for unit in up {
            self.command(unit, Goal::Down);
        }
        self.settle();
    }

    /// Ends everything that is live without waiting for anything.
    pub(crate) fn force(&mut self) {
        self.shutdown();
        for unit in self.ids() {
            match self.slot(unit).status {
                Status::Starting | Status::Running => self.begin_stop(unit, false),
                Status::Stopping => {}
                _ => continue,
            }
            self.acts.push(Act::Expire { unit, stage: Stage::Drain });
            self.acts.push(Act::Expire { unit, stage: Stage::Cleanup });
            self.acts.push(Act::Arm { unit, stage: Stage::GiveUp, after: super::deadline::GRACE });
        }
        self.settle();
    }

    /// Gives one unit a goal. Its past before the command no longer counts.
    fn command(&mut self, unit: UnitId, goal: Goal) {
        self.update(unit, |slot| {
            slot.goal = goal;
            slot.bounce = false;
            slot.commanded = true;
            slot.settled = false;
            slot.visited = StatusSet::default();
            slot.visited.insert(slot.status);
            if goal == Goal::Up {
                slot.failure = None;
            }
        });
        self.agenda.push_back(unit);
    }

    /// `units` and everything that can be reached from them, each once.
    fn closure(&self, units: &[UnitId], along: impl Fn(&super::Links) -> &Vec<UnitId>) -> Vec<UnitId> {
        let mut found: Vec<UnitId> = Vec::new();
        let mut seen = vec![false; self.slots.len()];
        let mut next: Vec<UnitId> = units.to_vec();
        while let Some(unit) = next.pop() {
            if !std::mem::replace(&mut seen[unit.index()], true) {
                found.push(unit);
                next.extend(along(&self.slot(unit).links));
            }
        }
        found
    }
}
