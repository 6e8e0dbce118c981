//! Waiting for a daemon that has failed: said once, with what an operator needs to end it.

use std::sync::Arc;

use tracing::field::display;

use super::UnitId;
use super::supervisor::{State, Supervisor};
use super::why::blocked_in;
use crate::daemon::Source;
use crate::lifecycle::{Failure, Status};

/// Somebody waits for a daemon that will not come by itself. To be logged when the lock is free.
pub(super) struct InVain {
    unit: UnitId,
    waiting_for: Vec<UnitId>,
    culprit: UnitId,
    status: Status,
    cause: Option<Failure>,
    /// The method that keeps the thread that is waited for, if one is.
    blocked_in: Option<(&'static str, Source)>,
}

impl InVain {
    pub(super) fn new(state: &State, unit: UnitId, culprit: UnitId) -> Self {
        let (status, cause) = (state.decider.status(culprit), state.decider.failure(culprit).cloned());
        let blocked_in = if unit == culprit { blocked_in(state, unit) } else { None };
        Self { unit, waiting_for: state.decider.blockers(unit), culprit, status, cause, blocked_in }
    }
}

impl Supervisor {
    /// A warning, so that an operator who reads nothing below sees who is kept, by whom, and why.
    pub(super) fn log_in_vain(&self, wait: &InVain) {
        let InVain { unit, waiting_for, culprit, status, cause, blocked_in } = wait;
        let name = |unit: UnitId| Arc::clone(&self.unit(unit).name);
        let (daemon, first_failure) = (name(*unit), name(*culprit));
        let cause = cause.as_ref().map(display);
        if unit == culprit {
            let (handler, source) = blocked_in.unzip();
            let place = source.as_ref().map(display);
            tracing::warn!(parent: None, %daemon, handler, place, cause, "kept waiting for a thread that is blocked in its last generation");
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
