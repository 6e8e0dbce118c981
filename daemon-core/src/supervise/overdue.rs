//! Acting when something takes too long.

use std::sync::Arc;

use tokio::time::Instant;

use super::control::Flag;
use super::deadlines::Armed;
use super::decide::{Stage, UnitId};
use super::supervisor::{State, Supervisor};

impl Supervisor {
    /// Reports what is overdue, until the system is down.
    pub(super) async fn keep_time(self: Arc<Self>) {
        loop {
            let (next, over) = {
                let mut state = self.state();
                (state.deadlines.next(Instant::now()), state.is_over())
            };
            if over {
                return;
            }
            self.rearmed.wait(next).await;
            loop {
                let (unit, Armed { stage, generation, .. }, place) = {
                    let mut state = self.state();
                    let Some((unit, due)) = state.deadlines.take_due(Instant::now()) else { break };
                    let current = state.current[unit.index()].as_ref().filter(|_| due.stage == Stage::GiveUp);
                    (unit, due, current.and_then(|generation| generation.late_in()))
                };
                self.decide(|decider| decider.overdue(unit, generation, stage, place));
            }
        }
    }
}

/// The time for `stage` is up: notes what the unit is doing instead, and tells it.
pub(super) fn expire(under_lock: &mut State, unit: UnitId, stage: Stage) {
    let Some(generation) = &under_lock.current[unit.index()] else { return };
    if stage == Stage::Drain && generation.has_served() {
        // It has drained in time, and the rest of the time is its cleanup's.
        return;
    }
    if let Some(stop) = &mut under_lock.stops[unit.index()]
        && stop.late.is_none()
        // Whoever is cut short together with the command to stop had no time to be late in.
        && stop.began < Instant::now()
    {
        stop.late = Some(generation.late());
    }
    generation.control.raise(match stage {
        Stage::Start => Flag::START_OVERDUE,
        Stage::Drain => Flag::CUT,
        Stage::Cleanup | Stage::GiveUp => Flag::CUT.or(Flag::END),
        // Nobody is late in these.
        Stage::Backoff | Stage::Settle | Stage::Retry => return,
    });
}
