//! Running an app from start to end: until a signal, or until a future.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;

use super::launch::Prepared;
use super::signals::Signals;
use super::{App, StartError, last_resort, runtime};
use crate::lifecycle::Failure;
use crate::supervise::ShutdownReport;
use crate::system::System;
use crate::systemd::Manager;

/// What `on_critical_failure` knows; the first is the default, and ends the run.
pub(super) const CRITICAL_FAILURE: &[&str] = &["shutdown", "keep"];

/// Why a run did not end well.
#[non_exhaustive]
pub enum RunError {
    /// It never got going.
    Start(StartError),
    /// A daemon that the app cannot do without is down and does not come back by itself. The others were shut down.
    #[non_exhaustive]
    Critical {
        /// Which.
        daemon: String,
        /// Why.
        failure: Failure,
        /// How the others stopped.
        report: Box<ShutdownReport>,
    },
    /// A daemon had failed by then, or the shutdown was cut short, or somebody was late or lost mail.
    Shutdown(ShutdownReport),
    /// The process could not listen for signals, or make a runtime. Nothing was started.
    Setup(io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => error.fmt(f),
            Self::Critical { daemon, failure, report } => {
                write!(f, "`{daemon}` is critical and is down: {failure}")?;
                if report.is_clean() { Ok(()) } else { write!(f, "; and not everything ended well:\n{report}") }
            }
            Self::Shutdown(report) => write!(f, "not everything ended well:\n{report}"),
            Self::Setup(error) => write!(f, "cannot be run here: {error}"),
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for RunError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(error) => Some(error),
            Self::Critical { failure, .. } => Some(failure),
            Self::Setup(error) => Some(error),
            Self::Shutdown(_) => None,
        }
    }
}

impl From<StartError> for RunError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

impl App {
    /// Starts the app, runs it until SIGINT (Ctrl-C) or SIGTERM, and shuts it down. A signal while it is starting
    /// shuts down what has started. A second signal ends what is left at once.
    ///
    /// Needs a tokio runtime with time and IO, and all of it goes on there, signals included: what
    /// [`start`](Self::start) says of handlers that block their thread goes for this too. [`main`](Self::main) makes the
    /// runtimes itself, one for the daemons and one for signals and deadlines.
    ///
    /// # Errors
    ///
    /// If there is no such runtime, if it could not be started, or if the shutdown was not clean.
    ///
    /// # Cancellation
    ///
    /// Dropping the future begins a shutdown, which then goes on in the background.
    pub async fn run(self) -> Result<(), RunError> {
        self.run_until(std::future::pending::<()>()).await
    }

    /// As [`run`](Self::run), and ends when `end` resolves too.
    pub async fn run_until(self, end: impl Future) -> Result<(), RunError> {
        let unfit = |wrong| RunError::Setup(io::Error::other(wrong));
        if let Some(wrong) = runtime::unfit() {
            return Err(unfit(wrong));
        }
        let signals = runtime::with_io(Signals::listen).map_err(unfit)?.map_err(RunError::Setup)?;
        let manager = Manager::of_environment();
        let outcome = self.run_managed(end, signals, &manager).await;
        if let Err(error) = &outcome {
            manager.failed(error);
        }
        outcome
    }

    async fn run_managed(self, end: impl Future, mut signals: Signals, manager: &Manager) -> Result<(), RunError> {
        let launched = {
            let interrupted = pin!(signals.next());
            match select(interrupted, pin!(self.prepare_where_daemons_run())).await {
                Either::Left((signal, _)) => {
                    tracing::info!(signal, "ending before anything was started");
                    return Ok(());
                }
                Either::Right((prepared, _)) => prepared?.launch(),
            }
        };
        let (ends_with_critical, strict) = (launched.ends_with_critical(), launched.is_strict());
        let system = launched.system();
        system.is_managed_by(manager.clone());
        let guard = EndWithRun(system);
        let end = {
            let up = Notify::new();
            let life = async {
                launched.started().await?;
                manager.ready();
                up.notify_one();
                end.await;
                Ok::<_, StartError>(End::Told("the end of the run"))
            };
            let supervisor = Arc::clone(guard.0.supervisor());
            let failing = async {
                if !ends_with_critical {
                    std::future::pending::<()>().await;
                }
                if strict {
                    // It says so itself when it does not come up.
                    up.notified().await;
                }
                let (down, failure) = supervisor.critical_failure().await;
                Ok(End::Critical(supervisor.unit(down).name.to_string(), failure))
            };
            let life = async {
                match select(pin!(life), pin!(failing)).await {
                    Either::Left((over, _)) | Either::Right((over, _)) => over,
                }
            };
            match manager.beside(&guard.0, select(pin!(signals.next()), pin!(life))).await {
                Either::Left((signal, _)) => End::Told(signal),
                Either::Right((over, _)) => over?,
            }
        };
        match &end {
            End::Told(reason) => {
                tracing::info!(reason, "stopping");
                manager.stopping(reason, guard.longest());
            }
            End::Critical(daemon, failure) => {
                tracing::error!(%daemon, cause = %failure, "stopping: a critical daemon is down for good");
                manager.stopping(&format!("`{daemon}` is critical and is down: {failure}"), guard.longest());
            }
        }
        let report = manager.beside(&guard.0, guard.end(&mut signals)).await;
        match end {
            End::Critical(daemon, failure) => Err(RunError::Critical { daemon, failure, report: Box::new(report) }),
            End::Told(_) if ended_well(&report) => Ok(()),
            End::Told(_) => Err(RunError::Shutdown(report)),
        }
    }

