//! Commands: they change goals, and are answered before anything has come of them.

use super::{Act, Decider, Goal, Phase, Stage, UnitId};
use crate::lifecycle::{Status, StatusSet};

/// What a command is for one of the units that it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Up,
    Down,
    /// Down first, then up.
    Bounce,
}

impl Decider {
    /// Whether commands are still taken.
    pub(crate) fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Brings `units` up, with everything they need.
    pub(crate) fn start(&mut self, units: &[UnitId]) {
        let units = self.closure(units, |links| &links.needs);
        for &unit in &units {
            let slot = self.slot(unit);
            match slot.status {
                Status::Completed => {}
                // A generation that is on its way down ends first, also if it is for a failure.
                Status::Stopping => self.command(unit, Order::Bounce),
                _ if slot.goal == Goal::Up => {}
                _ => self.command(unit, Order::Up),
            }
        }
        self.take_along(units);
        self.settle();
    }

    /// Whoever stands on one of `units` that goes down and up again does so too, also if its own stop was called off.
    fn take_along(&mut self, units: Vec<UnitId>) {
        let mut next = units;
        while let Some(unit) = next.pop() {
            let slot = self.slot(unit);
            if !slot.bounce || !matches!(slot.status, Status::Starting | Status::Running) {
                continue;
            }
            for other in slot.links.dependents.clone() {
                let slot = self.slot(other);
                if matches!(slot.status, Status::Starting | Status::Running) && !slot.is_going_down() {
                    self.command(other, Order::Bounce);
                    next.push(other);
                }
            }
        }
    }

    /// Takes `units` down, after everything that needs them.
    pub(crate) fn stop(&mut self, units: &[UnitId]) {
        for unit in self.closure(units, |links| &links.dependents) {
            if self.slot(unit).goal == Goal::Up {
                self.command(unit, Order::Down);
            }
        }
        self.settle();
    }

    /// Stops `unit` and what needs it, and starts all of that again.
    pub(crate) fn restart(&mut self, unit: UnitId) {
        for other in self.closure(&[unit], |links| &links.dependents) {
            let slot = self.slot(other);
            if slot.status.is_live() && (slot.goal == Goal::Up || other == unit) {
                self.command(other, Order::Bounce);
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
            self.command(unit, Order::Down);
        }
        // Whoever nobody has ever started will not be.
        let never = self.ids().filter(|&unit| !self.slot(unit).commanded);
        let never: Vec<Act> = never.map(|unit| Act::Answer { unit }).collect();
        self.acts.extend(never);
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

    /// Gives one unit a goal. Its past before the command no longer counts, nor does what it is about to leave.
    fn command(&mut self, unit: UnitId, order: Order) {
        self.update(unit, |slot| {
            slot.goal = if order == Order::Down { Goal::Down } else { Goal::Up };
            slot.bounce = order == Order::Bounce;
            slot.commanded = true;
            slot.settled = false;
            slot.visited = StatusSet::default();
            if order != Order::Down {
                slot.failure = None;
            }
        });
        let slot = self.slot(unit);
        if slot.status.is_live() && !slot.is_going_down() {
            let status = slot.status;
            self.update(unit, |slot| {
                slot.visited.insert(status);
                slot.settled = status == Status::Running;
            });
            self.acts.push(Act::Answer { unit });
        }
        self.look_at(unit);
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
