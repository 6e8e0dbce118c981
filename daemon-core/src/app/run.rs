//! Running an app from start to end: until a signal, or until a future.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::process::ExitCode;

use futures_util::future::{Either, select};

use super::signals::Signals;
use super::{App, StartError};
use crate::supervise::ShutdownReport;
use crate::system::System;

/// Why a run did not end well.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// It never got going.
    Start(StartError),
    /// The shutdown was cut short, or somebody was late or lost mail.
    Shutdown(ShutdownReport),
    /// The process could not listen for signals, or make a runtime. Nothing was started.
    Setup(io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => error.fmt(f),
            Self::Shutdown(report) => write!(f, "the shutdown was not clean:\n{report}"),
            Self::Setup(error) => write!(f, "cannot listen for signals, or make a runtime: {error}"),
        }
    }
}

impl std::error::Error for RunError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(error) => Some(error),
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
    /// # Errors
    ///
    /// If it could not be started, or the shutdown was not clean.
    ///
    /// # Cancellation
    ///
    /// Dropping the future begins a shutdown, which then goes on in the background.
    pub async fn run(self) -> Result<(), RunError> {
        self.run_until(std::future::pending::<()>()).await
    }

    /// As [`run`](Self::run), and ends when `end` resolves too.
    pub async fn run_until(self, end: impl Future) -> Result<(), RunError> {
        let mut signals = Signals::listen().map_err(RunError::Setup)?;
        let strict = self.strict;
        let launched = {
            let interrupted = pin!(signals.next());
            match select(interrupted, pin!(self.prepare())).await {
                Either::Left((signal, _)) => {
                    tracing::info!(signal, "ending before anything was started");
                    return Ok(());
                }
                Either::Right((prepared, _)) => prepared?.launch(),
            }
        };
        let system = launched.system();
        let guard = EndWithRun(system);
        let reason = {
            let life = async {
                launched.started(strict).await?;
                end.await;
                Ok::<_, StartError>("the end of the run")
            };
            match select(pin!(signals.next()), pin!(life)).await {
                Either::Left((signal, _)) => signal,
                Either::Right((over, _)) => over?,
            }
        };
        tracing::info!(reason, "stopping");
        let report = guard.end(&mut signals).await;
        if report.is_clean() { Ok(()) } else { Err(RunError::Shutdown(report)) }
    }

    /// [`run`](Self::run) as a whole `main`: makes a tokio runtime with a worker for each core, runs the app on it, says
    /// on standard error what went wrong, if something did, and does not let a blocked thread keep the process alive.
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
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let outcome = runtime.map_err(RunError::Setup).and_then(|runtime| {
            let outcome = runtime.block_on(self.run());
            runtime.shutdown_background();
            outcome
        });
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }
}

/// Shuts its system down when the run ends, by being dropped too.
struct EndWithRun(System);

impl EndWithRun {
    async fn end(&self, signals: &mut Signals) -> ShutdownReport {
        let report = match select(pin!(self.0.shutdown()), pin!(signals.next())).await {
            Either::Left((report, _)) => report,
            Either::Right((signal, _)) => {
                tracing::warn!(signal, "a second signal: ending what is left");
                self.0.supervisor().force();
                self.0.shutdown().await
            }
        };
        // An unclean one is in the error that the run returns.
        for line in report.to_string().lines().filter(|_| report.is_clean()) {
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