    /// Resources are made on the runtime that daemons run on: what they spawn belongs there.
    #[expect(clippy::disallowed_methods, reason = "awaited here")]
    async fn prepare_where_daemons_run(self) -> Result<Prepared, StartError> {
        let Some(workers) = self.workers.clone() else { return self.prepare().await };
        match workers.spawn(self.prepare()).await {
            Ok(prepared) => prepared,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }

    /// [`run`](Self::run) as a whole `main`: makes a tokio runtime with a worker for each core for the daemons, waits for
    /// signals beside it, says on standard error what went wrong, if something did, and does not let blocked threads keep
    /// the process alive.
    ///
    /// If the program has set up no `tracing` subscriber, warnings and errors go to standard error.
    ///
    /// ```no_run
    /// use std::process::ExitCode;
    /// use daemon_core::App;
    ///
    /// fn main() -> ExitCode {
    ///     App::new().main()
    /// }
    /// ```
    #[must_use = "the exit code says how it ended: return it from `main`"]
    #[expect(clippy::print_stderr, reason = "the last words of a process, on behalf of its `main`")]
    pub fn main(self) -> ExitCode {
        last_resort::listen();
        match self.run_on_its_own() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn run_on_its_own(mut self) -> Result<(), RunError> {
        if Handle::try_current().is_ok() {
            let what = "`App::main` makes runtimes of its own, and there is one already: use `App::run().await`";
            return Err(RunError::Setup(io::Error::other(what)));
        }
        let workers = Builder::new_multi_thread().enable_all().build().map_err(RunError::Setup)?;
        // Signals and deadlines are seen to here, whatever the workers are blocked in.
        let front = Builder::new_current_thread().enable_all().build().map_err(RunError::Setup)?;
        self.workers = Some(workers.handle().clone());
        let outcome = front.block_on(self.run());
        workers.shutdown_background();
        outcome
    }
}

/// Why a run ends.
enum End {
    /// By a signal, or by the future that it was to last as long as.
    Told(&'static str),
    /// This daemon is down for good.
    Critical(String, Failure),
}

/// Nobody had failed, and nobody failed to stop.
fn ended_well(report: &ShutdownReport) -> bool {
    report.is_clean() && report.failed.is_empty()
}

/// Shuts its system down when the run ends, by being dropped too.
struct EndWithRun(System);

impl EndWithRun {
    /// How long the end takes at most: what daemons have, what a journal has that must be written, and some more.
    fn longest(&self) -> Duration {
        self.0.shutdown_timeout() + Duration::from_secs(5)
    }

    async fn end(&self, signals: &mut Signals) -> ShutdownReport {
        let report = match select(pin!(self.0.shutdown()), pin!(signals.next())).await {
            Either::Left((report, _)) => report,
            Either::Right((signal, _)) => {
                tracing::warn!(signal, "a second signal: ending what is left");
                self.0.supervisor().force();
                self.0.shutdown().await
            }
        };
        // Any other is in the error that the run returns.
        for line in report.to_string().lines().filter(|_| ended_well(&report)) {
            tracing::info!("{line}");
        }
        report
    }
}

impl Drop for EndWithRun {
    fn drop(&mut self) {
        self.0.begin_shutdown();
    }
}
