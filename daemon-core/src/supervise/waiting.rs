//! Waiting for what the supervisor will say.

use tokio::sync::oneshot;

use super::UnitId;
use super::supervisor::{State, Supervisor};
use crate::lifecycle::{Failure, Status, WaitError, answer};

/// Somebody waits for a daemon to be in a state.
pub(super) struct Wait {
    unit: UnitId,
    wanted: Status,
    reply: oneshot::Sender<Result<(), WaitError>>,
}

impl Supervisor {
    /// Resolves when `unit` is, or has been, `wanted`; or when that is out of reach.
    pub(crate) async fn wait_for(&self, unit: UnitId, wanted: Status) -> Result<(), WaitError> {
        let told = {
            let mut state = self.state();
            if let Some(answer) = self.answer(&state, unit, wanted) {
                return answer;
            }
            let (reply, told) = oneshot::channel();
            state.waits.push(Wait { unit, wanted, reply });
            told
        };
        match told.await {
            Ok(answer) => answer,
            // The supervisor lives as long as this reference to it.
            Err(_) => std::future::pending().await,
        }
    }

    /// Resolves when what was started has come to something.
    pub(crate) async fn settled(&self) {
        let settled = {
            let mut state = self.state();
            if state.decider.is_settled() {
                return;
            }
            let (tell, settled) = oneshot::channel();
            state.settled.push(tell);
            settled
        };
        // An error would mean that the supervisor is gone, which this reference prevents.
        let _ = settled.await;
    }

    /// Resolves when a daemon has ended as failed or unavailable: at once if one has.
    pub(crate) async fn first_failure(&self) -> (UnitId, Failure) {
        let told = {
            let mut state = self.state();
            if let Some(first) = self.earliest_failure(&state) {
                return first;
            }
            let (tell, told) = oneshot::channel();
            state.failures.push(tell);
            told
        };
        match told.await {
            Ok(failure) => failure,
            Err(_) => std::future::pending().await,
        }
    }

    /// The daemon that is failed or unavailable, of several the one that has been for longest.
    pub(crate) fn failed(&self) -> Option<(UnitId, Failure)> {
        self.earliest_failure(&self.state())
    }

    fn earliest_failure(&self, state: &State) -> Option<(UnitId, Failure)> {
        let ids = self.units.iter().map(|unit| unit.id);
        let failed = ids.filter(|&id| matches!(state.decider.status(id), Status::Failed | Status::Unavailable));
        let failures = failed.filter_map(|id| Some((id, state.decider.failure(id).cloned()?)));
        failures.min_by_key(|(id, _)| state.since[id.index()])
    }

    /// Answers those who wait for `id` and can be answered now.
    pub(super) fn answer_waits(&self, state: &mut State, id: UnitId) {
        let mut waits = std::mem::take(&mut state.waits);
        for wait in waits.extract_if(.., |wait| wait.unit == id) {
            match self.answer(state, id, wait.wanted) {
                // Whoever waited may have gone away.
                Some(answer) => drop(wait.reply.send(answer)),
                None => state.waits.push(wait),
            }
        }
        state.waits.append(&mut waits);
    }

    fn answer(&self, state: &State, id: UnitId, wanted: Status) -> Option<Result<(), WaitError>> {
        let standing = state.decider.standing(id);
        let answer = answer(wanted, &standing)?;
        Some(answer.map_err(|()| WaitError::AtRest {
            daemon: self.unit(id).name.to_string(),
            wanted,
            status: standing.status,
            failure: standing.failure.cloned(),
        }))
    }
}
