//! The journal in a SQLite file (feature `sqlite`).
//!
//! [`SqliteJournal`] writes it, [`JournalReader`] reads it, also in another process, while the first runs and after it
//! has died. One file holds many runs, of several processes at once too.
//!
//! Beside the file `journal.db` are SQLite's own `journal.db-wal` and `journal.db-shm`, and for each run that is under way
//! an empty `journal.db-run-…`. That one is locked for as long as the process lives, which is how a run that has died is
//! told from one that has not, whatever has become of its process number.

mod file;
mod file_error;
mod lock;
mod reader;
mod row;
mod runs;
mod schema;
mod select;
#[cfg(test)]
mod tests;
mod words;
mod writer;

pub use file_error::JournalFileError;
pub use reader::JournalReader;
pub use runs::{RunEnd, StoredRun};
pub use select::Select;
pub use writer::SqliteJournal;
