//! The time by which publishers wait for room.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep, sleep_until};

use super::NotTaken;
use crate::clock::later;

/// The timers of the runtime that a publisher is in, or else those of the system's.
///
/// Not the mailbox's methods: a task of each daemon's own type is forty functions of tokio's to compile.
pub(crate) struct Timers(Handle);

impl Timers {
    /// `runtime` is what the system runs on.
    pub(crate) fn new(runtime: Handle) -> Self {
        Self(runtime)
    }

    /// The time, for whoever is in a runtime.
    pub(super) fn now_inside() -> Instant {
        Instant::now()
    }

    pub(super) fn now(&self) -> Instant {
        let _inside = Handle::try_current().is_err().then(|| self.0.enter());
        Instant::now()
    }

    /// So long from now.
    pub(super) fn sleep(&self, time: Duration) -> Sleep {
        let _inside = Handle::try_current().is_err().then(|| self.0.enter());
        sleep_until(later(Instant::now(), time))
    }

    /// Ends at `deadline`, or when there is no runtime any more.
    pub(super) async fn until(&self, deadline: Instant) -> Result<(), NotTaken> {
        if Handle::try_current().is_ok() {
            sleep_until(deadline).await;
            return Ok(());
        }
        // Ends when this is dropped.
        let mut alarm = JoinSet::new();
        // In a block: a sleep belongs to the runtime in which it is made.
        alarm.spawn_on(async move { sleep_until(deadline).await }, &self.0);
        match alarm.join_next().await {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) | None => Err(NotTaken::Stopped),
        }
    }
}
