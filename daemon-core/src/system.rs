//! A running app: [`System`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use daemon_grammar::nearest;
use tokio::time::Instant;

use crate::app::Plan;
use crate::daemon::Source;
use crate::event::{self, Event, Events, IntoEvent, Undelivered};
use crate::lifecycle::journal::{Actor, History};
use crate::lifecycle::{Failure, Status, WaitError, Why};
use crate::supervise::decide::{Decider, StartOrder};
use crate::supervise::{HandlerStatus, Leaks, ShutdownReport, Supervisor, UnitId};
use crate::timer::TimerStatus;
use crate::unknown::UnknownDaemon;

/// A started app: commands its daemons and says how they are. Cheap to clone; all clones are the same system.
///
/// Dropping it stops nothing: end it with [`shutdown`](Self::shutdown).
#[derive(Clone)]
pub struct System(Arc<Inner>);

struct Inner {
    supervisor: Arc<Supervisor>,
    plan: Arc<Plan>,
    /// What starts with the app.
    wanted: Vec<UnitId>,
    shutdown_timeout: Duration,
}

/// A command that cannot be carried out. Nothing has changed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandError {
    /// There is no such daemon.
    Unknown(UnknownDaemon),
    /// The daemon is Completed, which is for good.
    Completed(String),
    /// The system is shutting down, or has.
    ShuttingDown,
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(unknown) => unknown.fmt(f),
            Self::Completed(daemon) => write!(f, "`{daemon}` is completed and cannot be started again"),
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
    /// letting the handler in hand finish; its restarts are counted from zero. Off unless set.
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
    /// Each handler by itself, in the order in which they are written.
    pub handlers: Vec<HandlerStatus>,
    /// Its timers.
    pub timers: Vec<TimerStatus>,
}

impl System {
    pub(crate) fn new(
        supervisor: Arc<Supervisor>,
        plan: Arc<Plan>,
        wanted: Vec<UnitId>,
        shutdown_timeout: Duration,
    ) -> Self {
        Self(Arc::new(Inner { supervisor, plan, wanted, shutdown_timeout }))
    }

    pub(crate) fn supervisor(&self) -> &Arc<Supervisor> {
        &self.0.supervisor
    }

    pub(crate) fn wanted(&self) -> &[UnitId] {
        &self.0.wanted
    }

    fn find(&self, name: &str) -> Result<UnitId, UnknownDaemon> {
        self.0.supervisor.find(name).ok_or_else(|| UnknownDaemon {
            name: name.to_owned(),
            nearest: nearest(name, self.0.supervisor.units.iter().map(|unit| &*unit.name)).map(str::to_owned),
        })
    }

    /// The daemon called `name`.
    #[cfg(feature = "testing")]
    pub(crate) fn unit(&self, name: &str) -> Result<&crate::supervise::Unit, UnknownDaemon> {
        self.find(name).map(|unit| &**self.0.supervisor.unit(unit))
    }

    /// The roster, and what was planned before anything started.
    pub fn plan(&self) -> &Plan {
        &self.0.plan
    }

