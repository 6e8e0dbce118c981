//! Telling daemons that others are ready.

use super::supervisor::{State, Supervisor};
use super::{Unit, UnitId};
use crate::daemon::Readiness;
use crate::lifecycle::Status;

impl Supervisor {
    /// Signals readiness: of `id` to those who listen, and to `id` of those who were ready before.
    pub(super) fn announce(&self, state: &State, id: UnitId) {
        for &(listener, index) in self.listeners.get(&id).into_iter().flatten() {
            let status = state.decider.status(listener);
            let listens = status == Status::Running || status == Status::Starting && says_itself(self.unit(listener));
            if listener != id && listens {
                signal(state, listener, index);
            }
        }
        if !says_itself(self.unit(id)) {
            self.announce_others(state, id);
        }
    }

    /// Signals to `id` the readiness of those who were ready before.
    pub(super) fn announce_others(&self, state: &State, id: UnitId) {
        for (index, ready) in self.unit(id).ready.iter().enumerate() {
            if state.decider.status(ready.source) == Status::Running {
                signal(state, id, index);
            }
        }
    }
}

/// Whether the daemon serves before it is Running, and says itself when that is.
pub(super) fn says_itself(unit: &Unit) -> bool {
    unit.blueprint.declaration.ready == Readiness::Manual
}

fn signal(state: &State, unit: UnitId, index: usize) {
    if let Some(generation) = &state.current[unit.index()] {
        generation.signal_ready(index);
    }
}
