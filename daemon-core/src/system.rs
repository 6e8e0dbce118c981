//! A running app: [`System`].

mod command;
mod health;
mod metrics;
#[cfg(feature = "config")]
mod reload;
#[cfg(feature = "remote")]
mod send;
mod state;
mod status;

use std::fmt;
#[cfg(feature = "metrics")]
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

pub use command::{CommandError, StartOptions};
pub use health::{DaemonHealth, SystemHealth};
#[cfg(feature = "config")]
pub use reload::{Reload, ReloadError};
#[cfg(feature = "remote")]
pub use send::Sending;
pub use status::DaemonStatus;

#[cfg(feature = "config")]
use crate::app::Configuration;
use crate::app::Plan;
use crate::catalog::Entry;
use crate::config::AppSettings;
use crate::daemon::Daemon;
use crate::event::{self, AnyEvent, Event, Events, IntoEvent, Publishing, Undelivered};
use crate::lifecycle::journal::History;
use crate::lifecycle::{Failure, Status, WaitError, Why};
use crate::mailbox::Sender;
use crate::message::Handle;
use crate::supervise::{Leaks, ShutdownReport, Supervisor, UnitId};
use crate::systemd::Manager;
use crate::unknown::{DaemonError, UnknownDaemon};

/// A started app: commands its daemons and says how they are. Cheap to clone; all clones are the same system.
///
/// Dropping it stops nothing: end it with [`shutdown`](Self::shutdown).
#[derive(Clone)]
pub struct System(Arc<Inner>);

struct Inner {
    supervisor: Arc<Supervisor>,
    /// Made for who asks.
    plan: OnceLock<Plan>,
    /// For each daemon, whether it was to start with the app.
    starts: Box<[bool]>,
    #[cfg(feature = "config")]
    configuration: Configuration,
    terms: Mutex<Terms>,
    /// Who is told of what happens to the process as a whole.
    manager: OnceLock<Manager>,
    /// Metrics are exported, and so they are at the end.
    #[cfg(feature = "metrics")]
    exports: AtomicBool,
}

/// What may change while the system runs.
struct Terms {
    /// What starts with the app.
    wanted: Vec<UnitId>,
    shutdown_timeout: Duration,
}

impl System {
    pub(crate) fn new(
        supervisor: Arc<Supervisor>,
        starts: Vec<bool>,
        wanted: Vec<UnitId>,
        settings: &AppSettings,
        #[cfg(feature = "config")] configuration: Configuration,
    ) -> Self {
        let terms = Mutex::new(Terms { wanted, shutdown_timeout: settings.shutdown_timeout });
        Self(Arc::new(Inner {
            supervisor,
            plan: OnceLock::new(),
            starts: starts.into(),
            #[cfg(feature = "config")]
            configuration,
            terms,
            manager: OnceLock::new(),
            #[cfg(feature = "metrics")]
            exports: AtomicBool::new(false),
        }))
    }

    fn terms(&self) -> MutexGuard<'_, Terms> {
        self.0.terms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on `manager` is told of reloads.
    pub(crate) fn is_managed_by(&self, manager: Manager) {
        // It has one at most.
        let _ = self.0.manager.set(manager);
    }

    pub(crate) fn shutdown_timeout(&self) -> Duration {
        self.terms().shutdown_timeout
    }

    pub(crate) fn supervisor(&self) -> &Arc<Supervisor> {
        &self.0.supervisor
    }

    pub(crate) fn wanted(&self) -> Vec<UnitId> {
        self.terms().wanted.clone()
    }

    pub(crate) fn find(&self, name: &str) -> Result<UnitId, UnknownDaemon> {
        self.0.supervisor.named(name)
    }

    /// The daemon called `name`.
    #[cfg(feature = "testing")]
    pub(crate) fn unit(&self, name: &str) -> Result<&crate::supervise::Unit, UnknownDaemon> {
        self.find(name).map(|unit| &**self.0.supervisor.unit(unit))
    }

