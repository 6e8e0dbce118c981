//! Moving units towards their goals.

use super::{Act, Decider, Goal, Move, Phase, Stage, UnitId};
use crate::lifecycle::Status;

impl Decider {
    /// Looks at every unit that something has changed for, until nothing moves.
    pub(super) fn settle(&mut self) {
        loop {
            if let Some(unit) = self.doubts.pop_front() {
                self.reconsider(unit);
            } else if let Some(unit) = self.agenda.pop_front() {
                self.advance(unit);
            } else {
                break;
            }
        }
        if self.phase == Phase::ShuttingDown && self.live == 0 {
            self.phase = Phase::Down;
            self.acts.push(Act::Down);
        }
    }

    /// Takes `unit` one step towards its goal, if nothing stands in the way.
    fn advance(&mut self, unit: UnitId) {
        let slot = self.slot(unit);
        match (slot.status, slot.goal) {
            (Status::Restarting, Goal::Up) if slot.held => {}
            (
                Status::Stopped | Status::Failed | Status::Unavailable | Status::Waiting | Status::Restarting,
                Goal::Up,
            ) => {
                if slot.is_free() {
                    self.launch(unit);
                } else if slot.status != Status::Waiting {
                    self.enter(unit, Status::Waiting);
                }
            }
            (Status::Waiting | Status::Restarting, Goal::Down) => self.enter(unit, Status::Stopped),
            (Status::Starting | Status::Running, _) if slot.is_going_down() && slot.neighbours.leaving == 0 => {
                let drain = slot.goal == Goal::Down;
                self.begin_stop(unit, drain);
            }
            _ => {}
        }
    }

    fn launch(&mut self, unit: UnitId) {
        if self.is_held() {
            return;
        }
        self.update(unit, |slot| {
            slot.generation += 1;
            slot.exit = None;
            slot.overdue = false;
            if let Some(trouble) = slot.trouble.noted() {
                trouble.mishap = None;
                trouble.next = None;
            }
        });
        self.enter(unit, Status::Starting);
        let (generation, after) = (self.slot(unit).generation, self.slot(unit).terms.start);
        self.acts.push(Act::Launch { unit, generation });
        self.acts.push(Act::Arm { unit, stage: Stage::Start, after });
    }

    /// The generation is to end; `drain` its mail within four fifths of the budget.
    pub(super) fn begin_stop(&mut self, unit: UnitId, drain: bool) {
        self.enter(unit, Status::Stopping);
        let slot = &mut self.slots[unit.index()];
        let (budget, hurry) = (slot.terms.stop, std::mem::take(&mut slot.hurry));
        slot.cleaning = false;
        slot.stage = Some(Stage::Drain);
        self.acts.push(Act::Stop { unit, drain });
        if hurry {
            self.cut_short(unit);
        } else {
            self.arm_stop(unit, Stage::Drain, budget / 5 * 4);
        }
    }

    /// Who `unit` waits for: itself, while a thread is blocked in its last generation.
    pub(crate) fn blockers(&self, unit: UnitId) -> Vec<UnitId> {
        self.waits_for(unit).collect()
    }

    fn waits_for(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        let slot = self.slot(unit);
        let links = &slot.links;
        let own = slot.abandoned.then_some(unit);
        let needs = links.needs.iter().copied().filter(|&need| !self.slot(need).holds_others());
        let after = links.after.iter().copied();
        let after = after.filter(|&before| self.slot(before).is_coming() && !links.needs.contains(&before));
        own.into_iter().chain(needs).chain(after)
    }

    /// Whether `unit` waits in vain may have changed; if it has, that is news for those who wait for it.
    fn reconsider(&mut self, unit: UnitId) {
        let slot = self.slot(unit);
        let waits = slot.status == Status::Waiting && slot.goal == Goal::Up;
        let stuck = if waits { self.culprit(unit) } else { None };
        let late = waits && slot.neighbours.late > 0;
        if late != slot.late {
            self.update(unit, |slot| slot.late = late);
            let links = &self.slots[unit.index()].links;
            self.doubts.extend(&links.dependents);
            self.agenda.extend(&links.followers);
        }
        let before = self.slot(unit).stuck;
        if stuck != before {
            self.update(unit, |slot| slot.stuck = stuck);
            if let (None, Some(culprit), false) = (before, stuck, self.is_held()) {
                self.say_stuck(unit, culprit);
            }
            let links = &self.slots[unit.index()].links;
            self.doubts.extend(&links.dependents);
            self.agenda.extend(&links.followers);
        }
        let slot = self.slot(unit);
        let lost = waits && slot.neighbours.lost > 0;
        if lost != slot.lost {
            self.update(unit, |slot| slot.lost = lost);
            if lost && !self.is_held() {
                self.critical_waits_in_vain(unit);
            }
            self.doubts.extend(&self.slots[unit.index()].links.dependents);
        }
    }

    /// `unit` waits in vain for `culprit`: says so, unless it was said of this incident.
    fn say_stuck(&mut self, unit: UnitId, culprit: UnitId) {
        let said = Some((culprit, self.slot(culprit).incident));
        if std::mem::replace(&mut self.slots[unit.index()].trouble.note().said_stuck, said) != said {
            self.acts.push(Act::InVain { unit, culprit });
        }
    }

    /// Who is to blame if `unit`, which is Waiting, will not start: one that will not come by itself. Those between the
    /// two know already.
    fn culprit(&self, unit: UnitId) -> Option<UnitId> {
        let slot = self.slot(unit);
        if slot.abandoned {
            return Some(unit);
        }
        if slot.neighbours.hopeless == 0 {
            return None;
        }
        if let Some(known) = slot.stuck.filter(|&known| self.slot(known).will_not_come()) {
            return Some(known);
        }
        let need = *slot.links.needs.iter().find(|&&need| self.slot(need).will_not_come())?;
        Some(self.slot(need).stuck.unwrap_or(need))
    }

    /// The only place where a status changes.
    pub(super) fn enter(&mut self, unit: UnitId, to: Status) {
        let from = self.slot(unit).status;
        assert!(from.may_become(to), "{from} → {to} is not a transition");
        self.update(unit, |slot| {
            slot.status = to;
            slot.visited.insert(to);
            slot.incident += u64::from(to == Status::Running);
            slot.settled |= match to {
                Status::Waiting | Status::Starting | Status::Stopping => false,
                Status::Running => !slot.is_job(),
                _ => true,
            };
        });
        let change = self.transition(unit, from, to);
        self.acts.push(Act::Moved(change));
        self.look_at(unit);
    }

    fn transition(&self, unit: UnitId, from: Status, to: Status) -> Move {
        let slot = self.slot(unit);
        let failing = !matches!(to, Status::Starting | Status::Running);
        Move {
            unit,
            from,
            to,
            generation: slot.generation,
            failure: slot.failure.clone().filter(|_| failing),
            retry: slot.trouble.retry.filter(|_| to == Status::Restarting),
            waiting_for: if to == Status::Waiting { self.blockers(unit) } else { Vec::new() },
            by: slot.by.clone(),
        }
    }

    /// Something has changed for `unit`, and so perhaps for those above, who wait for it to come, and for those below,
    /// who wait for it to go.
    pub(super) fn look_at(&mut self, unit: UnitId) {
        let links = &self.slots[unit.index()].links;
        self.doubts.push_back(unit);
        self.doubts.extend(&links.dependents);
        let touched = [&links.dependents, &links.followers, &links.needs, &links.after];
        self.agenda.extend(touched.into_iter().flatten().copied());
        self.agenda.push_back(unit);
    }
}
