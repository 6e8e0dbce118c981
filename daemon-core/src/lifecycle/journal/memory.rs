//! The journal in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::{Actor, Cause, Record, Run, What};

/// How many records are kept.
const KEEP: usize = 10_000;

/// The last records of this run.
pub(crate) struct Memory {
    run: Run,
    kept: Mutex<Kept>,
}

struct Kept {
    records: VecDeque<Record>,
    /// The number of the next record.
    next: u64,
}

/// A record before it has its place.
pub(crate) struct Entry {
    pub(crate) daemon: Option<Arc<str>>,
    pub(crate) generation: u64,
    pub(crate) what: What,
    pub(crate) cause: Option<Cause>,
    pub(crate) actor: Actor,
}

impl Memory {
    pub(crate) fn new(run: Run) -> Self {
        Self { run, kept: Mutex::new(Kept { records: VecDeque::new(), next: 1 }) }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn run(&self) -> &Run {
        &self.run
    }

    /// Appends `entry`, which happened at `wall`, so long after the run began. Returns its number.
    pub(crate) fn append(&self, entry: Entry, wall: SystemTime, monotonic: Duration) -> u64 {
        let Entry { daemon, generation, what, cause, actor } = entry;
        let mut kept = self.kept();
        let number = kept.next;
        kept.next += 1;
        if kept.records.len() == KEEP {
            kept.records.pop_front();
        }
        let (node, process) = (Arc::clone(&self.run.node), self.run.process);
        kept.records.push_back(Record {
            number,
            wall,
            monotonic,
            node,
            process,
            daemon,
            generation,
            what,
            cause,
            actor,
        });
        number
    }

    /// The number of the last record, zero before the first.
    pub(crate) fn last(&self) -> u64 {
        self.kept().next - 1
    }

    /// The records after the one numbered `number` that are still kept, at most `most` of them.
    pub(crate) fn after(&self, number: u64, most: usize) -> Vec<Record> {
        let kept = self.kept();
        let first = kept.next - kept.records.len() as u64;
        let skip = usize::try_from((number + 1).saturating_sub(first)).unwrap_or(usize::MAX);
        kept.records.iter().skip(skip).take(most).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(records: usize) -> Memory {
        let memory = Memory::new(Run::new("node", 1, SystemTime::UNIX_EPOCH));
        for _ in 0..records {
            let (what, actor) = (What::ShuttingDown, Actor::Program);
            memory.append(
                Entry { daemon: None, generation: 0, what, cause: None, actor },
                SystemTime::UNIX_EPOCH,
                Duration::ZERO,
            );
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
}
