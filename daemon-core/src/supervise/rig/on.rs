//! Rigged by a test.

use std::future::{Future, pending, poll_fn};
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{Instant, sleep};

use super::fault::Planned;
use super::{Ended, Fault, Note, Noted, Target};
use crate::BoxError;
use crate::supervise::Generation;
use crate::supervise::activity::Doing;
use crate::supervise::checks::too_long;
use crate::supervise::control::Flag;
use crate::supervise::decide::Exit;

/// What tests have arranged for the daemons of one app. Clones are one and the same.
#[derive(Clone, Default)]
pub(crate) struct Rig(Arc<Rigged>);

#[derive(Default)]
struct Rigged {
    /// How many reasons there are to look further: faults that have not struck, and the trace. Looked at by every run.
    reasons: AtomicUsize,
    faults: Mutex<Vec<Planned>>,
    trace: Mutex<Option<Vec<Noted>>>,
}

impl Rig {
    fn faults(&self) -> MutexGuard<'_, Vec<Planned>> {
        self.0.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trace(&self) -> MutexGuard<'_, Option<Vec<Noted>>> {
        self.0.trace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next run of `target` of `daemon` for which nothing was planned before is struck by `fault`.
    pub(crate) fn plan(&self, daemon: &str, target: Target, fault: Fault) {
        self.faults().push(Planned { daemon: daemon.into(), target, fault });
        self.0.reasons.fetch_add(1, Ordering::Relaxed);
    }

    /// Forgets the faults that have not struck.
    pub(crate) fn call_off(&self) {
        let mut faults = self.faults();
        self.0.reasons.fetch_sub(faults.len(), Ordering::Relaxed);
        faults.clear();
    }

    /// From now on what runs is noted.
    pub(crate) fn begin_trace(&self) {
        if self.trace().replace(Vec::new()).is_none() {
            self.0.reasons.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What has been noted after the first `count` notes.
    pub(crate) fn noted_after(&self, count: usize) -> Vec<Noted> {
        self.trace().as_ref().map(|notes| notes[count..].to_vec()).unwrap_or_default()
    }

    fn is_idle(&self) -> bool {
        self.0.reasons.load(Ordering::Relaxed) == 0
    }

    fn take(&self, generation: &Generation, doing: Doing) -> Option<Fault> {
        let mut faults = self.faults();
        let place = faults.iter().position(|planned| planned.strikes(generation, doing))?;
        self.0.reasons.fetch_sub(1, Ordering::Relaxed);
        Some(faults.remove(place).fault)
    }
}

/// Notes the end of a run, also of one that panics or is dropped.
struct Run<'a> {
    generation: &'a Generation,
    doing: Doing,
    ended: Ended,
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.generation.note(Note::Ended(self.doing, self.ended));
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
        let mut run = Run { generation: self, doing, ended: Ended::Cut };
        self.note(Note::Begun(doing));
        let outcome = match self.supervisor.rig.take(self, doing) {
            None => method.await,
            Some(Fault::Fail) => Err("fails as a test has asked".into()),
            // Without the hook, which would print what nobody needs to be told.
            Some(Fault::Panic) => resume_unwind(Box::new("panics as a test has asked")),
            Some(Fault::Hang) => match self.unit.health().filter(|(slot, _)| doing == Doing::Handler(*slot)) {
                // What a check may take is part of it.
                Some((_, terms)) => {
                    sleep(terms.timeout).await;
                    Err(too_long(terms.timeout).into())
                }
                None => pending().await,
            },
        };
        run.ended = if outcome.is_ok() { Ended::Well } else { Ended::Failed };
        outcome
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

    pub(in crate::supervise) fn note_ending(&self, exit: &Exit) {
        self.note(Note::ending(exit));
    }

    pub(in crate::supervise) fn note_gone(&self) {
        self.note(Note::Gone);
    }

    fn note(&self, note: Note) {
        let rig = &self.supervisor.rig;
        if rig.is_idle() {
            return;
        }
        if let Some(trace) = &mut *rig.trace() {
            let (unit, generation, journal) = (self.unit.id, self.number, self.supervisor.journal.last());
            trace.push(Noted { unit, generation, note, journal, at: Instant::now() });
        }
    }
}
