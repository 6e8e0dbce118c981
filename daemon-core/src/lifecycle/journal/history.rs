//! What users hold of the journal.

use std::fmt;
use std::sync::Arc;

use super::{Memory, Record};

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
}

impl History {
    pub(crate) fn new(memory: Arc<Memory>) -> Self {
        Self { memory }
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
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("run", self.memory.run()).field("last", &self.last()).finish()
    }
}
