//! What daemons did.

use tokio::time::Instant;

use super::System;
use crate::lifecycle::Status;
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
