//! The SQLite file: what is in it, and what is done with it. All of this blocks.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, params};

use crate::alerts::Alert;
use crate::batch::Batch;
use crate::open_error::{OpenError, Reason};
use crate::sample::{Sampled, Usage};
use crate::threshold::Change;

/// What SQLite knows our files by: "host".
const APPLICATION: i32 = 0x686f_7374;

/// How long another program may hold the file: twice this, to write and to close, is less than a daemon has for its stop.
const PATIENCE: Duration = Duration::from_millis(1500);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS sample (
        at           INTEGER NOT NULL, -- seconds since 1970
        cpu          REAL NOT NULL,    -- percent of all cores
        memory_used  INTEGER NOT NULL, -- bytes
        memory_total INTEGER NOT NULL,
        processes    INTEGER NOT NULL,
        busiest      TEXT
    );
    CREATE TABLE IF NOT EXISTS disk (
        at    INTEGER NOT NULL,
        mount TEXT NOT NULL,
        used  INTEGER NOT NULL,
        total INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS alert (
        at      INTEGER NOT NULL,
        subject TEXT NOT NULL,
        change  TEXT NOT NULL,         -- raised, cleared
        percent REAL NOT NULL
    );
    CREATE INDEX IF NOT EXISTS sample_at ON sample (at);
    CREATE INDEX IF NOT EXISTS disk_at ON disk (at);
    CREATE INDEX IF NOT EXISTS alert_at ON alert (at);
";

/// An open file.
#[derive(Debug)]
pub(crate) struct Records {
    connection: Connection,
    /// Since it was opened.
    samples: usize,
}

impl Records {
    /// Opens the file, or makes it. What is not ours is left as it is.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |error| OpenError::new(path, Reason::Sqlite(error));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        if !is_ours(&connection).map_err(failed)? {
            return Err(OpenError::new(path, Reason::Foreign));
        }
        Self::prepare(connection).map_err(failed)
    }

    fn prepare(mut connection: Connection) -> rusqlite::Result<Self> {
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        let transaction = connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        // Also a file that has it all is written to once, so that one that cannot be is noticed here.
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.commit()?;
        Ok(Self { connection, samples: 0 })
    }

    pub(crate) fn insert(&mut self, batch: &Batch) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        insert_samples(&transaction, batch.samples.iter().map(AsRef::as_ref))?;
        insert_alerts(&transaction, &batch.alerts)?;
        transaction.commit()?;
        self.samples += batch.samples.len();
        Ok(())
    }

    /// Deletes what is older than that many seconds. Returns how many rows that was.
    pub(crate) fn prune(&mut self, keep: i64) -> rusqlite::Result<usize> {
        let transaction = self.connection.transaction()?;
        let mut rows = 0;
        for table in ["sample", "disk", "alert"] {
            rows += transaction.execute(&format!("DELETE FROM {table} WHERE at < unixepoch() - ?1"), [keep])?;
        }
        transaction.commit()?;
        Ok(rows)
    }

    /// Moves everything into the one file, so that nothing is left to do when it is dropped. Returns how many samples
    /// were written since it was opened.
    pub(crate) fn finish(&mut self) -> rusqlite::Result<usize> {
        self.connection.query_row("PRAGMA wal_checkpoint(truncate)", [], |_| Ok(()))?;
        Ok(self.samples)
    }
}

/// Whether the file is empty or was made by this program.
fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(application == APPLICATION || (application == 0 && tables == 0))
}

fn insert_samples<'a>(to: &Transaction<'_>, samples: impl Iterator<Item = &'a Sampled>) -> rusqlite::Result<()> {
    let mut sample = to.prepare("INSERT INTO sample VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut disk = to.prepare("INSERT INTO disk VALUES (?1, ?2, ?3, ?4)")?;
    for Sampled { at, cpu, memory, disks, processes } in samples {
        let (used, total) = integers(*memory);
        let busiest = processes.busiest.as_ref().map(|busiest| &busiest.name);
        sample.execute(params![at, cpu, used, total, integer(processes.count), busiest])?;
        for of in disks {
            let (used, total) = integers(of.usage);
            disk.execute(params![at, of.mount, used, total])?;
        }
    }
    Ok(())
}

fn insert_alerts(to: &Transaction<'_>, alerts: &[(Change, Alert)]) -> rusqlite::Result<()> {
    let mut insert = to.prepare("INSERT INTO alert VALUES (?1, ?2, ?3, ?4)")?;
    for (change, Alert { at, subject, percent }) in alerts {
        let change = match change {
            Change::Raised => "raised",
            Change::Cleared => "cleared",
        };
        insert.execute(params![at, subject, change, percent])?;
    }
    Ok(())
}

/// SQLite's integers are signed.
fn integer(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

fn integers(usage: Usage) -> (i64, i64) {
    (integer(usage.used), integer(usage.total))
}
