//! Reading the file, from any process.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};

use super::file::{PATIENCE, beside, look_at};
use super::file_error::{JournalFileError, Reason};
use super::row;
use super::runs::{self, StoredRun};
use super::schema;
use super::select::Select;
use crate::lifecycle::journal::{Record, Run};

/// Reads a journal that a [`SqliteJournal`](super::SqliteJournal) writes or has written, in this process or another, while
/// that runs and after it has died. Changes nothing in it.
///
/// All methods block for as long as the disk takes.
///
/// What a newer version of this library has written is read as [`What::Other`](crate::What::Other),
/// [`Actor::Other`](crate::Actor::Other) and [`FailureKind::Unknown`](crate::FailureKind::Unknown), in its own words.
pub struct JournalReader {
    connection: Connection,
    path: PathBuf,
}

impl JournalReader {
    /// Opens the file.
    ///
    /// # Errors
    ///
    /// If there is none, or it is not a journal, or one that only a newer version can read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalFileError> {
        let path = path.as_ref();
        Self::try_open(path).map_err(|reason| JournalFileError::new(path, reason))
    }

    fn try_open(path: &Path) -> Result<Self, Reason> {
        if !look_at(path)? {
            return Err(Reason::Nothing);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Self::connect(Connection::open_with_flags(path, flags)?);
        let connection = match opened {
            // Who may not write to the directory cannot make the files that SQLite wants beside it. Where there is no
            // log, all is in the file itself, and nobody is writing to it.
            Err(Reason::Sqlite(error)) if may_not_write(&error) && !beside(path, "-wal").exists() => {
                let uri = format!("file:{}?immutable=1", escaped(path));
                Self::connect(Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?)
            }
            opened => opened,
        }?;
        Ok(Self { connection, path: path.to_owned() })
    }

    fn connect(connection: Connection) -> Result<Connection, Reason> {
        connection.busy_timeout(PATIENCE)?;
        if schema::readable(&connection)? { Err(Reason::Nothing) } else { Ok(connection) }
    }

    /// The runs that are in the file, oldest first. Those of which nothing is left are not.
    pub fn runs(&self) -> Result<Vec<StoredRun>, JournalFileError> {
        runs::all(&self.connection, &self.path).map_err(|error| self.failed(error))
    }

    /// The records that `select` chooses: those of one run by number, those of several in the order in which they were
    /// written.
    pub fn records(&self, select: &Select) -> Result<Vec<Record>, JournalFileError> {
        self.select(select).map_err(|error| self.failed(error))
    }

    fn select(&self, select: &Select) -> rusqlite::Result<Vec<Record>> {
        // What is seen is one moment, so that each record's run is there.
        let transaction = self.connection.unchecked_transaction()?;
        let runs = Self::names(&transaction)?;
        let (query, parameters) = select.query();
        let mut statement = transaction.prepare(&query)?;
        let unknown = Run::new("", 0, std::time::SystemTime::UNIX_EPOCH);
        let rows = statement.query_map(params_from_iter(parameters), |row| {
            let run = runs.get(&row.get::<_, i64>("run")?).unwrap_or(&unknown);
            row::read(row, run)
        })?;
        let mut records = rows.collect::<Result<Vec<_>, _>>()?;
        records.reverse();
        Ok(records)
    }

    fn names(connection: &Connection) -> rusqlite::Result<HashMap<i64, Run>> {
        let mut statement = connection.prepare("SELECT id, node, process, began FROM run")?;
        let runs = statement.query_map([], |row| {
            let node: String = row.get("node")?;
            Ok((row.get("id")?, Run::new(node, row.get("process")?, row::at(row.get("began")?))))
        })?;
        runs.collect()
    }

    fn failed(&self, error: rusqlite::Error) -> JournalFileError {
        JournalFileError::new(&self.path, error)
    }
}

fn may_not_write(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// `path` as part of an URI.
fn escaped(path: &Path) -> String {
    let path = path.to_string_lossy();
    path.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

impl fmt::Debug for JournalReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalReader").field("path", &self.path).finish_non_exhaustive()
    }
}
