//! Incidents: p20.

use std::collections::BTreeSet;

use super::{Model, Verdict, rule};
use crate::lifecycle::Status;
use crate::lifecycle::journal::{Actor, Record};
use crate::supervise::rig::Way;

/// The last failure of each daemon, and whom it has taken with it.
pub(super) struct Incidents {
    /// For each daemon the number of the record of its last failure, if it has failed.
    last: Vec<Option<u64>>,
    /// Who was stopped for which failure.
    stopped: BTreeSet<(usize, u64)>,
}

impl Incidents {
    pub(super) fn of(count: usize) -> Self {
        Self { last: vec![None; count], stopped: BTreeSet::new() }
    }
}

impl Model {
    pub(super) fn follow_cascade(&mut self, place: usize, to: Status, record: &Record) -> Verdict {
        if to != Status::Stopping {
            return Ok(());
        }
        match &record.actor {
            Actor::Supervisor => self.incidents.last[place] = Some(record.number),
            Actor::Cascade(culprit) => {
                let culprit = self.places[&**culprit];
                let incident = self.incidents.last[culprit];
                rule("who is stopped for a failure is stopped after it (p20)", incident.is_some(), || {
                    record.to_string()
                })?;
                rule("only who stands on a culprit is taken with it (p20)", self.stands_on(place, culprit), || {
                    record.to_string()
                })?;
                // One that fails by itself while it waits to be stopped goes down for both.
                let failed = matches!(self.lives[place].way, Some(Way::Failed(_)));
                let once = self.incidents.stopped.insert((place, incident.unwrap_or_default()));
                rule("each failure stops each of those above once (p20)", once || failed, || record.to_string())?;
            }
            _ => {}
        }
        Ok(())
    }

    fn stands_on(&self, place: usize, below: usize) -> bool {
        let (mut next, mut seen) = (vec![place], BTreeSet::new());
        while let Some(one) = next.pop() {
            if one == below {
                return true;
            }
            next.extend(self.facts[one].needs.iter().filter(|&&need| seen.insert(need)));
        }
        false
    }
}
