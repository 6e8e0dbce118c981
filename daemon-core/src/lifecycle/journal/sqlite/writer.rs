//! Writing the file.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::file::{self, PATIENCE};
use super::file_error::JournalFileError;
use super::lock::Lock;
use super::row;
use super::runs::{self, lock_of};
use crate::BoxError;
use crate::clock::wall;
use crate::lifecycle::journal::{Journal, Record, Run, What};

/// How many records are kept unless the program says otherwise.
const KEEP: u64 = 1_000_000;

/// How many are thrown away at once, at most: what a reader or another process may have to wait for.
const PRUNE_AT_ONCE: usize = 4096;

/// How many are written before it is looked whether there are too many.
const PRUNE_EVERY: usize = 1024;

/// A journal in a SQLite file: several runs, of several processes too, which [`JournalReader`](super::JournalReader) reads.
///
/// Each batch is a transaction, and was handed to the disk (`synchronous = FULL`) when it is acknowledged: what was
/// [flushed](crate::History::flush) survives `kill -9`. If the file turns out to be damaged, when it is opened or later, it is moved to
/// `….corrupt-1`, or the next number that is free, and a new one is begun; the log says so.
///
/// The last million records are kept; see [`keep`](Self::keep) and [`keep_for`](Self::keep_for).
///
/// ```no_run
/// use std::process::ExitCode;
/// use daemon_core::{App, SqliteJournal};
///
/// fn main() -> ExitCode {
///     match SqliteJournal::open("/var/lib/chat/journal.db") {
///         Ok(journal) => App::new().journal(journal).main(),
///         Err(error) => {
///             eprintln!("error: {error}");
///             ExitCode::FAILURE
///         }
///     }
/// }
/// ```
pub struct SqliteJournal {
    path: PathBuf,
    /// None while it cannot be opened.
    connection: Option<Connection>,
    keep: u64,
    keep_for: Option<Duration>,
    /// Records written since the last look at how many there are.
    unpruned: usize,
    run: Option<Run>,
    /// The run's number in this file, once it is there.
    id: Option<i64>,
    /// Says that the run's process lives.
    alive: Option<Lock>,
    /// Runs that died, until that is noted.
    dead: Vec<i64>,
}

