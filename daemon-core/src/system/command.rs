//! Telling a system's daemons what to do.

use std::fmt;

use super::System;
use crate::lifecycle::Status;
use crate::lifecycle::journal::Actor;
use crate::supervise::UnitId;
use crate::supervise::decide::{Decider, StartOrder};
use crate::unknown::UnknownDaemon;

/// A command that cannot be carried out. Nothing has changed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandError {
    /// There is no such daemon.
    Unknown(UnknownDaemon),
    /// The daemon is Completed, which is for good.
    Completed(String),
    /// This daemon, or this one that it needs, is disabled by the configuration: `enabled = false`.
    Disabled(String),
    /// The system is shutting down, or has.
    ShuttingDown,
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(unknown) => unknown.fmt(f),
            Self::Completed(daemon) => write!(f, "`{daemon}` is completed and cannot be started again"),
            Self::Disabled(daemon) => write!(f, "`{daemon}` is disabled by the configuration: `enabled = false`"),
            Self::ShuttingDown => f.write_str("the system is shutting down and takes no commands"),
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for CommandError {}

impl From<UnknownDaemon> for CommandError {
    fn from(unknown: UnknownDaemon) -> Self {
        Self::Unknown(unknown)
    }
}

/// How [`System::start_with`] starts a daemon.
///
/// ```
/// # use daemon_core::StartOptions;
/// let now = StartOptions::default().immediate(true);
/// assert!(now.deps && !now.force);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StartOptions {
    /// If it waits for its restart, it waits no longer. Off unless set.
    pub immediate: bool,
    /// If it is up it is ended first, without handling what is queued, which waits for the next generation, and without
    /// letting the handler in hand finish; `#[cleanup]` has its fifth of the `stop_timeout`, unless it is what was in hand:
    /// then it ends at once too. Its restarts are counted from zero. Off unless set.
    pub force: bool,
    /// What it depends on is started too. On unless unset; then it waits for those that are not up.
    pub deps: bool,
}

impl Default for StartOptions {
    fn default() -> Self {
        Self { immediate: false, force: false, deps: true }
    }
}

impl StartOptions {
    /// Sets `immediate`.
    #[must_use]
    pub fn immediate(self, immediate: bool) -> Self {
        Self { immediate, ..self }
    }

    /// Sets `force`.
    #[must_use]
    pub fn force(self, force: bool) -> Self {
        Self { force, ..self }
    }

    /// Sets `deps`.
    #[must_use]
    pub fn deps(self, deps: bool) -> Self {
        Self { deps, ..self }
    }
}

impl System {
    /// Starts a daemon, after everything it depends on. Does nothing if it is up or on its way.
    ///
    /// Returns once the command is taken, not once the daemon is Running: [`wait_for`](Self::wait_for) does.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn start(&self, name: &str) -> Result<(), CommandError> {
        let unit = self.find(name)?;
        self.command(|decider| {
            refuse_completed(decider, unit, name)?;
            self.refuse_disabled(decider, unit, true)?;
            decider.start(&[unit]);
            Ok(())
        })
    }

    /// Stops a daemon, after everything that depends on it. Queued mail is handled first, within four fifths of its
    /// `stop_timeout`; not that of one which is going down already, for a failure or to restart, and so does not handle it.
    ///
    /// Returns once the command is taken, not once the daemon is Stopped: [`wait_for`](Self::wait_for) does.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn stop(&self, name: &str) -> Result<(), CommandError> {
        let unit = self.find(name)?;
        self.command(|decider| {
            decider.stop(&[unit]);
            Ok(())
        })
    }

    /// Stops a daemon and everything that depends on it, and starts all of that again. Queued mail waits meanwhile.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn restart(&self, name: &str) -> Result<(), CommandError> {
        let unit = self.find(name)?;
        self.command(|decider| {
            refuse_completed(decider, unit, name)?;
            self.refuse_disabled(decider, unit, true)?;
            decider.restart(unit);
            Ok(())
        })
    }

    /// Starts every daemon that starts with the app.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn start_all(&self) -> Result<(), CommandError> {
        let wanted = self.wanted();
        self.command(|decider| {
            decider.start(&wanted);
            Ok(())
        })
    }

    /// Stops every daemon. Unlike after a [`shutdown`](Self::shutdown), they can be started again.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn stop_all(&self) -> Result<(), CommandError> {
        let all: Vec<UnitId> = self.0.supervisor.units.iter().map(|unit| unit.id).collect();
        self.command(|decider| {
            decider.stop(&all);
            Ok(())
        })
    }

    /// Starts a daemon as `options` say. Beyond that as [`start`](Self::start).
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn start_with(&self, name: &str, options: StartOptions) -> Result<(), CommandError> {
        let unit = self.find(name)?;
        let StartOptions { immediate, force, deps } = options;
        self.command(|decider| {
            refuse_completed(decider, unit, name)?;
            self.refuse_disabled(decider, unit, deps)?;
            decider.start_with(unit, StartOrder { immediate, force, deps });
            Ok(())
        })
    }

    /// Tries a daemon again now: one that waits for its restart, without waiting any longer; one that is Failed or
    /// Unavailable, once more. Does nothing for any other. Its restarts go on being counted.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn retry(&self, name: &str) -> Result<(), CommandError> {
        let unit = self.find(name)?;
        self.command(|decider| {
            self.refuse_disabled(decider, unit, true)?;
            decider.retry(unit);
            Ok(())
        })
    }

    /// Forgets a daemon's failures: its restarts are counted from zero, and if it is Failed or Unavailable it is
    /// Stopped.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn reset(&self, name: &str) -> Result<(), CommandError> {
        let unit = self.find(name)?;
        self.command(|decider| {
            decider.reset(unit);
            Ok(())
        })
    }

    /// A daemon that is disabled is not started, and so is none that needs one.
    fn refuse_disabled(&self, decider: &Decider, unit: UnitId, deps: bool) -> Result<(), CommandError> {
        let units = if deps { decider.all_needed(unit) } else { vec![unit] };
        let mut units = units.into_iter().map(|unit| self.0.supervisor.unit(unit));
        let disabled = units.find(|unit| !unit.settings().enabled);
        disabled.map_or(Ok(()), |unit| Err(CommandError::Disabled(unit.name.to_string())))
    }

    fn command(&self, command: impl FnOnce(&mut Decider) -> Result<(), CommandError>) -> Result<(), CommandError> {
        self.0.supervisor.decide_for(Actor::Program, |decider| {
            if decider.is_open() { command(decider) } else { Err(CommandError::ShuttingDown) }
        })
    }
}

fn refuse_completed(decider: &Decider, unit: UnitId, name: &str) -> Result<(), CommandError> {
    if decider.status(unit) == Status::Completed { Err(CommandError::Completed(name.to_owned())) } else { Ok(()) }
}
