//! The runs in a file, and whether they are over.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::file::beside;
use super::lock::Lock;
use super::row;
use crate::lifecycle::journal::Run;

/// A run that a file knows of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredRun {
    /// Its number in this file.
    pub id: u64,
    /// Whose it is, and when it began.
    pub run: Run,
    /// Whether it is over.
    pub end: RunEnd,
}

/// Whether a run is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RunEnd {
    /// Its process lives.
    Running,
    /// It said that it had ended. Whether cleanly is in its last record.
    Ended,
    /// Its process is gone and never said that the run had ended: killed, crashed, or the power failed.
    Died,
}

/// The file that is locked for as long as the process of `run` lives.
pub(super) fn lock_of(journal: &Path, run: &Run) -> PathBuf {
    beside(journal, &format!("-run-{}-{}", run.process, row::since_1970(run.began)))
}

/// All runs in the file `journal`, oldest first.
pub(super) fn all(connection: &Connection, journal: &Path) -> rusqlite::Result<Vec<StoredRun>> {
    let mut statement = connection.prepare("SELECT id, node, process, began, ended FROM run ORDER BY id")?;
    let runs = statement.query_map([], |row| {
        let node: String = row.get("node")?;
        let run = Run::new(node, row.get("process")?, row::at(row.get("began")?));
        let end = match row.get::<_, Option<i64>>("ended")? {
            Some(0) => RunEnd::Died,
            Some(_) => RunEnd::Ended,
            None if Lock::is_held(&lock_of(journal, &run)) => RunEnd::Running,
            None => RunEnd::Died,
        };
        Ok(StoredRun { id: row::natural(row.get("id")?), run, end })
    })?;
    runs.collect()
}

/// Those whose end nobody has noted, though they are dead. Oldest first.
pub(super) fn unnoted(connection: &Connection, journal: &Path) -> rusqlite::Result<Vec<StoredRun>> {
    let noted: Vec<i64> = {
        let mut statement = connection.prepare("SELECT id FROM run WHERE ended IS NULL")?;
        let ids = statement.query_map([], |row| row.get(0))?;
        ids.collect::<Result<_, _>>()?
    };
    let mut runs = all(connection, journal)?;
    runs.retain(|run| run.end == RunEnd::Died && noted.contains(&row::integer(run.id)));
    Ok(runs)
}

/// Adds `run`. Returns its number in this file.
pub(super) fn add(connection: &Connection, run: &Run) -> rusqlite::Result<i64> {
    let Run { node, process, began } = run;
    let parameters = params![node, process, row::since_1970(*began)];
    // It may be there: an attempt that failed may have come further than it knew.
    let insert = "INSERT INTO run (node, process, began) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET ended = NULL RETURNING id";
    connection.query_row(insert, parameters, |row| row.get(0))
}

/// Notes whether the run said that it had ended.
pub(super) fn note_end(connection: &Connection, id: i64, ended: bool) -> rusqlite::Result<()> {
    connection.execute("UPDATE run SET ended = ?2 WHERE id = ?1", params![id, ended])?;
    Ok(())
}
