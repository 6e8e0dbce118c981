//! The states, and which may follow which.

use std::fmt;

/// Where a daemon is in its life.
///
/// ```text
///             ┌──────────────────────────────────────────────┐
/// Stopped ─┬─► Waiting ──► Starting ──► Running ──► Stopping ─┼─► Stopped
///          └──────────────►    │                        ▲     ├─► Completed   (for good)
///                              └────────────────────────┘     ├─► Restarting ─► Waiting, Starting
///                                                             ├─► Failed ─────► by a start or a reset
///                                                             └─► Unavailable ► by a start or a reset
/// ```
///
/// Every generation ends in Stopping, and the last thing in Stopping is that nothing of it is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Status {
    /// Not started, or stopped on purpose.
    Stopped,
    /// Wants to start and waits for others.
    Waiting,
    /// In `#[init]`.
    Starting,
    /// Ready, and handling its mail.
    Running,
    /// Draining, cleaning up, tearing down.
    Stopping,
    /// Between a failure and the next attempt.
    Restarting,
    /// Has failed and is not tried again by itself.
    Failed,
    /// Cannot run here.
    Unavailable,
    /// Its `#[run]` returned `Ok`, or the system shut down. It cannot be started again.
    Completed,
}

impl Status {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Stopped,
        Self::Waiting,
        Self::Starting,
        Self::Running,
        Self::Stopping,
        Self::Restarting,
        Self::Failed,
        Self::Unavailable,
        Self::Completed,
    ];

    /// Whether a daemon may go from this state straight to `next`.
    ///
    /// ```
    /// use daemon_core::Status;
    ///
    /// assert!(Status::Starting.may_become(Status::Running));
    /// assert!(!Status::Completed.may_become(Status::Starting));
    /// ```
    pub const fn may_become(self, next: Self) -> bool {
        use Status::{Completed, Failed, Restarting, Running, Starting, Stopped, Stopping, Unavailable, Waiting};
        match self {
            Stopped => matches!(next, Waiting | Starting),
            Waiting => matches!(next, Starting | Stopped),
            Starting => matches!(next, Running | Stopping),
            Running => matches!(next, Stopping),
            Stopping => matches!(next, Stopped | Completed | Waiting | Restarting | Failed | Unavailable),
            Restarting | Failed | Unavailable => matches!(next, Waiting | Starting | Stopped),
            Completed => false,
        }
    }

    /// Whether a generation exists in this state: there is something to stop.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Stopping)
    }

    /// Whether nothing changes from here without a command.
    pub const fn is_at_rest(self) -> bool {
        matches!(self, Self::Stopped | Self::Failed | Self::Unavailable | Self::Completed)
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Stopped => "stopped",
            Self::Waiting => "waiting",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Restarting => "restarting",
            Self::Failed => "failed",
            Self::Unavailable => "unavailable",
            Self::Completed => "completed",
        })
    }
}

/// A set of states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StatusSet(u16);

impl StatusSet {
    pub(crate) fn insert(&mut self, status: Status) {
        self.0 |= status.bit();
    }

    pub(crate) fn contains(self, status: Status) -> bool {
        self.0 & status.bit() != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generation_ends_in_stopping() {
        for from in Status::ALL {
            for to in [Status::Completed, Status::Failed, Status::Unavailable, Status::Restarting] {
                assert_eq!(from.may_become(to), from == Status::Stopping, "{from} → {to}");
            }
        }
    }

    #[test]
    fn completed_is_terminal_and_nothing_becomes_itself() {
        for status in Status::ALL {
            assert!(!Status::Completed.may_become(status));
            assert!(!status.may_become(status));
        }
    }

    #[test]
    fn running_is_reached_through_starting_alone() {
        for from in Status::ALL {
            assert_eq!(from.may_become(Status::Running), from == Status::Starting, "{from}");
        }
    }
}
