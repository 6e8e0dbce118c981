//! Waiting for a state: what to answer, and when. Pure.

use std::fmt;

use super::{Failure, Status, StatusSet};
use crate::unknown::UnknownDaemon;

/// What is known of a daemon when somebody waits for it.
pub(crate) struct Standing<'a> {
    pub(crate) status: Status,
    /// It was commanded to leave this state, and does as soon as those who stand on it have.
    pub(crate) leaving: bool,
    /// The states it was in since the last command to it, the present one included.
    pub(crate) visited: StatusSet,
    /// Whether it was ever commanded, or cannot be any more: a daemon that nobody has started yet is not at rest, it is
    /// yet to begin.
    pub(crate) commanded: bool,
    pub(crate) failure: Option<&'a Failure>,
}

impl Standing<'_> {
    /// Nothing changes from here without a command.
    pub(crate) fn is_over(&self) -> bool {
        self.status.is_at_rest() && self.commanded
    }
}

/// A wait that cannot be fulfilled without another command.
#[derive(Clone)]
#[non_exhaustive]
pub enum WaitError {
    /// There is no such daemon.
    Unknown(UnknownDaemon),
    /// The daemon is at rest, and was not in the wanted state since it was last commanded.
    #[non_exhaustive]
    AtRest {
        /// Who was waited for.
        daemon: String,
        /// For what.
        wanted: Status,
        /// Where it is instead.
        status: Status,
        /// Why, if it failed.
        failure: Option<Failure>,
    },
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(unknown) => unknown.fmt(f),
            Self::AtRest { daemon, wanted, status, failure } => {
                write!(f, "`{daemon}` will not become {wanted}: it is {status}")?;
                failure.as_ref().map_or(Ok(()), |failure| write!(f, ": {failure}"))
            }
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for WaitError {}

impl From<UnknownDaemon> for WaitError {
    fn from(unknown: UnknownDaemon) -> Self {
        Self::Unknown(unknown)
    }
}

/// Whether a wait for `wanted` is over: fulfilled, or hopeless.
pub(crate) fn answer(wanted: Status, standing: &Standing<'_>) -> Option<Result<(), ()>> {
    if standing.status == wanted && !standing.leaving {
        return Some(Ok(()));
    }
    if !standing.is_over() {
        return None;
    }
    Some(if standing.visited.contains(wanted) { Ok(()) } else { Err(()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(status: Status, before: &[Status]) -> Standing<'static> {
        let mut visited = StatusSet::default();
        for &status in before.iter().chain([&status]) {
            visited.insert(status);
        }
        Standing { status, leaving: false, visited, commanded: true, failure: None }
    }

    #[test]
    fn in_the_state_is_enough() {
        for status in Status::ALL {
            assert_eq!(answer(status, &standing(status, &[])), Some(Ok(())));
        }
    }

    #[test]
    fn at_rest_the_past_counts() {
        let was_running = standing(Status::Failed, &[Status::Starting, Status::Running]);
        assert_eq!(answer(Status::Running, &was_running), Some(Ok(())));
        let never_ran = standing(Status::Failed, &[Status::Starting]);
        assert_eq!(answer(Status::Running, &never_ran), Some(Err(())));
    }

    #[test]
    fn on_the_way_it_waits_whatever_the_past() {
        let restarting = standing(Status::Restarting, &[Status::Running]);
        assert_eq!(answer(Status::Running, &restarting), None);
    }

    #[test]
    fn what_it_is_told_to_leave_does_not_count() {
        let told_to_restart = Standing { leaving: true, ..standing(Status::Running, &[]) };
        assert_eq!(answer(Status::Running, &told_to_restart), None);
    }

    #[test]
    fn nobody_has_started_it_yet() {
        let fresh = Standing { commanded: false, ..standing(Status::Stopped, &[]) };
        assert_eq!(answer(Status::Running, &fresh), None);
    }
}