impl SqliteJournal {
    /// Opens the file, or makes it, and reads it through to see whether it is whole: about a second for a million records.
    ///
    /// # Errors
    ///
    /// If it cannot be written to, is not a journal, or is one of a newer version. It is then left as it is, and the
    /// message says what to do. One that is damaged is no error: see above. Nor is what may pass, such as a full disk: the
    /// program then starts with a journal that is degraded, and it is tried again.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, JournalFileError> {
        let path = path.into();
        // The program may go elsewhere.
        let path = std::path::absolute(&path).map_err(|error| JournalFileError::new(&path, error))?;
        let connection = match file::open(&path) {
            Err(error) if error.may_pass() => {
                tracing::warn!("{error}; it is tried again");
                None
            }
            opened => Some(opened?),
        };
        let (unpruned, dead) = (PRUNE_EVERY, Vec::new());
        Ok(Self { path, connection, keep: KEEP, keep_for: None, unpruned, run: None, id: None, alive: None, dead })
    }

    /// Keeps the last `records` of all runs; a million unless set. There may be some more for a while.
    #[must_use = "returns the journal that keeps so many"]
    pub fn keep(self, records: u64) -> Self {
        Self { keep: records.max(1), ..self }
    }

    /// Also throws away records that are older than `age`, by the wall clock; never, unless set.
    #[must_use = "returns the journal that keeps them for so long"]
    pub fn keep_for(self, age: Duration) -> Self {
        Self { keep_for: Some(age), ..self }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, opened again if it is gone, or could not be opened before.
    fn file(&mut self) -> Result<&mut Connection, JournalFileError> {
        if self.connection.is_some() && !self.path.exists() {
            tracing::warn!("the journal {} is gone: a new one is begun", self.path.display());
            self.connection = None;
        }
        let connection = if let Some(connection) = self.connection.take() {
            connection
        } else {
            self.id = None;
            file::open(&self.path)?
        };
        Ok(self.connection.insert(connection))
    }

    /// Adds the run to the file. Returns its number there, and the last run that died without anybody noting it.
    fn enter(&mut self) -> Result<(i64, Option<Run>), BoxError> {
        let Some(run) = self.run.clone() else { return Err("the run has not begun".into()) };
        let path = self.path.clone();
        if self.alive.is_none() {
            self.alive = Some(Lock::take(lock_of(&path, &run), PATIENCE)?);
        }
        let transaction = self.file()?.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let dead = runs::unnoted(&transaction, &path)?;
        let id = runs::add(&transaction, &run)?;
        transaction.commit()?;
        for dead in &dead {
            // It is no more than in the way.
            let _ = fs::remove_file(lock_of(&path, &dead.run));
        }
        self.dead = dead.iter().map(|dead| row::integer(dead.id)).collect();
        self.id = Some(id);
        Ok((id, dead.into_iter().next_back().map(|dead| dead.run)))
    }

    fn insert(&mut self, records: &[Record]) -> Result<(), BoxError> {
        self.file()?;
        let run = match self.id {
            Some(run) => run,
            None => self.enter()?.0,
        };
        let dead = self.dead.clone();
        let transaction = self.file()?.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut statement = transaction.prepare(row::INSERT)?;
            for record in records {
                row::insert(&mut statement, run, record)?;
            }
        }
        if records.iter().any(|record| matches!(record.what, What::LastRunUnclean { .. })) {
            for dead in dead {
                runs::note_end(&transaction, dead, false)?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// After an error that is not about room or about who else writes, the file is opened anew the next time: that finds
    /// out what has become of it.
    pub(super) fn close_after(&mut self, error: &BoxError) {
        let code = error.downcast_ref().and_then(rusqlite::Error::sqlite_error_code);
        if !matches!(code, Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy)) {
            self.connection = None;
        }
    }

    /// Throws away a part of what is not to be kept. Says whether there may be more.
    fn prune(&mut self) -> Result<bool, BoxError> {
        let (keep, keep_for) = (self.keep, self.keep_for);
        let transaction = self.file()?.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let ends: (Option<i64>, Option<i64>) =
            transaction.query_row("SELECT min(id), max(id) FROM record", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (Some(first), Some(last)) = ends else { return Ok(false) };
        let end = first.saturating_add(row::integer(PRUNE_AT_ONCE));
        let surplus = last.saturating_sub(row::integer(keep));
        let mut pruned = transaction.execute("DELETE FROM record WHERE id < ?1 AND id <= ?2", [end, surplus])?;
        if let Some(oldest) = keep_for.and_then(|age| wall().checked_sub(age)) {
            let parameters = [end, row::since_1970(oldest)];
            pruned += transaction.execute("DELETE FROM record WHERE id < ?1 AND wall < ?2", parameters)?;
        }
        if pruned > 0 {
            transaction.execute(
                "DELETE FROM run WHERE ended IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM record WHERE record.run = run.id)",
                [],
            )?;
            transaction.commit()?;
        }
        Ok(pruned >= PRUNE_AT_ONCE)
    }
}

impl Journal for SqliteJournal {
    fn begin(&mut self, run: &Run) -> Result<Option<Run>, BoxError> {
        self.run = Some(run.clone());
        let entered = self.enter();
        if let Err(error) = &entered {
            self.close_after(error);
        }
        entered.map(|(_, died)| died)
    }

    fn write(&mut self, records: &[Record]) -> Result<(), BoxError> {
        if let Err(error) = self.insert(records) {
            self.close_after(&error);
            return Err(error);
        }
        self.unpruned += records.len();
        if self.unpruned >= PRUNE_EVERY {
            match self.prune() {
                Ok(true) => {}
                Ok(false) => self.unpruned = 0,
                // The records are there. What is too much stays for now.
                Err(error) => {
                    self.unpruned = 0;
                    tracing::warn!(%error, "old records of the journal could not be thrown away");
                }
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), BoxError> {
        if let Some(id) = self.id {
            runs::note_end(self.file()?, id, true)?;
        }
        self.alive = None;
        Ok(())
    }
}

impl fmt::Debug for SqliteJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, keep, keep_for, .. } = self;
        let mut debug = f.debug_struct("SqliteJournal");
        debug.field("path", path).field("keep", keep).field("keep_for", keep_for).finish_non_exhaustive()
    }
}
