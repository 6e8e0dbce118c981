//! Commands: they change goals, and are answered before anything has come of them.

use super::{Act, Decider, Goal, Phase, Stage, UnitId};
use crate::lifecycle::journal::Command;
use crate::lifecycle::{Status, StatusSet};

/// What a command is for one of the units that it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Up,
    Down,
    /// Down first, then up.
    Bounce,
}

/// How a start is carried out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartOrder {
    /// A backoff is cut short.
    pub(crate) immediate: bool,
    /// A generation that is there is cut short, and restarts are counted from zero.
    pub(crate) force: bool,
    /// What the unit needs is started too.
    pub(crate) deps: bool,
}

impl Decider {
    /// Whether commands are still taken.
    pub(crate) fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Brings `units` up, with everything they need.
    pub(crate) fn start(&mut self, units: &[UnitId]) {
        self.note(units, Command::Start);
        self.bring_up(units);
    }

    fn note(&mut self, units: &[UnitId], command: Command) {
        let by = self.actor.clone();
        self.acts.extend(units.iter().map(|&unit| Act::Commanded { unit, command, by: by.clone() }));
    }

    fn bring_up(&mut self, units: &[UnitId]) {
        let units = self.closure(units, |links| &links.needs);
        self.raise(units);
    }

    fn raise(&mut self, units: Vec<UnitId>) {
        for &unit in &units {
            let slot = self.slot(unit);
            match slot.status {
                Status::Completed => {}
                // It comes back by itself, at its own cost if it is for a failure.
                Status::Stopping if self.keeps_mail(unit) => {}
                // A generation that is on its way down ends first, also if it is for a failure.
                Status::Stopping => self.command(unit, Order::Bounce),
                _ if slot.goal == Goal::Up => {}
                // What it stood on is not there any more: its stop cannot be called off.
                Status::Starting | Status::Running if slot.has_lost_ground() => self.command(unit, Order::Bounce),
                _ => self.command(unit, Order::Up),
            }
        }
        self.take_along(units);
        self.settle();
    }

    /// Brings `unit` up as `order` says.
    pub(crate) fn start_with(&mut self, unit: UnitId, order: StartOrder) {
        self.note(&[unit], Command::Start);
        if order.force {
            if let Some(trouble) = self.slots[unit.index()].trouble.noted() {
                trouble.streak.close();
            }
            if self.slot(unit).status.is_live() {
                self.bounce(unit);
                match self.slot(unit).status {
                    Status::Stopping => self.cut_short(unit),
                    _ => self.slots[unit.index()].hurry = true,
                }
            }
        }
        if (order.force || order.immediate) && self.slot(unit).status == Status::Restarting {
            self.command(unit, Order::Up);
        }
        let units = if order.deps { self.closure(&[unit], |links| &links.needs) } else { vec![unit] };
        self.raise(units);
    }

    /// Tries `unit` again now, if it waits for a restart or has failed.
    pub(crate) fn retry(&mut self, unit: UnitId) {
        self.note(&[unit], Command::Retry);
        if matches!(self.slot(unit).status, Status::Restarting | Status::Failed | Status::Unavailable) {
            self.command(unit, Order::Up);
        }
        self.settle();
    }

    /// Forgets the failures of `unit`; if it is at rest because of one, it is Stopped.
    pub(crate) fn reset(&mut self, unit: UnitId) {
        self.note(&[unit], Command::Reset);
        let by = self.actor.clone();
        self.update(unit, |slot| {
            if let Some(trouble) = slot.trouble.noted() {
                trouble.first_failure = None;
                trouble.streak = trouble.streak.forgotten();
            }
        });
        if matches!(self.slot(unit).status, Status::Failed | Status::Unavailable) {
            self.update(unit, |slot| {
                slot.failure = None;
                slot.by = by;
            });
            self.call_off_retry(unit);
            self.update(unit, |slot| slot.visited = StatusSet::default());
            self.enter(unit, Status::Stopped);
        }
        self.settle();
    }

    /// No other try by itself.
    fn call_off_retry(&mut self, unit: UnitId) {
        let slot = self.slot(unit);
        if slot.status == Status::Failed && slot.trouble.next.is_some() {
            self.update(unit, |slot| slot.trouble.note().next = None);
            self.acts.push(Act::Disarm { unit });
        }
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
        self.note(units, Command::Stop);
        for unit in self.closure(units, |links| &links.dependents) {
            if self.slot(unit).goal == Goal::Up {
                self.command(unit, Order::Down);
            } else if !self.slot(unit).commanded {
                self.update(unit, |slot| slot.commanded = true);
                self.acts.push(Act::Answer { unit });
            }
            self.call_off_retry(unit);
        }
        self.settle();
    }

    /// Stops `unit` and what needs it, and starts all of that again.
    pub(crate) fn restart(&mut self, unit: UnitId) {
        self.note(&[unit], Command::Restart);
        self.bounce(unit);
        if self.slot(unit).status == Status::Restarting {
            self.command(unit, Order::Up);
        }
        self.bring_up(&[unit]);
    }

    fn bounce(&mut self, unit: UnitId) {
        for other in self.closure(&[unit], |links| &links.dependents) {
            let slot = self.slot(other);
            if slot.status.is_live() && (slot.goal == Goal::Up || other == unit) {
                self.command(other, Order::Bounce);
            }
        }
    }

    /// `unit` goes by `terms` from now on: from its next start, stop, failure. Whether it is a job stays as it is.
    #[cfg(feature = "config")]
    pub(crate) fn amend(&mut self, unit: UnitId, terms: super::Terms) {
        let slot = &mut self.slots[unit.index()];
        slot.terms = std::sync::Arc::new(super::Terms { ready: slot.terms.ready, ..terms });
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
            self.arm_stop(unit, Stage::GiveUp, super::deadline::GRACE);
        }
        self.settle();
    }

    /// Gives one unit a goal. Its past before the command no longer counts, nor does what it is about to leave.
    fn command(&mut self, unit: UnitId, order: Order) {
        let by = self.actor.clone();
        if std::mem::take(&mut self.slots[unit.index()].held) {
            self.acts.push(Act::Disarm { unit });
        }
        self.update(unit, |slot| {
            slot.goal = if order == Order::Down { Goal::Down } else { Goal::Up };
            slot.bounce = order == Order::Bounce;
            slot.commanded = true;
            slot.incident += 1;
            slot.settled = false;
            slot.visited = StatusSet::default();
            slot.failure = None;
            slot.hurry = false;
            slot.by = by;
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

    /// `unit` and everything that it needs.
    pub(crate) fn all_needed(&self, unit: UnitId) -> Vec<UnitId> {
        self.closure(&[unit], |links| &links.needs)
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
