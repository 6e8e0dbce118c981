//! What was cleaned up, what was late, and what is left.

use std::fmt;
use std::time::Duration;

use daemon_grammar::duration;

use crate::daemon::Source;
use crate::lifecycle::{Failure, Status};

/// What a stop took away, in the order in which it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cleaned {
    /// Mail that could not be handled in time.
    pub undrained: Vec<Undrained>,
    /// Subscriptions that were ended.
    pub subscriptions: usize,
    /// Timers that were ended.
    pub timers: usize,
    /// Child tasks that were aborted.
    pub tasks: usize,
    /// Tracked values that were dropped.
    pub guards: usize,
}

/// Mail of one handler that was thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undrained {
    /// The handler it was for.
    pub handler: &'static str,
    /// How many.
    pub count: u64,
}

/// A daemon that was not done in time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Late {
    /// The method it was in, if it was in one.
    pub handler: Option<&'static str>,
    /// Where that is.
    pub source: Option<Source>,
}

/// How one daemon stopped.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DaemonReport {
    /// Its name.
    pub daemon: String,
    /// Where it is now.
    pub status: Status,
    /// From being told to stop until nothing was left of it.
    pub took: Duration,
    /// Where it was when its time was up, if it was.
    pub late: Option<Late>,
    /// A thread is blocked in it, and could not be ended.
    pub blocked: bool,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// What was taken away.
    pub cleaned: Cleaned,
}

/// How a system stopped, one entry for each daemon that was running, in the order in which they ended.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// From the command until nothing was left.
    pub took: Duration,
    /// Whether it was cut short: by a second signal, or at the end of `shutdown_timeout`.
    pub forced: bool,
    /// Each daemon that was live when the shutdown began.
    pub daemons: Vec<DaemonReport>,
    /// Those that were down for a failure when the shutdown began, and why: Failed, Unavailable, or Restarting.
    pub failed: Vec<(String, Failure)>,
}

impl ShutdownReport {
    /// Whether everybody who was up stopped in time and without failing, and nothing was lost.
    ///
    /// It is about the stop, and not about those who were down by then: [`failed`](Self::failed) has these. The exit code of
    /// [`App::main`](crate::App::main), and what [`App::run`](crate::App::run) returns, are about both: they are good if
    /// `report.is_clean() && report.failed.is_empty()`, and no critical daemon has ended the run.
    pub fn is_clean(&self) -> bool {
        !self.forced && self.daemons.iter().all(DaemonReport::is_clean)
    }

    /// Those who were not in time.
    pub fn late(&self) -> impl Iterator<Item = &DaemonReport> {
        self.daemons.iter().filter(|daemon| daemon.late.is_some())
    }
}

impl DaemonReport {
    pub(crate) fn is_clean(&self) -> bool {
        self.late.is_none() && !self.blocked && self.failure.is_none() && self.cleaned.undrained.is_empty()
    }
}

/// One line for each daemon and one that sums up.
impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (daemon, failure) in &self.failed {
            writeln!(f, "✖ {daemon:<16} was down: {failure}")?;
        }
        for daemon in &self.daemons {
            writeln!(f, "{daemon}")?;
        }
        let (count, took) = (self.daemons.len(), duration::display(in_milliseconds(self.took)));
        let how = if self.forced { ", forced" } else { "" };
        write!(f, "stopped {count} {} in {took}{how}", plural(count, "daemon"))
    }
}

/// `✔ cache  12ms  2 subscriptions, 1 timer`
impl fmt::Display for DaemonReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_clean() { '✔' } else { '✖' };
        let took = duration::display(in_milliseconds(self.took)).to_string();
        write!(f, "{mark} {:<16} {took:>8}", self.daemon)?;
        let mut separator = "  ";
        let mut part = |f: &mut fmt::Formatter<'_>, text: String| {
            write!(f, "{separator}{text}")?;
            separator = ", ";
            fmt::Result::Ok(())
        };
        let Cleaned { undrained, subscriptions, timers, tasks, guards } = &self.cleaned;
        let counts = [(subscriptions, "subscription"), (timers, "timer"), (tasks, "task"), (guards, "guard")];
        for (&count, what) in counts.into_iter().filter(|(count, _)| **count > 0) {
            part(f, format!("{count} {}", plural(count, what)))?;
        }
        for Undrained { handler, count } in undrained {
            part(f, format!("{count} not handled by `{handler}`"))?;
        }
        if let Some(Late { handler, source }) = &self.late {
            part(
                f,
                match (handler, source) {
                    (Some(handler), Some(source)) => format!("late, in `{handler}` ({source})"),
                    _ => "late".to_owned(),
                },
            )?;
        }
        if let Some(failure) = &self.failure {
            part(f, format!("failed: {failure}"))?;
        }
        if self.blocked {
            part(f, "given up: a thread is blocked in it".to_owned())?;
        }
        Ok(())
    }
}

/// What is left of daemons that are not live. All zero, unless something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leaks {
    /// Subscriptions.
    pub subscriptions: usize,
    /// Timers.
    pub timers: usize,
    /// Child tasks.
    pub tasks: usize,
    /// Tracked values.
    pub guards: usize,
    /// Events and messages.
    pub mail: usize,
    /// Generations: the tasks of daemons themselves.
    pub generations: usize,
    /// The daemons they belong to.
    pub daemons: Vec<String>,
}

impl Leaks {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is left of others too.
    pub(super) fn add(&mut self, other: Self) {
        let Self { subscriptions, timers, tasks, guards, mail, generations, daemons } = other;
        self.subscriptions += subscriptions;
        self.timers += timers;
        self.tasks += tasks;
        self.guards += guards;
        self.mail += mail;
        self.generations += generations;
        self.daemons.extend(daemons);
    }
}

pub(crate) fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

fn in_milliseconds(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
