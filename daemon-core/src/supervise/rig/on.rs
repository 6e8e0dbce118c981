//! Rigged by a test.

use std::future::{Future, pending, poll_fn};
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fault::Planned;
use super::{Fault, Target};
use crate::BoxError;
use crate::supervise::Generation;
use crate::supervise::activity::Doing;
use crate::supervise::control::Flag;

/// What tests have arranged for the daemons of one app. Clones are one and the same.
#[derive(Clone, Default)]
pub(crate) struct Rig(Arc<Rigged>);

#[derive(Default)]
struct Rigged {
    /// How many faults have not struck. Looked at by every run.
    waiting: AtomicUsize,
    faults: Mutex<Vec<Planned>>,
}

impl Rig {
    fn faults(&self) -> MutexGuard<'_, Vec<Planned>> {
        self.0.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next run of `target` of `daemon` for which nothing was planned before is struck by `fault`.
    pub(crate) fn plan(&self, daemon: &str, target: Target, fault: Fault) {
        self.faults().push(Planned { daemon: daemon.into(), target, fault });
        self.0.waiting.fetch_add(1, Ordering::Relaxed);
    }

    fn is_idle(&self) -> bool {
        self.0.waiting.load(Ordering::Relaxed) == 0
    }

    fn take(&self, generation: &Generation, doing: Doing) -> Option<Fault> {
        let mut faults = self.faults();
        let place = faults.iter().position(|planned| planned.strikes(generation, doing))?;
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        Some(faults.remove(place).fault)
    }
}

impl Generation {
    /// A run of one of the daemon's methods: `method`, or the fault that was planned for it. Nothing of `method` has run
    /// then.
    pub(in crate::supervise) async fn run_of<T, F>(&self, doing: Doing, method: F) -> Result<T, BoxError>
    where
        F: Future<Output = Result<T, BoxError>>,
    {
        if self.supervisor.rig.is_idle() {
            return method.await;
        }
        match self.supervisor.rig.take(self, doing) {
            None => method.await,
            Some(Fault::Fail) => Err("fails as a test has asked".into()),
            // Without the hook, which would print what nobody needs to be told.
            Some(Fault::Panic) => resume_unwind(Box::new("panics as a test has asked")),
            Some(Fault::Hang) => pending().await,
        }
    }

    /// `life`, until a test kills the generation; that is a panic in whatever is in hand.
    pub(in crate::supervise) async fn mortal<F: Future>(&self, life: F) -> F::Output {
        let mut life = pin!(life);
        poll_fn(|task| {
            if self.control.has(Flag::KILL) {
                self.control.lower(Flag::KILL);
                resume_unwind(Box::new("killed by a test"));
            }
            life.as_mut().poll(task)
        })
        .await
    }

    /// Ends what is in hand as if it had panicked.
    pub(crate) fn kill(&self) {
        self.control.raise(Flag::KILL);
    }
}
