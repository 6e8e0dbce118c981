//! Starting again after a failure: when, how often, and what is left when that is spent.

use std::sync::Arc;
use std::time::Duration;

use super::verdict::{self, End, Verdict, verdict};
use super::{Act, Decider, Exit, Goal, Phase, Stage, UnitId};
use crate::daemon::{OnExhausted, RestartPolicy};
use crate::lifecycle::journal::{Actor, Retry};
use crate::lifecycle::{Failure, FailureKind, Status};

impl Decider {
    /// Where the generation in hand goes from Stopping, as things are.
    pub(crate) fn destination(&self, unit: UnitId) -> Status {
        let slot = self.slot(unit);
        let end = match &slot.exit {
            Some(Exit::Completed) => End::Returned,
            Some(Exit::Failed(failure)) if failure.kind() == FailureKind::Unavailable => End::Unavailable,
            Some(Exit::Failed(_)) => End::Failed,
            Some(Exit::Stopped) | None if slot.goal == Goal::Up => return Status::Waiting,
            Some(Exit::Stopped) | None if self.phase == Phase::Open => return Status::Stopped,
            Some(Exit::Stopped) | None => return Status::Completed,
        };
        let verdict = verdict(slot.terms.restart.policy, end);
        match (slot.goal, verdict) {
            (_, Verdict::Complete) => Status::Completed,
            (Goal::Down, _) if self.phase != Phase::Open => Status::Completed,
            (Goal::Down, _) => Status::Stopped,
            (Goal::Up, _) if slot.bounce => Status::Waiting,
            (Goal::Up, Verdict::Restart) if slot.trouble.streak.restarts < slot.terms.restart.budget() => {
                Status::Restarting
            }
            (Goal::Up, Verdict::Restart | Verdict::Fail) => Status::Failed,
            (Goal::Up, Verdict::GiveUp) => Status::Unavailable,
        }
    }

    /// The end of Stopping.
    pub(super) fn conclude(&mut self, unit: UnitId) {
        let to = self.destination(unit);
        match to {
            Status::Restarting => self.back_off(unit),
            Status::Failed | Status::Unavailable => self.come_to_grief(unit, to),
            Status::Waiting => {
                self.update(unit, |slot| slot.bounce = false);
                self.enter(unit, to);
            }
            _ => {
                self.update(unit, |slot| {
                    slot.bounce = false;
                    slot.goal = Goal::Down;
                });
                self.enter(unit, to);
                if to == Status::Stopped && self.slot(unit).was_stopped_by_a_failure() {
                    self.say_if_critical(unit);
                }
            }
        }
    }

    /// One more restart, after a while.
    fn back_off(&mut self, unit: UnitId) {
        let (now, sample) = (self.now, self.random.f64());
        let slot = self.slot(unit);
        let restart = slot.terms.restart;
        let attempt = slot.trouble.streak.restarts + 1;
        let delay = verdict::delay(&restart, attempt, sample);
        let mut often = None;
        self.update(unit, |slot| {
            slot.held = !delay.is_zero();
            let trouble = slot.trouble.note();
            often = trouble.streak.count(now);
            trouble.retry = Some(Retry::new(attempt, restart.budget(), delay));
            trouble.next = Some(now.saturating_add(delay));
        });
        self.enter(unit, Status::Restarting);
        if !delay.is_zero() {
            self.acts.push(Act::Arm { unit, stage: Stage::Backoff, after: delay });
        }
        if let Some(count) = often {
            self.acts.push(Act::RestartsOften { unit, count });
        }
    }

    /// It will not be restarted, but perhaps tried again much later.
    fn come_to_grief(&mut self, unit: UnitId, to: Status) {
        let slot = self.slot(unit);
        let restarts = slot.terms.restart.policy != RestartPolicy::Never;
        let again = match slot.terms.exhaustion {
            OnExhausted::RetryEvery(pause) if to == Status::Failed && restarts => Some(pause),
            OnExhausted::RetryEvery(_) | OnExhausted::Fail => None,
        };
        let now = self.now;
        self.update(unit, |slot| {
            slot.goal = Goal::Down;
            slot.trouble.note().next = again.map(|pause| now.saturating_add(pause));
        });
        self.enter(unit, to);
        match again {
            Some(after) => self.acts.push(Act::Arm { unit, stage: Stage::Retry, after }),
            None => self.say_if_critical(unit),
        }
    }

    /// `unit` is down for good, for the failure that it has.
    fn say_if_critical(&mut self, unit: UnitId) {
        let slot = self.slot(unit);
        if let (true, Some(failure)) = (slot.terms.critical, slot.failure.clone()) {
            self.acts.push(Act::CriticalDown { unit, failure });
        }
    }

    /// `unit` waits for somebody who is down for good, which is as bad as if it were itself.
    pub(super) fn critical_waits_in_vain(&mut self, unit: UnitId) {
        if !self.slot(unit).terms.critical {
            return;
        }
        let mut culprit = self.slot(unit);
        // Dependencies have no circles.
        while culprit.status == Status::Waiting {
            let Some(&need) = culprit.links.needs.iter().find(|&&need| self.slot(need).is_lost()) else { return };
            culprit = self.slot(need);
        }
        let Some(failure) = &culprit.failure else { return };
        let failure = match failure.following() {
            Some(_) => failure.clone(),
            None => Failure::lost(Arc::clone(&culprit.name), failure),
        };
        self.acts.push(Act::CriticalDown { unit, failure });
    }

    /// The pause before a restart is over, or cut short.
    pub(super) fn end_backoff(&mut self, unit: UnitId) {
        self.update(unit, |slot| slot.held = false);
        self.look_at(unit);
    }

    /// A daemon whose restarts are spent is tried once more.
    pub(super) fn try_again(&mut self, unit: UnitId) {
        if self.phase == Phase::Open && self.slot(unit).trouble.next.is_some() {
            let now = self.now;
            let often = self.slots[unit.index()].trouble.note().streak.try_again(now);
            if let Some(count) = often {
                self.acts.push(Act::RestartsOften { unit, count });
            }
            self.update(unit, |slot| {
                slot.goal = Goal::Up;
                slot.by = Actor::Supervisor;
            });
            self.look_at(unit);
        }
    }

    /// How many restarts it has had, and what it failed with first, since they were counted from zero.
    pub(crate) fn streak(&self, unit: UnitId) -> &super::Streak {
        &self.slot(unit).trouble.streak
    }

    /// When it is started again by itself: the end of a backoff, or the next try after its restarts were spent.
    pub(crate) fn next_start(&self, unit: UnitId) -> Option<Duration> {
        let slot = self.slot(unit);
        slot.trouble.next.filter(|_| matches!(slot.status, Status::Restarting | Status::Failed))
    }
}
