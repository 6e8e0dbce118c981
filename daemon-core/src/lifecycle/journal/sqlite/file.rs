//! The file as a whole: whose it is, whether it is damaged, and what then becomes of it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::file_error::{JournalFileError, Reason};
use super::lock::Lock;
use super::schema;

/// How long somebody else may hold the file: less than a shutdown waits for the journal.
pub(super) const PATIENCE: Duration = Duration::from_millis(1500);

/// What every file of SQLite begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// A file of ours that is not empty has at least one page.
const PAGE: u64 = 4096;

/// `journal.db-wal`, of `journal.db`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Opens the file to write to it, or makes it. One that is damaged is moved aside.
pub(super) fn open(path: &Path) -> Result<Connection, JournalFileError> {
    let failed = |reason| JournalFileError::new(path, reason);
    match connect(path) {
        Err(reason) if reason.damage().is_some() => {}
        opened => return opened.map_err(failed),
    }
    // Two processes may have found it damaged, and the second must not move away what the first has begun.
    let _repairing = Lock::take(beside(path, "-repair"), PATIENCE).map_err(|error| failed(error.into()))?;
    match connect(path) {
        Err(reason) => match reason.damage() {
            Some(how) => {
                let aside = set_aside(path).map_err(|error| failed(error.into()))?;
                let (journal, aside) = (path.display(), aside.display());
                tracing::warn!(%how, "the journal {journal} is damaged: moved to {aside}, and a new one is begun");
                connect(path).map_err(failed)
            }
            None => Err(failed(reason)),
        },
        Ok(connection) => Ok(connection),
    }
}

fn connect(path: &Path) -> Result<Connection, Reason> {
    look_at(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    if !schema::readable(&connection)? {
        // Before anything is written to it. What is torn off the end of the log SQLite cuts by itself.
        schema::check(&connection)?;
    }
    schema::prepare(&mut connection)?;
    Ok(connection)
}

/// Whether there is a file at `path` with something in it.
///
/// Finds what SQLite does not: it takes a file that was cut to nothing for a new one, and throws away the log beside it;
/// and one of less than a page may be ours, or not a database at all.
pub(super) fn look_at(path: &Path) -> Result<bool, Reason> {
    let length = match fs::metadata(path) {
        Ok(file) => file.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => 0,
        Err(error) => return Err(error.into()),
    };
    if length == 0 {
        let log = fs::metadata(beside(path, "-wal")).map_or(0, |log| log.len());
        return if log == 0 { Ok(false) } else { Err(Reason::Damaged("it was cut to nothing".to_owned())) };
    }
    if length < PAGE {
        // Only such a file may be opened here: nobody works with it, and who closes a file lets go of every lock that
        // this process has on it, SQLite's too.
        let mut start = Vec::with_capacity(MAGIC.len());
        File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut start)?;
        let is_ours = MAGIC.starts_with(&start);
        let cut = Reason::Damaged(format!("only {length} bytes are left of it"));
        return Err(if is_ours { cut } else { Reason::NotADatabase });
    }
    Ok(true)
}

/// Moves the file, and what SQLite keeps beside it, to `….corrupt-1` or the next number that is free.
fn set_aside(path: &Path) -> std::io::Result<PathBuf> {
    let mut aside = (1..).map(|number| beside(path, &format!(".corrupt-{number}")));
    let aside = aside.find(|aside| !aside.exists()).unwrap_or_else(|| unreachable!("there is always one more"));
    // The file first: a log without its file is noticed.
    for suffix in ["", "-wal", "-shm", "-journal"] {
        match fs::rename(beside(path, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}
