//! What the supervisor writes into the journal.

use std::sync::Arc;

use super::UnitId;
use super::decide::Move;
use super::report::Undrained;
use super::supervisor::{State, Supervisor};
use crate::lifecycle::Failure;
use crate::lifecycle::journal::{Actor, Entry, Stamp, What};
use crate::limits::charge_nobody;

impl Supervisor {
    pub(super) fn record_move(&self, change: &Move) -> Stamp {
        let names = change.waiting_for.iter().map(|&unit| Arc::clone(&self.unit(unit).name)).collect();
        let Move { unit, from, to, generation, ref failure, retry, ref by, .. } = *change;
        let entry = Entry {
            daemon: Some(Arc::clone(&self.unit(unit).name)),
            generation,
            what: What::Moved { from, to, retry, waiting_for: names },
            cause: failure.clone(),
            actor: by.clone(),
        };
        self.journal.append(entry)
    }

    /// Writes what has happened to a unit into the journal, before anybody is told.
    pub(super) fn record(&self, state: &State, unit: UnitId, what: What, cause: Option<&Failure>, actor: Actor) {
        let _nobodys = charge_nobody();
        let entry = Entry {
            daemon: Some(Arc::clone(&self.unit(unit).name)),
            generation: state.decider.generation(unit),
            what,
            cause: cause.cloned(),
            actor,
        };
        self.journal.append(entry);
    }

    /// Writes what has happened in a generation into the journal.
    pub(super) fn note(&self, unit: UnitId, what: What, cause: Option<&Failure>) {
        self.record(&self.state(), unit, what, cause, Actor::Supervisor);
    }

    /// The same, unless the system is down and its journal has come to its end. Says whether it was written.
    pub(super) fn note_while_up(&self, unit: UnitId, what: What) -> bool {
        let state = self.state();
        if state.is_over() {
            return false;
        }
        self.record(&state, unit, what, None, Actor::Supervisor);
        #[cfg(all(unix, feature = "systemd"))]
        self.changed.poke();
        true
    }

    /// Mail of a unit was lost.
    pub(super) fn note_lost(&self, unit: UnitId, undrained: &[Undrained]) {
        if !undrained.is_empty() {
            self.record_lost(&self.state(), unit, undrained);
        }
    }

    pub(super) fn record_lost(&self, state: &State, unit: UnitId, undrained: &[Undrained]) {
        for &Undrained { handler, count } in undrained {
            let what = What::Lost { handler: handler.into(), count, in_hand: false };
            self.record(state, unit, what, None, Actor::Supervisor);
        }
    }
}
