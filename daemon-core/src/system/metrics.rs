//! What daemons did.

#[cfg(feature = "metrics")]
use std::{pin::pin, sync::atomic::Ordering, time::Duration};

#[cfg(feature = "metrics")]
use futures_util::future::{Either, select};
use tokio::time::Instant;
#[cfg(feature = "metrics")]
use tokio::time::sleep;

use super::System;
#[cfg(feature = "metrics")]
use crate::caught::guard;
use crate::lifecycle::Status;
#[cfg(feature = "metrics")]
use crate::metrics::export;
use crate::metrics::{DaemonMetrics, Metrics, Totals};
use crate::unknown::UnknownDaemon;

impl System {
    /// What all daemons did, how long it took, and what did not happen.
    ///
    /// ```
    /// use daemon_core::prelude::*;
    ///
    /// #[daemon(register = false)]
    /// struct Mailer;
    ///
    /// #[daemon]
    /// impl Mailer {
    ///     #[message]
    ///     async fn send(&mut self, to: String, ctx: &Context) -> usize {
    ///         ctx.counter("bytes").increment(to.len() as u64);
    ///         to.len()
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result {
    /// let system = App::empty().with::<Mailer>().start().await?;
    /// system.daemon::<Mailer>().send("you".to_owned()).await?;
    /// let metrics = system.metrics();
    /// assert_eq!(metrics.totals.messages_in, 1);
    /// assert_eq!(metrics.daemons[0].handlers[0].runs, 1);
    /// assert_eq!(metrics.daemons[0].counters["bytes"], 3);
    /// # system.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Nobody is stopped for it: daemons count while they run, and this looks at what they have counted.
    pub fn metrics(&self) -> Metrics {
        let supervisor = self.supervisor();
        let mut daemons: Vec<DaemonMetrics> =
            supervisor.units.iter().map(|unit| supervisor.metrics_of(unit.id)).collect();
        daemons.sort_by(|one, other| one.name.cmp(&other.name));
        let totals = daemons.iter().fold(Totals::default(), Totals::and);
        Metrics { uptime: supervisor.age(Instant::now()), totals, daemons }
    }

    /// The same of one daemon.
    ///
    /// # Errors
    ///
    /// [`UnknownDaemon`], with the nearest name, if there is none called `name`.
    pub fn metrics_of(&self, name: &str) -> Result<DaemonMetrics, UnknownDaemon> {
        self.find(name).map(|unit| self.supervisor().metrics_of(unit))
    }
}

#[cfg(feature = "metrics")]
impl System {
    /// Hands what daemons did to the recorder of the `metrics` facade now, for whoever is about to answer a scrape.
    /// [`App::export_metrics`](crate::App::export_metrics) does so time and again.
    pub fn export_metrics(&self) {
        export(&self.metrics());
    }

    /// Does so at this pace, until the system is down.
    pub(crate) fn export_every(&self, pace: Duration) {
        self.0.exports.store(true, Ordering::Relaxed);
        let system = self.clone();
        self.supervisor().spawn(async move {
            let mut down = pin!(system.supervisor().down());
            while let Either::Right(_) = select(&mut down, pin!(sleep(pace))).await {
                system.export_guarded();
            }
        });
    }

    /// The last time, if it did so before.
    pub(super) fn export_last(&self) {
        if self.0.exports.load(Ordering::Relaxed) {
            self.export_guarded();
        }
    }

    /// A recorder is the user's.
    fn export_guarded(&self) {
        if let Err(panic) = guard(|| self.export_metrics()) {
            tracing::error!(error = panic, "the recorder of metrics panicked");
        }
    }
}

impl Totals {
    fn and(self, daemon: &DaemonMetrics) -> Self {
        Self {
            daemons: self.daemons + 1,
            running: self.running + usize::from(daemon.status == Status::Running),
            runs: self.runs + daemon.runs,
            errors: self.errors + daemon.errors,
            restarts: self.restarts + daemon.restarts,
            events_in: self.events_in + daemon.events_in,
            messages_in: self.messages_in + daemon.messages_in,
            events_out: self.events_out + daemon.events_out,
            mailbox: self.mailbox + daemon.mailbox,
            polled: self.polled + daemon.polled,
            left_out: self.left_out + daemon.left_out,
        }
    }
}
