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

use futures_util::future::{Either, join3, select};
use notifier::Notifier;
use tokio::time::sleep;

use crate::system::System;

/// The status is told no more often than this.
const PACE: Duration = Duration::from_millis(100);

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
    /// From now on SIGHUP, which asks for a reload, does not end the process. Must be called on a runtime with IO.
    pub(crate) fn of_environment() -> Self {
        let Some(address) = env::var_os("NOTIFY_SOCKET") else { return Self::default() };
        let watchdog = sd_notify::watchdog_enabled().filter(|time| !time.is_zero());
        match Notifier::open(&address, watchdog) {
            Ok(notifier) => {
                #[cfg(feature = "config")]
                drop(hangups());
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
        let telling = join3(notifier.follow(system), notifier.ping(system), reload(notifier, system));
        match select(pin!(work), pin!(telling)).await {
            Either::Left((output, _)) => output,
            Either::Right(((never, ..), _)) => match never {},
        }
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

impl Notifier {
    /// Tells the status whenever it is another.
    async fn follow(&self, system: &System) -> Infallible {
        loop {
            self.tell_status(&system.health());
            sleep(PACE).await;
            if !self.owes() {
                select(pin!(system.supervisor().changed.notified()), pin!(self.nudged.notified())).await;
            }
        }
    }

    /// Pings the watchdog twice in its time, as long as it is worth it.
    async fn ping(&self, system: &System) -> Infallible {
        let Some(watchdog) = self.watchdog else { return pending().await };
        self.until_ready().await;
        let mut hindered = false;
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
            sleep((watchdog / 2).max(Duration::from_millis(1))).await;
        }
    }
}

/// Reads the configuration again with each SIGHUP.
#[cfg(feature = "config")]
async fn reload(notifier: &Notifier, system: &System) -> Infallible {
    notifier.until_ready().await;
    let Ok(mut hangups) = hangups() else { return pending().await };
    loop {
        hangups.recv().await;
        tracing::info!("SIGHUP: reading the configuration again");
        if let Err(error) = system.reload().await {
            tracing::error!("{error}");
        }
    }
}

#[cfg(feature = "config")]
fn hangups() -> std::io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())
}

#[cfg(not(feature = "config"))]
async fn reload(_: &Notifier, _: &System) -> Infallible {
    pending().await
}

#[cfg(all(test, feature = "testing"))]
mod tests;
