//! Why a daemon is not running: a chain from it down to the first cause, as data and as one line.

use std::fmt;
use std::time::Duration;

use daemon_grammar::duration;

use super::journal::Actor;
use super::{Failure, Status};
use crate::daemon::Source;

/// Why a daemon is as it is: [`System::why`](crate::System::why).
///
/// ```text
/// api WAITING ← cache RESTARTING (restart 7 of 20, in 3.2s) ← connection refused, in `init` (src/cache.rs:41)
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Why {
    /// The daemon that was asked about, then whom it waits for, and so on. Never empty.
    pub chain: Vec<WhyLink>,
    /// Why the last of them is as it is.
    pub reason: Reason,
}

/// A daemon in the chain.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WhyLink {
    /// Its name.
    pub daemon: String,
    /// Where it is in its life.
    pub status: Status,
    /// For how long.
    pub since: Duration,
    /// How many restarts in a row it has had, and how many it may have.
    pub restarts: (u32, u32),
    /// After what time it is started again by itself, if it is.
    pub next_start: Option<Duration>,
}

/// The end of the chain.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// It is running: there is nothing to explain.
    Running,
    /// It has failed.
    #[non_exhaustive]
    Failed {
        /// With what, the last time.
        failure: Failure,
        /// With what the first time, if that was something else.
        first: Option<Failure>,
    },
    /// Somebody stopped it.
    Stopped(Actor),
    /// Nobody has started it.
    NeverStarted,
    /// It is done: its `#[run]` returned `Ok`, or the system was shut down.
    Completed,
    /// It is on its way, and in this method, if in one.
    #[non_exhaustive]
    Busy {
        /// The method, and where it is.
        handler: Option<(&'static str, Source)>,
    },
    /// A thread is still blocked in its last generation, in this method.
    #[non_exhaustive]
    Blocked {
        /// The method, and where it is.
        handler: Option<(&'static str, Source)>,
    },
    /// Its dependencies are there, and it starts in a moment.
    AboutToStart,
}

/// One line.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, link) in self.chain.iter().enumerate() {
            if place > 0 {
                f.write_str(" ← ")?;
            }
            write!(f, "{link}")?;
        }
        match (&self.reason, self.chain.last()) {
            (Reason::Running, _) => Ok(()),
            (Reason::Stopped(Actor::Daemon(name)), Some(last)) if **name == *last.daemon => {
                f.write_str(" ← stopped by itself")
            }
            (reason, _) => write!(f, " ← {reason}"),
        }
    }
}

/// `cache RESTARTING (restart 7 of 20, in 3.2s)`
impl fmt::Display for WhyLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { daemon, status, restarts: (restarts, of), next_start, .. } = self;
        write!(f, "{daemon} {}", status.to_string().to_uppercase())?;
        let next = next_start.map(spoken);
        match (status, next) {
            (Status::Restarting, Some(next)) => write!(f, " (restart {restarts} of {of}, in {next})"),
            (Status::Failed, Some(next)) => write!(f, " (after {restarts} restarts; tried again in {next})"),
            (Status::Failed, None) if *restarts > 0 => write!(f, " (after {restarts} restarts)"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.write_str("running"),
            Self::Failed { failure, first: None } => write!(f, "{failure}"),
            Self::Failed { failure, first: Some(first) } => write!(f, "{failure} (at first: {first})"),
            Self::Stopped(Actor::Cascade(culprit)) => write!(f, "stopped, because `{culprit}` failed"),
            Self::Stopped(Actor::Daemon(other)) => write!(f, "stopped, because `{other}` stopped itself"),
            Self::Stopped(actor) => write!(f, "stopped by {actor}"),
            Self::NeverStarted => f.write_str("nobody has started it"),
            Self::Completed => f.write_str("done"),
            Self::Busy { handler: Some((handler, source)) } => write!(f, "in `{handler}` ({source})"),
            Self::Busy { handler: None } => f.write_str("on its way"),
            Self::Blocked { handler: Some((handler, source)) } => {
                write!(f, "a thread is still blocked in its last generation, in `{handler}` ({source})")
            }
            Self::Blocked { handler: None } => f.write_str("a thread is still blocked in its last generation"),
            Self::AboutToStart => f.write_str("about to start"),
        }
    }
}

/// As people say it: more than tenths of a second is not read, and changes while it is.
fn spoken(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{}ms", time.as_millis()),
        1..60 => format!("{:.1}s", time.as_secs_f64()),
        whole => duration::display(Duration::from_secs(whole)).to_string(),
    }
}
