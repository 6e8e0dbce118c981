//! Starting an app.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
#[cfg(feature = "metrics")]
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::runtime::Handle;
use tokio::time::Instant;

#[cfg(feature = "config")]
use super::Configuration;
use super::plan::{Checked, links};
use super::problem::CheckError;
use super::provide::Provider;
use super::run::CRITICAL_FAILURE;
use super::{App, runtime};
use crate::BoxError;
use crate::clock::wall;
use crate::config::{AppSettings, Settings};
use crate::event::Bus;
use crate::lifecycle::journal::{self, Actor, Journal, Memory, Run, What};
use crate::lifecycle::{Failure, in_full};
use crate::resource::Resources;
use crate::supervise::decide::Decider;
use crate::supervise::rig::Rig;
use crate::supervise::{ShutdownReport, Supervisor, Unit, UnitId, UnitPlan};
use crate::system::System;

/// Why an app was not started.
#[non_exhaustive]
pub enum StartError {
    /// There is no tokio runtime around the call, or one without timers. Nothing was started.
    Runtime {
        /// What is wrong, and what to do about it.
        wrong: &'static str,
    },
    /// Something is wrong that could be known before. Nothing was started.
    Check(CheckError),
    /// A resource could not be made. Nothing was started.
    Resource {
        /// The type with its path.
        type_name: &'static str,
        /// What its function returned.
        error: BoxError,
    },
    /// In an app that is [`strict`](App::strict) a daemon failed. What had started was stopped again.
    Daemon {
        /// Which.
        daemon: String,
        /// Why.
        failure: Failure,
        /// How the others stopped.
        report: Box<ShutdownReport>,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runtime { wrong } => write!(f, "nothing was started: {wrong}"),
            Self::Check(error) => error.fmt(f),
            Self::Resource { type_name, error } => {
                write!(f, "the resource `{type_name}` could not be made: {}; nothing was started", in_full(&**error))
            }
            Self::Daemon { daemon, failure, report } => {
                let others = report.daemons.iter().filter(|other| other.daemon != *daemon).count();
                write!(f, "`{daemon}` did not start: {failure}; ")?;
                match others {
                    0 => f.write_str("nothing else was running"),
                    1 => f.write_str("the other that had started was stopped again"),
                    others => write!(f, "the {others} others that had started were stopped again"),
                }
            }
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Runtime { .. } => None,
            Self::Check(error) => Some(error),
            Self::Resource { error, .. } => Some(&**error),
            Self::Daemon { failure, .. } => Some(failure),
        }
    }
}

impl From<CheckError> for StartError {
    fn from(error: CheckError) -> Self {
        Self::Check(error)
    }
}

impl App {
    /// Starts the app's daemons: each when all it depends on are Running, independent ones together.
    ///
    /// Returns when every daemon that is to start is Running, Completed, Unavailable, has failed, or waits for one that
    /// has. A daemon that fails takes nobody with it; those that depend on it wait.
    ///
    /// # Runtime
    ///
    /// Needs a tokio runtime around it with time and IO enabled (`#[tokio::main]`, or `.enable_all()` on a builder). The
    /// daemons run on it, and so does what keeps their deadlines. A handler that blocks its thread takes one of the
    /// runtime's workers with it. While all are blocked there are no deadlines: nothing is cut off, given up or stopped
    /// before one of them returns. On a `current_thread` runtime, or with one worker, one such handler is enough.
    /// [`main`](Self::main) has a runtime of its own for deadlines and signals.
    ///
    /// # Errors
    ///
    /// If there is no such runtime. Whatever [`check`](Self::check) finds, and a resource that could not be made: then nothing was started. In a
    /// [`strict`](Self::strict) app, the first daemon that fails.
    ///
    /// # Cancellation
    ///
    /// Dropping the future begins a shutdown of what has started.
    pub async fn start(self) -> Result<System, StartError> {
        self.prepare().await?.launch().started().await
    }

    /// Checks, and makes the resources.
    pub(super) async fn prepare(self) -> Result<Prepared, StartError> {
        if let Some(wrong) = runtime::unfit() {
            return Err(StartError::Runtime { wrong });
        }
        let checked = self.checked()?;
        log_roster(&checked);
        warn_of_abort();
        let mut resources = Resources::default();
        for Provider { type_id, type_name, make } in self.providers {
            let value = make().await.map_err(|error| StartError::Resource { type_name, error })?;
            resources.insert(type_id, value);
        }
        let workers = self.workers.unwrap_or_else(Handle::current);
        let journal = begin(checked.roster.entries.len(), self.journal).await;
        let (bus, rig) = (self.bus, self.rig);
        Ok(Prepared {
            #[cfg(feature = "metrics")]
            export: self.export,
            #[cfg(feature = "config")]
            configuration: Configuration::new(self.sources, self.choices, self.entries, &checked),
            checked,
            resources,
            bus,
            rig,
            journal,
            workers,
        })
    }
}

/// With `panic = "abort"` there is nothing to restart after a panic.
fn warn_of_abort() {
    if cfg!(panic = "abort") {
        tracing::warn!(
            "this program is built with `panic = \"abort\"`: a panic in one daemon ends all of them; leave it out of the profile"
        );
    }
}

