//! What is in the file.

use rusqlite::{Connection, TransactionBehavior};

use super::file_error::Reason;

/// What SQLite knows our files by: "djrn".
pub(super) const APPLICATION: i32 = 0x646a_726e;

/// Raised when an older program could not read the file any more. New words in a column are no reason.
pub(super) const VERSION: i32 = 1;

/// Times are nanoseconds: `wall`, `began` and `since` since 1970, `monotonic` since the run began.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS run (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        node    TEXT NOT NULL,
        process INTEGER NOT NULL,
        began   INTEGER NOT NULL,
        ended   INTEGER,          -- 1: it said so. 0: it did not, which a later run has noted. NULL: not yet
        UNIQUE (node, process, began)
    );
    CREATE TABLE IF NOT EXISTS record (
        id            INTEGER PRIMARY KEY,
        run           INTEGER NOT NULL,
        number        INTEGER NOT NULL,
        wall          INTEGER NOT NULL,
        monotonic     INTEGER NOT NULL,
        daemon        TEXT,
        generation    INTEGER NOT NULL,
        what          TEXT NOT NULL,
        text          TEXT NOT NULL, -- what, as a sentence
        actor         TEXT NOT NULL,
        actor_name    TEXT,
        actor_why     TEXT,
        cause         TEXT,
        cause_kind    TEXT,
        cause_handler TEXT,
        cause_place   TEXT,
        status_from   TEXT,
        status_to     TEXT,
        waiting_for   TEXT,          -- names, one in each line
        attempt       INTEGER,
        attempts      INTEGER,
        duration      INTEGER,       -- of the pause before a restart, or of a stall
        handler       TEXT,
        place         TEXT,
        amount        INTEGER,
        flag          INTEGER,
        process       INTEGER,
        since         INTEGER
    );
    CREATE UNIQUE INDEX IF NOT EXISTS record_number ON record (run, number);
    CREATE INDEX IF NOT EXISTS record_daemon ON record (daemon) WHERE daemon IS NOT NULL;
";

/// Makes a file that is empty ours, and makes sure that it can be written to.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), Reason> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // What is committed survives the machine too.
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(())
}

/// Makes sure that the file is ours, or empty, and that this version knows what is in it. Says whether it is empty.
pub(super) fn readable(connection: &Connection) -> Result<bool, Reason> {
    let owner: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if owner != APPLICATION && (owner != 0 || tables != 0) {
        return Err(Reason::Foreign);
    }
    let found: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > VERSION { Err(Reason::Newer { found, known: VERSION }) } else { Ok(tables == 0) }
}

/// Reads the whole file. Not what each record says, but that all of them are where they belong.
pub(super) fn check(connection: &Connection) -> Result<(), Reason> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(Reason::Damaged(found)) }
}
