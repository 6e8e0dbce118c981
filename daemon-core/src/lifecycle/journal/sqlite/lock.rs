//! Files that are locked for as long as their process lives.
//!
//! The locks are those of SQLite, which the operating system takes away from a process that dies: there is no other lock in
//! the standard library of the lowest compiler that we support.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

/// Held until it is dropped. The file is empty, and goes with it.
pub(super) struct Lock {
    connection: Option<Connection>,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock, waiting for whoever has it for a while.
    pub(super) fn take(path: PathBuf, patience: Duration) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags)?;
        connection.busy_timeout(patience)?;
        // Nothing is ever written, and so nothing is to be rolled back: there is no second file.
        connection.query_row("PRAGMA journal_mode = off", [], |_| Ok(()))?;
        connection.execute_batch("BEGIN EXCLUSIVE")?;
        Ok(Self { connection: Some(connection), path })
    }

    /// Whether somebody has it. In doubt, yes.
    pub(super) fn is_held(path: &Path) -> bool {
        if !path.exists() {
            return false;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let looked = Connection::open_with_flags(path, flags).and_then(|connection| {
            connection.busy_timeout(Duration::ZERO)?;
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        });
        let Err(error) = looked else { return false };
        // One that was removed a moment ago is not held.
        path.exists() && error.sqlite_error_code() != Some(ErrorCode::NotADatabase)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where an open file cannot be removed, it has to be closed first.
        self.connection = None;
        // If it stays, it is empty and unlocked, and the next run removes it.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_held_until_it_is_dropped_and_nothing_is_left() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lock");
        assert!(!Lock::is_held(&path));
        let lock = Lock::take(path.clone(), Duration::ZERO).unwrap();
        assert!(Lock::is_held(&path));
        assert!(Lock::take(path.clone(), Duration::ZERO).is_err());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        drop(lock);
        assert!(!Lock::is_held(&path));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn one_that_a_dead_process_left_is_not_held_and_can_be_taken() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lock");
        fs::write(&path, "").unwrap();
        assert!(!Lock::is_held(&path));
        Lock::take(path, Duration::ZERO).unwrap();
    }
}
