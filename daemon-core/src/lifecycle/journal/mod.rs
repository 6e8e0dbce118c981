//! The journal: everything that happened to daemons, in order, before anybody was told.
//!
//! *The* journal is the one in memory ([`Memory`]): bounded, written under the supervisor's lock, numbered without gaps.
//! A durable one ([`Journal`]) follows it in batches, written by a thread of its own, so that neither the supervisor nor
//! a daemon ever waits for a disk.

mod durable;
mod history;
mod memory;
mod progress;
mod record;
#[cfg(feature = "sqlite")]
mod sqlite;
mod text;
mod writer;

use std::sync::Arc;
use std::time::SystemTime;

pub use durable::{Durable, JournalError};
pub use history::History;
pub(crate) use memory::{Entry, Memory, Stamp};
pub use record::{Actor, Cause, Command, Record, Retry, What};
#[cfg(feature = "sqlite")]
pub use sqlite::{JournalFileError, JournalReader, RunEnd, Select, SqliteJournal, StoredRun};

use crate::BoxError;

/// A run of a program, from `start` to the end of its shutdown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Run {
    /// The machine.
    pub node: Arc<str>,
    /// The process on that machine.
    pub process: u32,
    /// When it began.
    pub began: SystemTime,
}

impl Run {
    /// The run of `process` on `node` since `began`.
    pub fn new(node: impl Into<Arc<str>>, process: u32, began: SystemTime) -> Self {
        Self { node: node.into(), process, began }
    }
}

/// Where the journal is kept beyond memory: a file, say (`SqliteJournal`, with the feature `sqlite`).
///
/// All methods are called by one thread that belongs to no runtime, one after the other, and may block. An error, or a
/// panic, is logged once and shown in [`History::durable`]; the same call is made again after a second, then two, and so on
/// up to thirty. It never reaches a daemon. What falls out of memory meanwhile is counted as lost, and the numbers of
/// [`write`](Self::write) then have a gap.
pub trait Journal: Send + 'static {
    /// A run begins. Returns the last one if that never said that it had ended.
    fn begin(&mut self, run: &Run) -> Result<Option<Run>, BoxError>;

    /// Keeps `records`, all or none of them. When this returns they survive the process.
    fn write(&mut self, records: &[Record]) -> Result<(), BoxError>;

    /// The run has ended, and everything was written.
    fn end(&mut self) -> Result<(), BoxError>;
}
