//! Waiting for what the supervisor will say.

use tokio::sync::oneshot;

use super::UnitId;
use super::supervisor::{State, Supervisor};
use crate::lifecycle::{Failure, Status, WaitError, answer};

/// Those who wait for an answer, by what they wait for: all who wait for the same are told the same, and asked about
/// once.
pub(super) struct Waiters<W, A> {
    waiting: Vec<(W, Vec<oneshot::Sender<A>>)>,
    /// How many there are.
    count: usize,
    /// At how many those who have given up are struck off.
    tidy_at: usize,
}

/// Somebody waits for a unit to be in this state, or to fail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Status(Status),
    Failure,
}

/// Tells somebody who has waited.
pub(super) type Reply = Box<dyn FnOnce() + Send>;

/// What somebody who waits for a unit is told.
pub(super) type Told = Result<Option<Failure>, WaitError>;

impl<W, A> Default for Waiters<W, A> {
    fn default() -> Self {
        Self { waiting: Vec::new(), count: 0, tidy_at: 16 }
    }
}

impl<W: PartialEq, A: Clone + Send + 'static> Waiters<W, A> {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// One more.
    pub(super) fn add(&mut self, wanted: W) -> oneshot::Receiver<A> {
        if self.count >= self.tidy_at {
            for (_, replies) in &mut self.waiting {
                replies.retain(|reply| !reply.is_closed());
            }
            self.waiting.retain(|(_, replies)| !replies.is_empty());
            self.count = self.waiting.iter().map(|(_, replies)| replies.len()).sum();
            self.tidy_at = (self.count * 2).max(16);
        }
        let (reply, told) = oneshot::channel();
        self.count += 1;
        match self.waiting.iter_mut().find(|(other, _)| *other == wanted) {
            Some((_, replies)) => replies.push(reply),
            None => self.waiting.push((wanted, vec![reply])),
        }
        told
    }

    /// Takes out those for whom there is an answer now, to be told when the lock is free: a waker may be the user's.
    pub(super) fn answer(&mut self, replies: &mut Vec<Reply>, mut answer: impl FnMut(&W) -> Option<A>) {
        self.waiting.retain_mut(|(wanted, waiting)| {
            let Some(answer) = answer(wanted) else { return true };
            self.count -= waiting.len();
            for reply in std::mem::take(waiting) {
                let answer = answer.clone();
                // Whoever waited may have gone away.
                replies.push(Box::new(move || drop(reply.send(answer))));
            }
            false
        });
    }
}

async fn told<A>(answer: oneshot::Receiver<A>) -> A {
    match answer.await {
        Ok(answer) => answer,
        // The supervisor lives as long as the reference to it of whoever waits.
        Err(_) => std::future::pending().await,
    }
}

impl Supervisor {
    /// Resolves when `unit` is, or has been, `wanted`; or when that is out of reach.
    pub(crate) async fn wait_for(&self, unit: UnitId, wanted: Status) -> Result<(), WaitError> {
        self.wait(unit, Wanted::Status(wanted)).await.map(|_| ())
    }

    /// Resolves with the first failure of `unit`, also when that is past; or when there will be none.
    pub(crate) async fn wait_for_failure(&self, unit: UnitId) -> Result<Failure, WaitError> {
        loop {
            if let Some(failure) = self.wait(unit, Wanted::Failure).await? {
                return Ok(failure);
            }
        }
    }

    async fn wait(&self, unit: UnitId, wanted: Wanted) -> Told {
        let answer = {
            let mut state = self.state();
            if let Some(answer) = self.answer(&state, unit, wanted, None) {
                return answer;
            }
            state.waits.entry(unit).or_default().add(wanted)
        };
        told(answer).await
    }

    /// Resolves when what was started has come to something.
    pub(crate) async fn settled(&self) {
        let settled = {
            let mut state = self.state();
            if state.decider.is_settled() {
                return;
            }
            state.settled.add(())
        };
        told(settled).await;
    }

    /// Resolves when a daemon has failed: at once if one has.
    pub(crate) async fn first_failure(&self) -> (UnitId, Failure) {
        let failed = {
            let mut state = self.state();
            if let Some(first) = state.first_failure.clone() {
                return first;
            }
            state.failures.add(())
        };
        told(failed).await
    }

    /// The first failure of all.
    pub(crate) fn failed(&self) -> Option<(UnitId, Failure)> {
        self.state().first_failure.clone()
    }

    /// Resolves when a daemon is down for good that the app cannot do without: at once if one is.
    pub(crate) async fn critical_failure(&self) -> (UnitId, Failure) {
        let failed = {
            let mut state = self.state();
            if let Some(down) = state.critical_failure.clone() {
                return down;
            }
            state.critical.add(())
        };
        told(failed).await
    }

    /// Resolves when the shutdown is over: at once if it is.
    pub(crate) async fn down(&self) {
        let down = {
            let mut state = self.state();
            if state.is_over() {
                return;
            }
            state.down.add(())
        };
        told(down).await;
    }

    /// Answers those who wait for `unit` and can be answered now. It may be passing through a state that it has left
    /// again in the same decision.
    pub(super) fn answer_waits(&self, state: &mut State, unit: UnitId, passing: Option<Status>) {
        if state.waits.is_empty() {
            return;
        }
        let Some(mut waits) = state.waits.remove(&unit) else { return };
        let mut replies = std::mem::take(&mut state.after.replies);
        waits.answer(&mut replies, |&wanted| self.answer(state, unit, wanted, passing));
        if !waits.is_empty() {
            state.waits.insert(unit, waits);
        }
        state.after.replies = replies;
    }

    fn answer(&self, state: &State, unit: UnitId, wanted: Wanted, passing: Option<Status>) -> Option<Told> {
        let standing = state.decider.standing(unit);
        let at_rest = |wanted| WaitError::AtRest {
            daemon: self.unit(unit).name.to_string(),
            wanted,
            status: standing.status,
            failure: standing.failure.cloned(),
        };
        match (wanted, state.decider.first_failure(unit)) {
            // Running is more than a moment: it is not had while it is being left.
            (Wanted::Status(wanted), _) if Some(wanted) == passing && wanted != Status::Running => Some(Ok(None)),
            (Wanted::Status(wanted), _) => {
                let answer = answer(wanted, &standing)?;
                Some(answer.map(|()| None).map_err(|()| at_rest(wanted)))
            }
            (Wanted::Failure, Some(failure)) => Some(Ok(Some(failure.clone()))),
            (Wanted::Failure, None) => standing.is_over().then(|| Err(at_rest(Status::Failed))),
        }
    }
}
