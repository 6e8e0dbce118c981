//! Waiting for a daemon that has failed: said once, with what an operator needs to end it.

use std::sync::Arc;

use tracing::field::display;

use super::UnitId;
use super::supervisor::{State, Supervisor};
use crate::lifecycle::{Failure, Status};

/// Somebody waits for a daemon that will not come by itself. To be logged when the lock is free.
pub(super) struct InVain {
    unit: UnitId,
    waiting_for: Vec<UnitId>,
    culprit: UnitId,
    status: Status,
    cause: Option<Failure>,
}

impl InVain {
    pub(super) fn new(state: &State, unit: UnitId, culprit: UnitId) -> Self {
        let (status, cause) = (state.decider.status(culprit), state.decider.failure(culprit).cloned());
        Self { unit, waiting_for: state.decider.blockers(unit), culprit, status, cause }
    }
}

impl Supervisor {
    /// A warning, so that an operator who reads nothing below sees who is kept, by whom, and why.
    pub(super) fn log_in_vain(&self, wait: &InVain) {
        let InVain { unit, waiting_for, culprit, status, cause } = wait;
        let name = |unit: UnitId| Arc::clone(&self.unit(unit).name);
        let (daemon, first_failure) = (name(*unit), name(*culprit));
        let cause = cause.as_ref().map(display);
        if unit == culprit {
            tracing::warn!(parent: None, %daemon, cause, "kept waiting for a thread that is blocked in its last generation");
            return;
        }
        let through = if waiting_for.contains(culprit) {
            String::new()
        } else {
            format!("{}, which waits for ", self.list(waiting_for))
        };
        let is_down = match status {
            Status::Failed => "has failed".to_owned(),
            Status::Unavailable => "cannot run here".to_owned(),
            other => format!("is {other}"),
        };
        tracing::warn!(
            parent: None, %daemon, %first_failure, cause,
            "kept waiting for {through}{first_failure}, which {is_down}; it starts by itself when that is running"
        );
    }
}
