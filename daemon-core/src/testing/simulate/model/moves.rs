//! Moves: p05, p09, p12, p37.

use super::{LATE, Model, Verdict, rule};
use crate::daemon::OnDependencyFailure;
use crate::lifecycle::Status;
use crate::lifecycle::journal::{Actor, Record};
use crate::supervise::rig::Way;

impl Model {
    pub(super) fn moved(&mut self, place: usize, from: Status, to: Status, record: &Record) -> Verdict {
        let life = &self.lives[place];
        rule("the moves of a daemon are a chain (p37)", life.status == from, || {
            format!("{record}, which was {}", life.status)
        })?;
        rule("moves are legal (p37)", from.may_become(to), || record.to_string())?;
        let expected = life.generation + u64::from(to == Status::Starting);
        rule("each start is one generation more", record.generation == expected, || record.to_string())?;
        if to == Status::Starting {
            rule("nobody is started during a shutdown", !self.ending, || record.to_string())?;
            for &need in &self.facts[place].needs {
                rule("nobody starts before those it needs are running (p05)", self.is_there(need), || {
                    format!("{record}, while {} is {}", self.facts[need].name, self.lives[need].status)
                })?;
            }
            self.lives[place].way = None;
        }
        if to == Status::Stopping {
            self.begins_to_stop(place, record)?;
        }
        if from == Status::Stopping {
            let took = record.monotonic.saturating_sub(life_since(self, place));
            let budget = self.facts[place].declaration.stop_timeout.saturating_add(LATE);
            rule("every stop is over within its stop_timeout (p12)", took <= budget, || {
                format!("{record}, after {took:?} of {budget:?}")
            })?;
        }
        self.lives[place].generation = expected;
        Ok(())
    }

    /// Who is told to stop waits for those who need it.
    fn begins_to_stop(&self, place: usize, record: &Record) -> Verdict {
        let by_itself = self.lives[place].way.is_some_and(|way| way != Way::Stopped);
        if by_itself || record.actor == Actor::Supervisor {
            return Ok(());
        }
        for &other in &self.facts[place].dependents {
            let life = &self.lives[other];
            let keeps = self.facts[other].declaration.on_dependency_failure == OnDependencyFailure::Keep;
            let may_stay = keeps && matches!(record.actor, Actor::Cascade(_));
            rule(
                "nobody begins to stop before those who need it are down (p09)",
                may_stay || !life.status.is_live(),
                || format!("{record}, while {} is {}", self.facts[other].name, life.status),
            )?;
        }
        Ok(())
    }
}

fn life_since(model: &Model, place: usize) -> std::time::Duration {
    model.lives[place].since
}
