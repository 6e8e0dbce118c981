//! How a daemon is.

use std::time::Duration;

use tokio::time::Instant;

use super::System;
use crate::daemon::Source;
use crate::lifecycle::{Failure, Status};
use crate::supervise::{HandlerStatus, UnitId};
use crate::timer::TimerStatus;
use crate::unknown::UnknownDaemon;

/// A daemon as it is at one moment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DaemonStatus {
    /// Its name.
    pub name: String,
    /// Where it is in its life.
    pub status: Status,
    /// For how long.
    pub since: Duration,
    /// How often it has been started.
    pub generation: u64,
    /// Whom it waits for: while it is Waiting, daemons that are to run first; while a handler is in `publish`, daemons
    /// without room.
    pub waiting_for: Vec<String>,
    /// What it failed with last since it was last commanded, or whose failure it follows.
    pub failure: Option<Failure>,
    /// What it failed with first of all, unless that was [`reset`](System::reset).
    pub first_failure: Option<Failure>,
    /// How many restarts in a row count against its budget.
    pub restarts: u32,
    /// What that budget is.
    pub max_restarts: u32,
    /// How many restarts there were in the last hour. More than 60 are too many, whatever the budget.
    pub restarts_last_hour: usize,
    /// How many there were in all.
    pub restarts_total: u64,
    /// After what time it is started again by itself, if it is: the rest of a backoff, or of the pause after its
    /// restarts were spent.
    pub next_start: Option<Duration>,
    /// The method it is in, and where that is: of several, the one that blocks its thread, or else the one that has been
    /// at it for longest.
    pub handler: Option<(&'static str, Source)>,
    /// For how long that has been so, at least, without the time in which it waits for room in `publish`.
    pub handler_for: Option<Duration>,
    /// Whether a handler is over its `watchdog`, or 30 s where none is declared.
    pub stalled: bool,
    /// Whether a method has held its thread for a second without an await.
    pub blocking: bool,
    /// How much is queued in its mailbox.
    pub mailbox: usize,
    /// How many live subscriptions it has: those of attributes, and those it made at run time.
    pub subscriptions: usize,
    /// How often a handler has run.
    pub runs: u64,
    /// How often a handler has returned an error.
    pub errors: u64,
    /// How many events lossy subscriptions have dropped.
    pub dropped: u64,
    /// How often a `throttle` stopped the event or message that was next, of each priority, the ones that wait now included. What
    /// waits behind those does not count.
    pub throttled: u64,
    /// For how long its tasks were held back because of its share of a core, the time up to its last poll.
    pub held_back: Duration,
    /// How many bytes of memory it holds, where that is measured: see [`limits`](crate::limits).
    pub memory: Option<u64>,
    /// Each handler by itself, in the order in which they are written.
    pub handlers: Vec<HandlerStatus>,
    /// Its timers.
    pub timers: Vec<TimerStatus>,
}

impl System {
    /// How a daemon is.
    pub fn status(&self, name: &str) -> Result<DaemonStatus, UnknownDaemon> {
        self.find(name).map(|unit| self.status_of(unit))
    }

    /// How all daemons are, by name.
    pub fn statuses(&self) -> Vec<DaemonStatus> {
        self.0.supervisor.units.iter().map(|unit| self.status_of(unit.id)).collect()
    }

    fn status_of(&self, id: UnitId) -> DaemonStatus {
        let supervisor = &self.0.supervisor;
        let snapshot = supervisor.snapshot(id);
        let unit = supervisor.unit(id);
        let now = Instant::now();
        let standing = snapshot.current.as_ref().map(|generation| generation.standing());
        let starting_after = snapshot.waiting_for.iter().map(|&unit| supervisor.unit(unit).name.to_string());
        let publishing_to = supervisor.bus.waits().of(unit.key).into_iter().map(|name| name.to_string());
        DaemonStatus {
            name: unit.name.to_string(),
            status: snapshot.status,
            since: now.saturating_duration_since(snapshot.since),
            generation: snapshot.generation,
            waiting_for: starting_after.chain(publishing_to).collect(),
            failure: snapshot.failure,
            first_failure: snapshot.first_failure,
            restarts: snapshot.restarts.0,
            max_restarts: unit.settings().declaration.restart.budget(),
            restarts_last_hour: snapshot.restarts.2,
            restarts_total: snapshot.restarts.1,
            next_start: snapshot.next_start.map(|next| next.saturating_duration_since(now)),
            handler: standing.as_ref().and_then(|standing| standing.handler),
            handler_for: standing.as_ref().and_then(|standing| standing.age),
            stalled: standing.as_ref().is_some_and(|standing| standing.stalled),
            blocking: standing.as_ref().is_some_and(|standing| standing.blocking),
            mailbox: unit.runner.mailbox.backlog(),
            subscriptions: unit.subscriptions(snapshot.current.as_deref()),
            runs: unit.runs(),
            errors: unit.errors(),
            dropped: unit.dropped(),
            throttled: unit.throttled(),
            held_back: unit.limited.held_back(),
            memory: unit.limited.held(),
            handlers: unit.handler_status(),
            timers: unit.timer_status(snapshot.current.as_deref(), now),
        }
    }
}
