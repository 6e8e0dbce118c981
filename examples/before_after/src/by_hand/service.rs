//! What the services have in common: a task that is told to stop, and steps that a panic does not escape from.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep, timeout};

use crate::Result;

/// How long a service may go on after it was told to stop, to handle what is queued.
const DRAIN: Duration = Duration::from_secs(4);

/// How long it may clean up after that.
const CLEANUP: Duration = Duration::from_secs(1);

/// A service's task. Dropping it tells the service to stop too, but waits for nothing.
#[must_use = "stop it"]
pub struct Running {
    name: &'static str,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Runs what `service` returns.
    #[expect(clippy::disallowed_methods, reason = "this is the owner of the task")]
    pub fn spawn<F>(name: &'static str, service: impl FnOnce(Stop) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, told) = watch::channel(false);
        Self { name, stop, task: tokio::spawn(service(Stop(told))) }
    }

    /// Tells the service to stop, and waits until nothing is left of it.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        match self.task.await {
            Ok(()) => tracing::info!(service = self.name, "stopped"),
            Err(error) => tracing::error!(service = self.name, %error, "ended badly"),
        }
    }
}

/// Tells a service when to stop.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Resolves when the service is to stop: at once if it already is.
    pub async fn requested(&mut self) {
        // An error means that nobody is left who could say so.
        let _ = self.0.wait_for(|&stop| stop).await;
    }
}

/// A timer that ticks first after one `period`, and leaves out what was missed.
pub(super) fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    interval
}

/// Resolves when the data service is ready, with true; or with false if the service is to stop before.
pub(super) async fn ready_before(stop: &mut Stop, ready: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        biased;
        () = stop.requested() => false,
        ready = ready.wait_for(|&ready| ready) => ready.is_ok(),
    }
}

/// Runs a service's loop to its end. One that panics, or does not come to its end in time after the stop, is ended where
/// it is.
pub(super) async fn serve(name: &str, mut stop: Stop, serving: impl Future<Output = ()>) {
    let overdue = async {
        stop.requested().await;
        sleep(DRAIN).await;
    };
    tokio::select! {
        served = AssertUnwindSafe(serving).catch_unwind() => {
            if let Err(panic) = served {
                tracing::error!(service = name, panic = message(&*panic), "panicked, and is ended");
            }
        }
        () = overdue => tracing::error!(service = name, "was still busy after {DRAIN:?}, and is ended"),
    }
}

/// Runs a service's clean-up. Whatever becomes of it, the stop goes on.
pub(super) async fn clean_up(name: &str, cleaning: impl Future<Output = Result>) {
    match timeout(CLEANUP, AssertUnwindSafe(cleaning).catch_unwind()).await {
        Ok(Ok(outcome)) => log(name, "cleanup", outcome),
        Ok(Err(panic)) => tracing::error!(service = name, panic = message(&*panic), "the clean-up panicked"),
        Err(_) => tracing::error!(service = name, "the clean-up was not done after {CLEANUP:?}"),
    }
}

/// Drops `value`. If that panics, the stop goes on.
pub(super) fn release<T>(name: &str, value: T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        tracing::error!(service = name, panic = message(&*panic), "something panicked when it was dropped");
    }
}

/// Logs what went wrong in a handler. The service goes on.
pub(super) fn log(name: &str, handler: &str, outcome: Result) {
    if let Err(error) = outcome {
        tracing::error!(service = name, handler, error, "a handler returned an error; the service goes on");
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("not a text")
}
