//! What users hold of the journal.

use std::fmt;
use std::sync::Arc;

use tokio::runtime::Handle;

use super::{Durable, JournalError, Memory, Record};

/// The journal of a running system, as far as it is in memory: the last 10,000 records. Cheap to clone.
///
/// A record is here before anybody is told of what it says.
///
/// ```
/// # use daemon_core::prelude::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result {
/// let system = App::empty().start().await?;
/// for record in system.journal().records() {
///     println!("{record}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct History {
    memory: Arc<Memory>,
    /// What a flush waits on.
    runtime: Handle,
}

impl History {
    pub(crate) fn new(memory: Arc<Memory>, runtime: Handle) -> Self {
        Self { memory, runtime }
    }

    /// All records that are kept, in order.
    pub fn records(&self) -> Vec<Record> {
        self.memory.after(0, usize::MAX)
    }

    /// Those after the one numbered `number`.
    pub fn after(&self, number: u64) -> Vec<Record> {
        self.memory.after(number, usize::MAX)
    }

    /// Those about one daemon.
    pub fn of(&self, daemon: &str) -> Vec<Record> {
        let mut records = self.records();
        records.retain(|record| record.daemon.as_deref() == Some(daemon));
        records
    }

    /// The number of the last record; zero if there is none yet.
    pub fn last(&self) -> u64 {
        self.memory.last()
    }

    /// How the durable journal stands; none if the app was given none.
    pub fn durable(&self) -> Option<Durable> {
        self.memory.durable()
    }

    /// Resolves when every record that is there at the call is durable. At once, and well, if the app was given no durable
    /// journal.
    ///
    /// If the journal cannot be written at present, this tries once, now, and says how it went: so a flush after what
    /// was wrong has been mended mends the journal.
    ///
    /// # Errors
    ///
    /// If that failed; if records were lost before they could be written, which is told once and stands in
    /// [`durable`](Self::durable) for good; and if the run has ended and its journal was closed without them.
    ///
    /// # Cancellation
    ///
    /// Dropping the future changes nothing about what is written. It waits for as long as the disk takes: put a
    /// time limit around it where that matters.
    pub async fn flush(&self) -> Result<(), JournalError> {
        self.memory.flush(&self.runtime).await
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("run", self.memory.run()).field("last", &self.last()).finish_non_exhaustive()
    }
}
