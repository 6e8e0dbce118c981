//! Telling systemd how a run goes: `READY=1`, `STATUS=`, `RELOADING=1`, `WATCHDOG=1`, `STOPPING=1`.
//!
//! Only [`App::run`](crate::App::run) and its like do, and only where `NOTIFY_SOCKET` says that somebody listens. Nothing waits
//! for systemd: a message is one datagram that is sent or not.
//!
//! - `notifier`: what is said in which phase, and what is said again because there was no room for it.
//! - `socket`: where it goes. - `line`: the status, as text. - `watchdog`: whether the ping is sent.

mod line;
mod notifier;
mod socket;
mod watchdog;

use std::convert::Infallible;
use std::env;
use std::fmt::Display;
use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use notifier::Notifier;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::supervise::Alarm;
use crate::system::System;

/// The status is told no more often than this.
const PACE: Duration = Duration::from_millis(100);

/// While something is amiss the status is looked at so often: nobody says that a method has let go of its thread.
const AGAIN: Duration = Duration::from_secs(5);

/// Whoever watches over this process, if somebody does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manager(Option<Arc<Notifier>>);

/// A reload that systemd has been told of; told that it is over when this is dropped.
#[cfg(feature = "config")]
pub(crate) struct Reloading(Option<Arc<Notifier>>);

#[cfg(feature = "config")]
impl Drop for Reloading {
    fn drop(&mut self) {
        if let Some(notifier) = &self.0 {
            notifier.reloaded();
        }
    }
}

impl Manager {
    /// The one that started this process, as it says in the environment.
    ///
    /// From now on SIGHUP asks for a reload, which is made once the start is over. Must be called on a runtime with IO.
    pub(crate) fn of_environment() -> Self {
        let Some(address) = env::var_os("NOTIFY_SOCKET") else { return Self::default() };
        let watchdog = sd_notify::watchdog_enabled().filter(|time| !time.is_zero());
        match Notifier::open(&address, watchdog) {
            Ok(notifier) => {
                #[cfg(feature = "config")]
                notifier.listen_for_hangups();
                Self(Some(Arc::new(notifier)))
            }
            Err(error) => {
                tracing::warn!(?address, %error, "systemd is not told anything: its NOTIFY_SOCKET cannot be used");
                Self::default()
            }
        }
    }

    /// Does `work`, and tells the status of `system` meanwhile; once it is [`ready`](Self::ready) pings the watchdog too.
    pub(crate) async fn beside<T>(&self, system: &System, work: impl Future<Output = T>) -> T {
        let Some(notifier) = &self.0 else { return work.await };
        let telling = Telling::begin(notifier, system);
        let output = match select(pin!(work), pin!(reload(notifier, system))).await {
            Either::Left((output, _)) => output,
            Either::Right((never, _)) => match never {},
        };
        telling.end().await;
        output
    }

    /// The start is over.
    pub(crate) fn ready(&self) {
        if let Some(notifier) = &self.0 {
            notifier.ready();
        }
    }

    /// The configuration is read again, until what this returns is dropped.
    #[cfg(feature = "config")]
    pub(crate) fn reloading(&self) -> Reloading {
        Reloading(self.0.clone().filter(|notifier| notifier.reloading()))
    }

    /// The end has begun, and takes so long at most.
    pub(crate) fn stopping(&self, why: &str, within: Duration) {
        if let Some(notifier) = &self.0 {
            notifier.stopping(why, within);
        }
    }

    /// The last word of a run that has failed.
    pub(crate) fn failed(&self, error: &impl Display) {
        if let Some(notifier) = &self.0 {
            notifier.status(&error.to_string());
        }
    }
}

/// Tells how a system is, and pings, in tasks of their own that the supervisor's clock wakes: whoever blocks a worker that daemons
/// run on may hold up every timer of that runtime, and whatever that worker has woken. They end when this is dropped.
struct Telling([JoinHandle<()>; 2]);

impl Telling {
    #[expect(clippy::disallowed_methods, reason = "ended by whoever began it")]
    fn begin(notifier: &Arc<Notifier>, system: &System) -> Self {
        let home = &system.supervisor().own.home;
        let (follower, follows) = (Arc::clone(notifier), system.clone());
        let (pinger, pings) = (Arc::clone(notifier), system.clone());
        Self([
            home.spawn(async move { match follower.follow(&follows).await {} }),
            home.spawn(async move { match pinger.ping(&pings).await {} }),
        ])
    }

    /// Waits until the system is let go of: after the run there is nothing of it.
    async fn end(mut self) {
        for task in &mut self.0 {
            task.abort();
            // It was ended; or a subscriber of the log has panicked in it, which is no reason to end a run.
            let _ = task.await;
        }
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// Resolves after this time, by that alarm.
async fn rest(alarm: &Alarm, time: Duration) {
    let until = Instant::now() + time;
    while Instant::now() < until {
        alarm.wait(Some(until)).await;
    }
}

impl Notifier {
    /// Tells the status whenever it is another.
    async fn follow(&self, system: &System) -> Infallible {
        let pace = system.supervisor().own.alarm();
        loop {
            let health = system.health();
            self.tell_status(&health);
            rest(&pace, PACE).await;
            if self.owes() {
                continue;
            }
            let is_well = health.daemons.iter().all(|daemon| daemon.findings.is_empty());
            let again = (!is_well).then(|| Instant::now() + AGAIN);
            select(pin!(system.supervisor().changed.wait(again)), pin!(self.nudged.notified())).await;
        }
    }

    /// Pings the watchdog twice in its time, as long as it is worth it.
    async fn ping(&self, system: &System) -> Infallible {
        let Some(watchdog) = self.watchdog else { return pending().await };
        self.until_ready().await;
        let mut hindered = false;
        let pace = system.supervisor().own.alarm();
        loop {
            system.supervisor().turn().await;
            if !self.is_ready() {
                // The end is watched over by another time-out.
                return pending().await;
            }
            match watchdog::hindrance(system) {
                None => {
                    if std::mem::take(&mut hindered) {
                        tracing::info!("systemd's watchdog is pinged again");
                    }
                    self.pinged();
                }
                Some(reason) => {
                    if !std::mem::replace(&mut hindered, true) {
                        tracing::error!("systemd's watchdog is not pinged any more: {reason}");
                    }
                }
            }
            rest(&pace, (watchdog / 2).max(Duration::from_millis(1))).await;
        }
    }
}

/// Reads the configuration again with each SIGHUP, one that came during the start included.
#[cfg(feature = "config")]
async fn reload(notifier: &Notifier, system: &System) -> Infallible {
    notifier.until_ready().await;
    let Some(mut hangups) = notifier.take_hangups() else { return pending().await };
    while hangups.recv().await.is_some() {
        tracing::info!("SIGHUP: reading the configuration again");
        if let Err(error) = system.reload().await {
            tracing::error!("{error}");
        }
    }
    pending().await
}

#[cfg(not(feature = "config"))]
async fn reload(_: &Notifier, _: &System) -> Infallible {
    pending().await
}

#[cfg(all(test, feature = "testing"))]
mod tests;
