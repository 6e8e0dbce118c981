//! What others ask the supervisor about a daemon.

use std::sync::Arc;

use tokio::time::Instant;

use super::Generation;
use super::decide::UnitId;
use super::supervisor::Supervisor;
use crate::clock::later;
use crate::lifecycle::{Failure, Status};
use crate::message::Lost;

/// What there is to know of a daemon, at one moment.
pub(crate) struct Snapshot {
    pub(crate) status: Status,
    pub(crate) since: Instant,
    pub(crate) generation: u64,
    pub(crate) waiting_for: Vec<UnitId>,
    pub(crate) failure: Option<Failure>,
    pub(crate) first_failure: Option<Failure>,
    /// Restarts that count against the budget, all of them ever, and those of the last hour.
    pub(crate) restarts: (u32, u64, usize),
    /// When it is started again by itself.
    pub(crate) next_start: Option<Instant>,
    pub(crate) current: Option<Arc<Generation>>,
    /// It is down for a failure, and nothing starts it by itself.
    pub(crate) lost: bool,
}

impl Supervisor {
    /// What there is to know of `unit`.
    pub(crate) fn snapshot(&self, unit: UnitId) -> Snapshot {
        let state = self.state();
        let status = state.decider.status(unit);
        let streak = state.decider.streak(unit);
        Snapshot {
            status,
            since: state.since[unit.index()],
            generation: state.decider.generation(unit),
            waiting_for: if status == Status::Waiting { state.decider.blockers(unit) } else { Vec::new() },
            failure: state.decider.failure(unit).cloned(),
            first_failure: state.decider.first_failure(unit).cloned(),
            restarts: (streak.restarts, streak.total, streak.in_last_hour(self.epoch.elapsed())),
            next_start: state.decider.next_start(unit).map(|next| later(self.epoch, next)),
            current: state.current[unit.index()].clone(),
            lost: state.decider.is_lost(unit),
        }
    }

    /// Whether the system is going down, or is; and whether nobody is on a first way up.
    pub(crate) fn going(&self) -> (bool, bool) {
        let state = self.state();
        (state.shutdown.is_some(), state.decider.is_settled())
    }

    /// What generation `number` of `unit` fails with, if it is the last one.
    pub(crate) fn failure_of(&self, unit: UnitId, number: u64) -> Option<Failure> {
        let state = self.state();
        let current = state.decider.generation(unit) == number;
        state.decider.exit_failure(unit).filter(|_| current).cloned()
    }

    /// Why the mail of `unit`, which is ending, is not handled, unless it is kept for its next generation.
    pub(super) fn mail_is_lost(&self, unit: UnitId) -> Option<Lost> {
        let decider = &self.state().decider;
        (!decider.keeps_mail(unit)).then(|| lost_at(decider.destination(unit)))
    }
}

/// Why the mail of a daemon that comes to rest in `status` is not handled.
pub(super) fn lost_at(status: Status) -> Lost {
    match status {
        Status::Failed | Status::Unavailable => Lost::Died,
        _ => Lost::Stopped,
    }
}