    /// Starts a daemon, after everything it depends on. Does nothing if it is up or on its way.
    ///
    /// Returns once the command is taken, not once the daemon is Running: [`wait_for`](Self::wait_for) does.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn start(&self, name: &str) -> Result<(), CommandError> {
        let unit = self.find(name)?;
        self.command(|decider| {
            refuse_completed(decider, unit, name)?;
            decider.start(&[unit]);
            Ok(())
        })
    }

    /// Stops a daemon, after everything that depends on it. Queued mail is handled first.
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
            decider.restart(unit);
            Ok(())
        })
    }

    /// Starts every daemon that starts with the app.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn start_all(&self) -> Result<(), CommandError> {
        self.command(|decider| {
            decider.start(&self.0.wanted);
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

    fn command(&self, command: impl FnOnce(&mut Decider) -> Result<(), CommandError>) -> Result<(), CommandError> {
        self.0.supervisor.decide_for(Actor::Program, |decider| {
            if decider.is_open() { command(decider) } else { Err(CommandError::ShuttingDown) }
        })
    }

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
            max_restarts: unit.blueprint.declaration.restart.budget(),
            restarts_last_hour: snapshot.restarts.2,
            restarts_total: snapshot.restarts.1,
            next_start: snapshot.next_start.map(|next| next.saturating_duration_since(now)),
            handler: standing.as_ref().and_then(|standing| standing.handler),
            handler_for: standing.as_ref().and_then(|standing| standing.age),
            stalled: standing.as_ref().is_some_and(|standing| standing.stalled),
            blocking: standing.as_ref().is_some_and(|standing| standing.blocking),
            mailbox: unit.runner.postbox().backlog(),
            subscriptions: unit.subscriptions(snapshot.current.as_deref()),
            runs: unit.runs(),
            errors: unit.errors(),
            dropped: unit.dropped(),
            handlers: unit.handler_status(),
            timers: unit.timer_status(snapshot.current.as_deref(), now),
        }
    }

    /// Why a daemon is not running: a chain from it down to the first cause, as data and, displayed, as one line.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use daemon_core::testing::{self, MockDaemon, TestApp};
    /// #[daemon(register = false, depends_on("cache"))]
    /// struct Api;
    ///
    /// #[daemon]
    /// impl Api {}
    ///
    /// # testing::run(async {
    /// # let cache = MockDaemon::named("cache");
    /// # let app = TestApp::of(App::empty().with::<Api>()).mock(&cache).start().await;
    /// # cache.fail("connection refused");
    /// # app.wait_for("api", daemon_core::Status::Waiting).await?;
    /// # app.wait_for_failure("cache").await?;
    /// # testing::settle().await;
    /// # app.expect_failure("cache");
    /// assert_eq!(app.why("api")?.to_string(), "api WAITING ← cache FAILED ← connection refused");
    /// # Ok::<_, BoxError>(())
    /// # }).unwrap();
    /// ```
    pub fn why(&self, name: &str) -> Result<Why, UnknownDaemon> {
        self.find(name).map(|unit| self.0.supervisor.why(unit))
    }

    /// Resolves when the daemon is `status`; at once if it is.
    ///
    /// A daemon that is at rest (Stopped by a command, Completed, Failed, Unavailable) will not move by itself. Then the
    /// answer is yes if it was `status` since it was last commanded, however briefly, and an error with the cause if
    /// not. So a wait never misses what it waits for and never waits for what cannot come.
    pub async fn wait_for(&self, name: &str, status: Status) -> Result<(), WaitError> {
        let unit = self.find(name)?;
        self.0.supervisor.wait_for(unit, status).await
    }

    /// Resolves with the first failure of a daemon: at once if it has failed, also if it has recovered since. Only
    /// [`reset`](Self::reset) makes that forgotten.
    ///
    /// # Errors
    ///
    /// If the daemon is at rest and has not failed.
    pub async fn wait_for_failure(&self, name: &str) -> Result<Failure, WaitError> {
        let unit = self.find(name)?;
        self.0.supervisor.wait_for_failure(unit).await
    }

    /// Gives `event` to every daemon that is subscribed to its type, as [`Context::publish`](crate::Context::publish)
    /// does. It may be awaited on any thread, also outside tokio; there it waits by the timers of the runtime that daemons
    /// run on.
    pub async fn publish<E: IntoEvent>(&self, event: E) -> Result<(), Undelivered> {
        event::publish(&self.0.supervisor.bus, None, event.into_shared()).await
    }

    /// Gives `event` to every subscribed daemon that has room, as
    /// [`Context::try_publish`](crate::Context::try_publish) does.
    pub fn try_publish<E: IntoEvent>(&self, event: E) -> Result<(), Undelivered> {
        event::try_publish(&self.0.supervisor.bus, None, &event.into_shared())
    }

    /// Every event of type `E` from now on, as a stream, for code that is not a daemon. It never keeps a publisher
    /// waiting.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// #[derive(Event)]
    /// struct Tick(u64);
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result {
    /// let system = App::empty().start().await?;
    /// let mut ticks = system.events::<Tick>();
    /// system.publish(Tick(1)).await?;
    /// assert_eq!(ticks.next().await.0, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn events<E: Event>(&self) -> Events<E> {
        Events::new(&self.0.supervisor.bus)
    }

    /// What happened so far, in order.
    pub fn journal(&self) -> History {
        History::new(Arc::clone(&self.0.supervisor.journal), self.0.supervisor.own.clone())
    }

    /// What is left of daemons that are at rest: always nothing, unless a thread is blocked in one.
    pub fn leaks(&self) -> Leaks {
        self.0.supervisor.leaks()
    }

    /// Stops everything for good, nobody before all who depend on it: reverse order, independent ones together.
    /// Daemons that were up end as Completed.
    ///
    /// Each has its `stop_timeout`, all have the app's `shutdown_timeout`; after that they are ended where they are, and
    /// the report says where that was. Several calls wait for one and the same shutdown. A durable
    /// [journal](crate::App::journal) then has two seconds for what is left to write.
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops nothing of the shutdown but the waiting for it.
    pub async fn shutdown(&self) -> ShutdownReport {
        self.begin_shutdown();
        let report = self.0.supervisor.wait_down().await;
        self.0.supervisor.journal.closed(&self.0.supervisor.own).await;
        report
    }

    pub(crate) fn begin_shutdown(&self) {
        self.0.supervisor.begin_shutdown(self.0.shutdown_timeout);
    }
}

fn refuse_completed(decider: &Decider, unit: UnitId, name: &str) -> Result<(), CommandError> {
    if decider.status(unit) == Status::Completed { Err(CommandError::Completed(name.to_owned())) } else { Ok(()) }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let daemons =
            self.0.supervisor.units.iter().map(|unit| (&*unit.name, self.0.supervisor.snapshot(unit.id).status));
        f.debug_map().entries(daemons).finish()
    }
}
