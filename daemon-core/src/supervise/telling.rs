//! Telling the world what was decided, in the order in which it was, with no lock of the supervisor held: whoever
//! listens is the user's code, and may ask the system something.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use super::UnitId;
use super::decide::{Move, OFTEN};
use super::in_vain::InVain;
use super::supervisor::Supervisor;
use crate::caught::guard;
use crate::health::HealthLevel;
use crate::lifecycle::journal::Stamp;
use crate::lifecycle::{Failure, Status};

/// For how much there is room while there is nothing to tell.
const KEPT: usize = 64;

/// What is to be told.
pub(super) enum News {
    /// With its place in the journal.
    Moved(Move, Stamp),
    InVain(InVain),
    RestartsOften(UnitId, usize),
    /// With its place in the journal.
    Health(HealthChange, Stamp),
}

/// What a daemon's checks come to has changed.
#[derive(Debug)]
pub(super) struct HealthChange {
    pub(super) unit: UnitId,
    pub(super) generation: u64,
    pub(super) from: HealthLevel,
    pub(super) to: HealthLevel,
    /// Unless it is healthy.
    pub(super) reason: Option<Failure>,
}

/// What is yet to be told, in order.
#[derive(Default)]
pub(super) struct Telling {
    news: Mutex<VecDeque<News>>,
    /// Held by whoever tells: one at a time, so that the order stands.
    speaking: Mutex<()>,
}

impl Telling {
    /// One more; to be called under the supervisor's lock, so that the order is that of the decisions.
    pub(super) fn add(&self, news: News) {
        self.news().push_back(news);
    }

    fn news(&self) -> MutexGuard<'_, VecDeque<News>> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<News> {
        let mut news = self.news();
        let next = news.pop_front();
        // Ten thousand may have started at once, and never will again.
        if next.is_none() && news.capacity() > KEPT {
            *news = VecDeque::new();
        }
        next
    }
}

impl Supervisor {
    /// Tells what is to be told. If somebody is at it, they tell this too.
    pub(super) fn tell(&self) {
        loop {
            let speaking = match self.telling.speaking.try_lock() {
                Ok(speaking) => speaking,
                Err(TryLockError::Poisoned(panicked)) => panicked.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            self.say_all();
            drop(speaking);
            #[cfg(all(unix, feature = "systemd"))]
            self.changed.poke();
            // What came between the last look and the unlocking found it locked.
            if self.telling.news().is_empty() {
                return;
            }
        }
    }

    /// Tells everything that has happened so far, waiting for whoever is at it.
    pub(super) fn tell_all(&self) {
        let speaking = self.telling.speaking.lock().unwrap_or_else(PoisonError::into_inner);
        self.say_all();
        drop(speaking);
    }

    fn say_all(&self) {
        while let Some(news) = self.telling.next() {
            // Whoever listens may panic, and must not take whoever tells with it: a generation, or the timekeeper.
            let _ = guard(|| self.say(news));
        }
    }

    fn say(&self, news: News) {
        match news {
            News::Moved(change, stamp) => {
                self.log_move(&change);
                self.proclaim(&change, stamp);
            }
            News::InVain(wait) => self.log_in_vain(&wait),
            News::Health(change, stamp) => {
                self.log_health(&change);
                self.proclaim_health(&change, stamp);
            }
            News::RestartsOften(unit, count) => {
                let daemon = &self.unit(unit).name;
                tracing::warn!(parent: None, %daemon, count, "restarted more than {OFTEN} times within an hour");
            }
        }
    }

    fn log_health(&self, change: &HealthChange) {
        let HealthChange { unit, generation, to, reason, .. } = change;
        let daemon = &self.unit(*unit).name;
        if let Some(reason) = reason {
            tracing::warn!(parent: None, %daemon, generation, %reason, "{to}");
        } else {
            tracing::info!(parent: None, %daemon, generation, "{to}");
        }
    }

    fn log_move(&self, change: &Move) {
        let Move { unit, to, generation, failure, retry, waiting_for, by, .. } = change;
        let daemon = &self.unit(*unit).name;
        match (to, failure, retry) {
            (Status::Failed | Status::Unavailable, Some(failure), _) => {
                tracing::error!(parent: None, %daemon, generation, cause = %failure, "{to}");
            }
            (Status::Restarting, Some(failure), Some(retry)) => {
                tracing::warn!(parent: None, %daemon, generation, cause = %failure, "{retry}");
            }
            (Status::Stopping, Some(failure), _) if failure.following().is_some() => {
                tracing::warn!(parent: None, %daemon, generation, cause = %failure, "stopping: {by}");
            }
            // In the end of one that was told to end, or had said that it is done.
            (Status::Stopped | Status::Completed | Status::Waiting, Some(failure), _)
                if change.from == Status::Stopping && failure.following().is_none() =>
            {
                tracing::warn!(parent: None, %daemon, generation, cause = %failure, "{to} (it failed while it stopped)");
            }
            (Status::Waiting, ..) => tracing::debug!(parent: None, %daemon, "waiting for {}", self.list(waiting_for)),
            (Status::Starting | Status::Stopping, ..) => tracing::debug!(parent: None, %daemon, generation, "{to}"),
            _ => tracing::info!(parent: None, %daemon, generation, "{to}"),
        }
    }
}