    /// The roster, and what was planned before anything started.
    pub fn plan(&self) -> &Plan {
        self.0.plan.get_or_init(|| {
            let units = self.0.supervisor.units.iter();
            let entries = units.map(|unit| Entry { name: Arc::clone(&unit.name), blueprint: unit.blueprint });
            Plan::new(&entries.collect::<Vec<_>>(), &self.0.starts)
        })
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
    pub fn publish<E: IntoEvent>(&self, event: E) -> Publishing<'_> {
        Publishing::new(&self.0.supervisor.bus, None, AnyEvent::new(event.into_shared()))
    }

    /// Gives `event` to every subscribed daemon that has room, as
    /// [`Context::try_publish`](crate::Context::try_publish) does.
    pub fn try_publish<E: IntoEvent>(&self, event: E) -> Result<(), Undelivered> {
        event::try_publish(&self.0.supervisor.bus, None, AnyEvent::new(event.into_shared()))
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

    /// The handle of the daemon of type `D`: what its messages are sent with. It stays valid over restarts.
    ///
    /// If the app has no such daemon, or several and none of the type's own name, all that is sent fails with
    /// [`AskError::Unknown`](crate::AskError::Unknown).
    pub fn daemon<D: Daemon>(&self) -> Handle<D> {
        self.0.supervisor.handle::<D>(Sender::OUTSIDE)
    }

    /// The handle of the daemon called `name`, of type `D`: for one of several instances.
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if there is no such name, or if that daemon is of another type.
    pub fn daemon_named<D: Daemon>(&self, name: &str) -> Result<Handle<D>, DaemonError> {
        self.0.supervisor.handle_of::<D>(self.find(name)?)
    }

    /// Sends a message to the daemon called `daemon` and waits for the answer: to a `#[message(remote)]` handler, by its name,
    /// with JSON. For operators and other processes; programs have [`daemon`](Self::daemon).
    ///
    /// How arguments are written says [`IntoArguments`](crate::IntoArguments). An error that the handler returns is in the
    /// [`Response`](crate::Response).
    ///
    /// # Errors
    ///
    /// [`SendError`](crate::SendError) says which name is not there, which argument is wrong, or why there is no answer.
    ///
    /// # Cancellation
    ///
    /// Nothing is sent before the first poll. Dropping the future gives up: what no handler has begun with then, none will.
    ///
    /// ```
    /// use daemon_core::prelude::*;
    ///
    /// #[daemon(register = false)]
    /// struct Counter {
    ///     count: u64,
    /// }
    ///
    /// #[daemon]
    /// impl Counter {
    ///     #[message(remote)]
    ///     async fn add(&mut self, more: u64) -> u64 {
    ///         self.count += more;
    ///         self.count
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result {
    /// let system = App::empty().with::<Counter>().start().await?;
    /// let response = system.send("counter", "add", r#"{"more": 2}"#).sender("operator").await?;
    /// assert_eq!(response.result, Ok(2.into()));
    /// # system.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "remote")]
    pub fn send(&self, daemon: &str, message: &str, arguments: impl crate::IntoArguments) -> Sending<'_> {
        Sending::new(&self.0.supervisor, Sender::OUTSIDE, daemon, message, arguments)
    }

    /// What happened so far, in order.
    pub fn journal(&self) -> History {
        History::new(Arc::clone(&self.0.supervisor.journal), self.0.supervisor.own.home.clone())
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
        #[cfg(feature = "metrics")]
        self.export_last();
        self.0.supervisor.journal.closed(&self.0.supervisor.own.home).await;
        report
    }

    pub(crate) fn begin_shutdown(&self) {
        self.0.supervisor.begin_shutdown(self.terms().shutdown_timeout);
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let daemons =
            self.0.supervisor.units.iter().map(|unit| (&*unit.name, self.0.supervisor.snapshot(unit.id).status));
        f.debug_map().entries(daemons).finish()
    }
}
