//! What is read: plain data, as it was at one moment.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{LeftOut, RunTimes};
use crate::daemon::Source;
use crate::lifecycle::Status;

/// What all daemons of a system did, and what they are at: [`System::metrics`](crate::System::metrics).
///
/// Counts are over the whole life of the system, restarts included, and never go down. Daemons go on while they are read, so
/// that one figure may be a moment younger than another.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Metrics {
    /// For how long the system has been there.
    pub uptime: Duration,
    /// All daemons together.
    pub totals: Totals,
    /// Each daemon, by name.
    pub daemons: Vec<DaemonMetrics>,
}

impl Metrics {
    /// The daemon called `name`. [`System::metrics_of`](crate::System::metrics_of) has the nearest name if there is none.
    pub fn daemon(&self, name: &str) -> Option<&DaemonMetrics> {
        self.daemons.iter().find(|daemon| daemon.name == name)
    }
}

/// All daemons of a system together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// How many daemons there are.
    pub daemons: usize,
    /// How many of them are Running.
    pub running: usize,
    /// How often a handler has run.
    pub runs: u64,
    /// How often a handler has returned an error.
    pub errors: u64,
    /// How often a daemon was restarted.
    pub restarts: u64,
    /// How many events were accepted, each daemon's copy by itself.
    pub events_in: u64,
    /// How many messages were accepted.
    pub messages_in: u64,
    /// How many events daemons have published.
    pub events_out: u64,
    /// How much is queued in mailboxes.
    pub mailbox: usize,
    /// For how long their tasks were polled.
    pub polled: Duration,
    /// What did not happen.
    pub left_out: LeftOut,
}

/// What a daemon did, and what it is at. Counts are over all its generations and never go down.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DaemonMetrics {
    /// Its name.
    pub name: String,
    /// Where it is in its life.
    pub status: Status,
    /// For how long it has been Running without a break; zero while it is not.
    pub uptime: Duration,
    /// How often it was restarted, by itself or with one that it depends on.
    pub restarts: u64,
    /// How often a handler has run.
    pub runs: u64,
    /// How often a handler has returned an error.
    pub errors: u64,
    /// How long runs take, of all handlers together; none before one was timed.
    pub times: Option<RunTimes>,
    /// How much is queued in its mailbox and has not begun.
    pub mailbox: usize,
    /// The most that it ever was.
    pub mailbox_most: usize,
    /// How much may be.
    pub mailbox_capacity: usize,
    /// How many events it has accepted, handled or not: into its mailbox or a lossy subscription's place beside it.
    pub events_in: u64,
    /// How many messages it has accepted, asked or told.
    pub messages_in: u64,
    /// How many events it has published, whoever took them.
    pub events_out: u64,
    /// How often a throttle stopped the event or message that was next; what waited behind it does not count.
    pub throttled: u64,
    /// For how long its tasks were polled, child tasks included, over all generations. It is real time, also under a
    /// test's clock; a poll counts when it returns.
    pub polled: Duration,
    /// The share of the time for which they were, over the last 30 to 60 seconds: 1.0 is one core all the time. Child tasks on other
    /// threads add up, so it may be more.
    pub busy: f64,
    /// What did not happen.
    pub left_out: LeftOut,
    /// What it counts of its own, by name: [`Context::counter`](crate::Context::counter).
    pub counters: BTreeMap<String, u64>,
    /// Values of its own that go up and down, by name: [`Context::gauge`](crate::Context::gauge).
    pub gauges: BTreeMap<String, f64>,
    /// Each handler by itself, in the order in which they are written; after those, if any has run, all handlers given at run time as
    /// one.
    pub handlers: Vec<HandlerMetrics>,
}

impl DaemonMetrics {
    /// The handler called `name`.
    pub fn handler(&self, name: &str) -> Option<&HandlerMetrics> {
        self.handlers.iter().find(|handler| handler.name == name)
    }
}

/// What a handler did. Counts are over all generations of its daemon and never go down.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerMetrics {
    /// The method's name.
    pub name: &'static str,
    /// Where it is; none of those given at run time, which are one here.
    pub source: Option<Source>,
    /// How often it has run.
    pub runs: u64,
    /// How often it has returned an error.
    pub errors: u64,
    /// How long runs take; none before one was timed.
    pub times: Option<RunTimes>,
    /// How often a throttle stopped the event or message that was next; what waited behind it does not count.
    pub throttled: u64,
    /// What did not happen.
    pub left_out: LeftOut,
}
