//! Explaining a daemon that is not running.

use tokio::time::Instant;

use super::UnitId;
use super::supervisor::{State, Supervisor};
use crate::clock::later;
use crate::daemon::Source;
use crate::lifecycle::{Reason, Status, Why, WhyLink};

impl Supervisor {
    /// The chain from `unit` down to the first cause, all as at one moment.
    pub(crate) fn why(&self, unit: UnitId) -> Why {
        let state = self.state();
        let now = Instant::now();
        let mut chain = vec![self.why_link(&state, unit, now)];
        let mut last = unit;
        // Dependencies have no circles; a daemon that waits for itself is the end.
        while let Some(next) = next_to_blame(&state, last).filter(|&next| next != last) {
            chain.push(self.why_link(&state, next, now));
            last = next;
        }
        Why { chain, reason: Self::reason(&state, last) }
    }

    fn why_link(&self, state: &State, id: UnitId, now: Instant) -> WhyLink {
        let unit = self.unit(id);
        let next = state.decider.next_start(id).map(|next| later(self.epoch, next).saturating_duration_since(now));
        WhyLink {
            daemon: unit.name.to_string(),
            status: state.decider.status(id),
            since: now.saturating_duration_since(state.since[id.index()]),
            restarts: (state.decider.streak(id).restarts, unit.settings().declaration.restart.budget()),
            next_start: next,
        }
    }

    fn reason(state: &State, id: UnitId) -> Reason {
        let decider = &state.decider;
        let failed = || {
            let failure = decider.failure(id)?.clone();
            let first = decider.streak(id).first.clone().filter(|first| *first != failure);
            Some(Reason::Failed { failure, first })
        };
        match decider.status(id) {
            Status::Running => Reason::Running,
            Status::Completed => Reason::Completed,
            Status::Failed | Status::Unavailable | Status::Restarting => failed().unwrap_or(Reason::AboutToStart),
            Status::Stopped if decider.generation(id) == 0 && !decider.was_commanded(id) => Reason::NeverStarted,
            Status::Stopped => Reason::Stopped(decider.by(id).clone()),
            Status::Waiting if decider.is_abandoned(id) => Reason::Blocked { handler: blocked_in(state, id) },
            Status::Waiting => Reason::AboutToStart,
            Status::Starting => Reason::Busy { handler: in_hand(state, id) },
            Status::Stopping => failed().unwrap_or_else(|| Reason::Busy { handler: in_hand(state, id) }),
        }
    }
}

/// The method that keeps the generation that was given up.
pub(super) fn blocked_in(state: &State, id: UnitId) -> Option<(&'static str, Source)> {
    state.current[id.index()].as_ref().and_then(|generation| generation.late_in())
}

/// The method that the generation is in, and where that is.
fn in_hand(state: &State, id: UnitId) -> Option<(&'static str, Source)> {
    state.current[id.index()].as_ref().and_then(|generation| generation.standing().handler)
}

fn is_there(status: Status) -> bool {
    matches!(status, Status::Running | Status::Completed)
}

/// Whom `unit` is not running for: of several, one that has failed before one that is on its way.
fn next_to_blame(state: &State, unit: UnitId) -> Option<UnitId> {
    let decider = &state.decider;
    match decider.status(unit) {
        Status::Waiting => {}
        // Stopped for good, along with another.
        Status::Stopped => return decider.taken_along_by(unit).filter(|&other| !is_there(decider.status(other))),
        _ => return None,
    }
    let weight = |unit: &UnitId| match decider.status(*unit) {
        Status::Failed | Status::Unavailable => 0,
        Status::Restarting => 1,
        Status::Waiting => 2,
        Status::Stopped => 3,
        _ => 4,
    };
    decider.blockers(unit).into_iter().min_by_key(weight)
}
