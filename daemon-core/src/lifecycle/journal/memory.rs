//! The journal in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::progress::Progress;
use super::{Actor, Record, Run, What};
use crate::clock::wall;
use crate::lifecycle::Failure;

/// How many records are kept.
const KEEP: usize = 10_000;

/// The last records of this run. Dropping it lets go of the durable journal that follows it, if one does.
pub(crate) struct Memory {
    pub(super) shared: Arc<Shared>,
}

/// What the memory and the thread that writes a durable journal have in common.
pub(super) struct Shared {
    run: Run,
    /// When the run began, by the clock that daemons go by.
    epoch: Instant,
    kept: Mutex<Kept>,
    /// There is something to do for the writer.
    pub(super) work: Condvar,
    /// The writer has come to something.
    pub(super) news: Condvar,
}

pub(super) struct Kept {
    records: VecDeque<Written>,
    /// The number of the next record.
    next: u64,
    /// When the last one was, since the run began.
    latest: Duration,
    /// How far a durable journal has come, if there is one.
    pub(super) progress: Option<Progress>,
}

/// A record in its place, without what all of a run have in common: there may be ten thousand. Cheap to clone.
#[derive(Clone)]
pub(super) struct Written {
    wall: SystemTime,
    monotonic: Duration,
    generation: u64,
    daemon: Option<Arc<str>>,
    what: What,
    /// In the words of the journal when it is read.
    cause: Option<Failure>,
    actor: Actor,
}

impl Written {
    /// The record as it is read.
    fn read(self, number: u64, run: &Run) -> Record {
        let Self { wall, monotonic, generation, daemon, what, cause, actor } = self;
        let (node, process) = (Arc::clone(&run.node), run.process);
        let cause = cause.as_ref().map(Into::into);
        Record { number, wall, monotonic, node, process, daemon, generation, what, cause, actor }
    }
}

/// The place of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) number: u64,
    pub(crate) wall: SystemTime,
}

/// A record before it has its place.
pub(crate) struct Entry {
    pub(crate) daemon: Option<Arc<str>>,
    pub(crate) generation: u64,
    pub(crate) what: What,
    pub(crate) cause: Option<Failure>,
    pub(crate) actor: Actor,
}

impl Entry {
    /// About the whole system.
    pub(crate) fn system(what: What, actor: Actor) -> Self {
        Self { daemon: None, generation: 0, what, cause: None, actor }
    }
}

impl Memory {
    /// The journal of a run that began at `epoch`.
    pub(crate) fn new(run: Run, epoch: Instant) -> Self {
        let kept = Kept { records: VecDeque::new(), next: 1, latest: Duration::ZERO, progress: None };
        let (work, news) = (Condvar::new(), Condvar::new());
        Self { shared: Arc::new(Shared { run, epoch, kept: Mutex::new(kept), work, news }) }
    }

    pub(crate) fn run(&self) -> &Run {
        &self.shared.run
    }

    /// Appends `entry`, which happens now.
    pub(crate) fn append(&self, entry: Entry) -> Stamp {
        self.shared.append(entry)
    }

    /// The number of the last record, zero before the first.
    pub(crate) fn last(&self) -> u64 {
        self.shared.kept().last()
    }

    /// The records after the one numbered `number` that are still kept, at most `most` of them.
    pub(crate) fn after(&self, number: u64, most: usize) -> Vec<Record> {
        let written = self.shared.kept().after(number, most);
        self.shared.read(written)
    }
}

impl Shared {
    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn run(&self) -> &Run {
        &self.run
    }

    /// As records. With nothing locked: whoever appends holds the supervisor's lock, and waits for as long.
    pub(super) fn read(&self, written: Vec<(u64, Written)>) -> Vec<Record> {
        written.into_iter().map(|(number, written)| written.read(number, &self.run)).collect()
    }

    /// Never waits for a disk: the lock is held for no more than the copying of a batch.
    pub(super) fn append(&self, entry: Entry) -> Stamp {
        let (wall, since) = (wall(), Instant::now().saturating_duration_since(self.epoch));
        let mut kept = self.kept();
        let number = kept.append(entry, wall, since);
        let wake = kept.progress.as_mut().is_some_and(Progress::appended);
        drop(kept);
        if wake {
            self.work.notify_one();
        }
        Stamp { number, wall }
    }
}

impl Kept {
    fn append(&mut self, entry: Entry, wall: SystemTime, since: Duration) -> u64 {
        let Entry { daemon, generation, what, cause, actor } = entry;
        let number = self.next;
        self.next += 1;
        // One thread may have looked at the clock before another and be here after it.
        self.latest = self.latest.max(since);
        let monotonic = self.latest;
        if self.records.len() == KEEP {
            self.records.pop_front();
        }
        if self.records.len() == self.records.capacity() {
            // Twice as much as there is, as it would grow by itself, but no more than it can come to.
            let more = self.records.len().clamp(4, KEEP);
            self.records.reserve_exact(more.min(KEEP - self.records.len()));
        }
        self.records.push_back(Written { wall, monotonic, generation, daemon, what, cause, actor });
        number
    }

    pub(super) fn last(&self) -> u64 {
        self.next - 1
    }

    /// The number of the first record that is still kept, or of the next one.
    pub(super) fn first(&self) -> u64 {
        self.next - self.records.len() as u64
    }

    /// Those that come after the one numbered `number`, with their numbers.
    pub(super) fn after(&self, number: u64, most: usize) -> Vec<(u64, Written)> {
        let first = self.first().max(number.saturating_add(1));
        let skip = usize::try_from(first - self.first()).unwrap_or(usize::MAX);
        let numbered = (first..).zip(self.records.iter().skip(skip));
        numbered.take(most).map(|(number, written)| (number, written.clone())).collect()
    }

    /// Whether nothing but the beginning of the run is in it.
    pub(super) fn is_untouched(&self) -> bool {
        self.records.iter().all(|record| matches!(record.what, What::Began { .. } | What::LastRunUnclean { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(records: usize) -> Memory {
        let memory = Memory::new(Run::new("node", 1, SystemTime::UNIX_EPOCH), Instant::now());
        for _ in 0..records {
            memory.append(Entry::system(What::ShuttingDown, Actor::Program));
        }
        memory
    }

    #[test]
    fn numbers_begin_at_one_and_have_no_gaps() {
        let memory = memory(3);
        let numbers: Vec<u64> = memory.after(0, 10).iter().map(|record| record.number).collect();
        assert_eq!((numbers, memory.last()), (vec![1, 2, 3], 3));
        assert_eq!(memory.after(2, 10).len(), 1);
        assert_eq!(memory.after(3, 10), []);
        assert_eq!(memory.after(0, 2).len(), 2);
    }

    #[test]
    fn the_oldest_go_when_it_is_full() {
        let memory = memory(KEEP + 5);
        assert_eq!(memory.after(0, KEEP * 2).len(), KEEP);
        assert_eq!(memory.after(0, 1)[0].number, 6);
    }

    #[test]
    fn monotonic_time_does_not_go_back_between_threads() {
        let memory = memory(0);
        let mut kept = memory.shared.kept();
        for since in [5, 3, 7] {
            let entry = Entry::system(What::ShuttingDown, Actor::Program);
            kept.append(entry, SystemTime::UNIX_EPOCH, Duration::from_secs(since));
        }
        let since: Vec<u64> = kept.after(0, 3).iter().map(|(_, written)| written.monotonic.as_secs()).collect();
        assert_eq!(since, [5, 5, 7]);
    }
}