/// Begins the journal of a run, and has `durable` follow it.
async fn begin(daemons: usize, durable: Option<Box<dyn Journal>>) -> Arc<Memory> {
    let node = hostname::get().unwrap_or_default().to_string_lossy().into_owned();
    let memory = Arc::new(Memory::new(Run::new(node, std::process::id(), wall()), Instant::now()));
    memory.append(journal::Entry::system(What::Began { daemons }, Actor::Program));
    if let Some(durable) = durable {
        memory.follow(durable);
        memory.begun(&Handle::current()).await;
    }
    memory
}

/// The roster is logged also when it is empty: that is how a crate that was never linked is noticed.
fn log_roster(checked: &Checked) {
    if checked.roster.entries.is_empty() {
        tracing::warn!("the roster is empty: no crate with a `#[daemon]` is linked; name it: `use the_crate as _;`");
        return;
    }
    if tracing::enabled!(tracing::Level::INFO) {
        let plan = checked.plan();
        let names: Vec<&str> = plan.daemons.iter().map(|daemon| daemon.name.as_str()).collect();
        tracing::info!(roster = names.join(", "), "{plan}");
    }
}

/// An app of which nothing is left to go wrong before its first daemon starts.
pub(super) struct Prepared {
    #[cfg(feature = "metrics")]
    export: Option<Duration>,
    checked: Checked,
    resources: Resources,
    bus: Arc<Bus>,
    rig: Rig,
    journal: Arc<Memory>,
    workers: Handle,
    #[cfg(feature = "config")]
    configuration: Configuration,
}

impl Prepared {
    pub(super) fn launch(self) -> Launched {
        let Self { checked, resources, bus, rig, journal, workers, .. } = self;
        let Checked { roster, settings, starts } = checked;
        let links = links(&roster);
        let epoch = Instant::now();
        let entries = roster.entries.into_iter().zip(roster.settings).zip(roster.ready);
        let mut share = Settings::sharing();
        let units = entries.enumerate().map(|(place, ((entry, settings), ready))| {
            let ready = ready.into_iter().map(UnitId::new).collect();
            let plan = UnitPlan { name: entry.name, blueprint: entry.blueprint, settings: share(settings), ready };
            Unit::new(UnitId::new(place), plan, bus.waits(), &workers, epoch)
        });
        let units = units.collect();
        let supervisor = Supervisor::new(units, links, bus, resources, journal, rig, workers);
        let wanted: Vec<UnitId> = (0..starts.len()).filter(|&place| starts[place]).map(UnitId::new).collect();
        let strict = settings.strict;
        let system = System::new(
            Arc::clone(&supervisor),
            starts,
            wanted.clone(),
            &settings,
            #[cfg(feature = "config")]
            self.configuration,
        );
        #[cfg(feature = "metrics")]
        if let Some(every) = self.export {
            system.export_every(every);
        }
        supervisor.decide_for(Actor::Program, |decider| {
            if strict { decider.start_strictly(&wanted) } else { decider.start(&wanted) }
        });
        Launched { system: Some(system), settings }
    }
}

/// A system on its way up. Dropping it begins a shutdown.
pub(super) struct Launched {
    system: Option<System>,
    settings: AppSettings,
}

impl Launched {
    /// Resolves when everything has come to something; in a strict app, or at the first failure.
    pub(super) async fn started(mut self) -> Result<System, StartError> {
        let failed = match &self.system {
            Some(system) => come_up(system.supervisor(), self.settings.strict).await,
            None => None,
        };
        let system = self.system.take().unwrap_or_else(|| unreachable!("taken when it is started"));
        let Some((unit, failure)) = failed else { return Ok(system) };
        let daemon = system.supervisor().unit(unit).name.to_string();
        let report = Box::new(system.shutdown().await);
        Err(StartError::Daemon { daemon, failure, report })
    }

    /// Whether the first failure of a start ends it.
    pub(super) fn is_strict(&self) -> bool {
        self.settings.strict
    }

    /// Whether the run ends when a critical daemon is down for good.
    pub(super) fn ends_with_critical(&self) -> bool {
        self.settings.on_critical_failure == CRITICAL_FAILURE[0]
    }

    /// The system on its way.
    pub(super) fn system(&self) -> System {
        self.system.clone().unwrap_or_else(|| unreachable!("taken when it is started"))
    }
}

async fn come_up(supervisor: &Arc<Supervisor>, strict: bool) -> Option<(UnitId, Failure)> {
    if !strict {
        supervisor.settled().await;
        return None;
    }
    loop {
        let failed = match select(pin!(supervisor.first_failure()), pin!(supervisor.settled())).await {
            Either::Left((failure, _)) => Some(failure),
            // It may have failed after it was asked about and before everything had come to something.
            Either::Right(_) => supervisor.failed(),
        };
        if failed.is_some() || supervisor.decide(Decider::end_strict_start) {
            return failed;
        }
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        if let Some(system) = &self.system {
            system.begin_shutdown();
        }
    }
}
