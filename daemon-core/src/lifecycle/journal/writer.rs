//! The thread that writes a durable journal.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::thread;

use super::memory::{Entry, Shared};
use super::progress::{Closing, Next, Progress};
use super::{Actor, Journal, Memory, Record, What};
use crate::BoxError;
use crate::lifecycle::in_full;

/// How many records are written at once, at most: what is copied while the memory is locked.
const BATCH: usize = 512;

impl Memory {
    /// Lets `journal` follow, from the first record that is still here.
    pub(crate) fn follow(&self, journal: Box<dyn Journal>) {
        self.shared.kept().progress = Some(Progress::default());
        let shared = Arc::clone(&self.shared);
        let writer = Writer { journal: Some(journal), shared };
        // Dropped with the closure if there is no thread to run it, which is then said.
        if let Err(error) = thread::Builder::new().name("journal".to_owned()).spawn(move || writer.work()) {
            self.shared.kept().progress().error = Some(error.to_string().into());
            tracing::error!(%error, "there is no thread for the journal: it is kept in memory only");
        }
    }

    /// The run is over: what is left is written, and the end noted.
    pub(crate) fn close(&self) {
        self.shared.close(Closing::Ended);
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.shared.kept().is_untouched() {
            // It was never launched.
            self.append(Entry::system(What::Ended { clean: true }, Actor::Program));
            self.close();
        }
        self.shared.close(Closing::Abandoned);
    }
}

impl Shared {
    fn close(&self, how: Closing) {
        if let Some(progress) = &mut self.kept().progress {
            progress.close(how);
        }
        self.work.notify_one();
    }
}

impl super::memory::Kept {
    /// What the writer's thread knows to be there.
    fn progress(&mut self) -> &mut Progress {
        self.progress.get_or_insert_default()
    }
}

struct Writer {
    /// Taken when it is dropped.
    journal: Option<Box<dyn Journal>>,
    shared: Arc<Shared>,
}

/// What is tried next.
enum Attempt {
    Begin,
    Write(Vec<Record>),
    End,
}

impl Writer {
    fn work(mut self) {
        while let Some(attempt) = self.next() {
            let outcome = self.attempt(&attempt);
            self.note(&attempt, outcome);
        }
    }

    /// Waits for something to do. None when there will be nothing more.
    fn next(&self) -> Option<Attempt> {
        let mut kept = self.shared.kept();
        loop {
            let last = kept.last();
            kept = match kept.progress().next(last) {
                Next::Begin => return Some(Attempt::Begin),
                Next::End => return Some(Attempt::End),
                Next::Write => {
                    let first = kept.first();
                    let is_news = kept.progress().skip_to(first);
                    let (cursor, total) = (kept.progress().cursor, kept.progress().lost);
                    let written = kept.after(cursor, BATCH);
                    drop(kept);
                    if is_news {
                        tracing::warn!(
                            lost = total,
                            "the journal loses records: they come faster than they can be written"
                        );
                    }
                    return Some(Attempt::Write(self.shared.read(written)));
                }
                Next::Pause(pause) => {
                    let paused =
                        self.shared.work.wait_timeout_while(kept, pause, |kept| !kept.progress().is_prompted());
                    let (mut kept, _) = paused.unwrap_or_else(PoisonError::into_inner);
                    kept.progress().rest();
                    kept
                }
                Next::Sleep => {
                    let slept = self.shared.work.wait_while(kept, |kept| kept.progress().is_asleep());
                    slept.unwrap_or_else(PoisonError::into_inner)
                }
                Next::Leave => return None,
            };
        }
    }

    /// A panic of the journal is an error like others.
    fn attempt(&mut self, attempt: &Attempt) -> Result<(), Arc<str>> {
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let shared = &self.shared;
        let work = || match attempt {
            Attempt::Begin => begin(journal.as_mut(), shared),
            Attempt::Write(records) => journal.write(records),
            Attempt::End => journal.end(),
        };
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(outcome) => outcome.map_err(|error| in_full(&*error).into()),
            Err(panic) => Err(format!("panicked: {}", message(&*panic)).into()),
        }
    }

    fn note(&self, attempt: &Attempt, outcome: Result<(), Arc<str>>) {
        let mut kept = self.shared.kept();
        let progress = kept.progress();
        let error = outcome.as_ref().err().cloned();
        if outcome.is_ok() {
            match attempt {
                Attempt::Begin => progress.begun = true,
                Attempt::Write(records) => {
                    progress.cursor = records.last().map_or(progress.cursor, |last| last.number);
                }
                Attempt::End => progress.ended = true,
            }
        }
        let (turned, lost) = (progress.came_to(outcome), progress.lost);
        drop(kept);
        self.shared.news.notify_all();
        match error {
            Some(error) if turned => {
                tracing::error!(%error, "the journal cannot be written and goes on in memory; it is tried again");
            }
            None if turned && lost > 0 => tracing::warn!(lost, "the journal is written again; records were lost"),
            None if turned => tracing::info!("the journal is written again; nothing was lost"),
            _ => {}
        }
    }
}

fn begin(journal: &mut dyn Journal, shared: &Shared) -> Result<(), BoxError> {
    if let Some(last) = journal.begin(shared.run())? {
        tracing::warn!(process = last.process, "the last run ended uncleanly: it never said that it had ended");
        let what = What::LastRunUnclean { process: last.process, began: last.began };
        shared.append(Entry::system(what, Actor::Supervisor));
    }
    Ok(())
}

/// The last thing a writer does, also if it panics.
impl Drop for Writer {
    fn drop(&mut self) {
        let journal = self.journal.take();
        // What a destructor of a user's panics with has been said by the panic's own message.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(journal)));
        let mut kept = self.shared.kept();
        let last = kept.last();
        let progress = kept.progress();
        progress.over = true;
        let left = last.saturating_sub(progress.cursor);
        let given_up = progress.error.clone().filter(|_| progress.closing != Closing::No);
        drop(kept);
        self.shared.news.notify_all();
        if let Some(error) = given_up {
            tracing::warn!(%error, records = left, "the journal was given up: its last records were not written");
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("with something that is not text")
}
