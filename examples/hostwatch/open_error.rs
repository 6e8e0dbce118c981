//! Why a database cannot be used, and what to do about it.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// The file cannot be used.
#[derive(Debug)]
pub(crate) struct OpenError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
pub(crate) enum Reason {
    /// Another program's database.
    Foreign,
    Sqlite(rusqlite::Error),
}

impl OpenError {
    pub(crate) fn new(path: &Path, reason: Reason) -> Self {
        Self { path: path.to_owned(), reason }
    }

    /// What SQLite calls "unable to open database file", in more words.
    fn why_not_opened(&self) -> &'static str {
        let directory = self.path.parent().filter(|path| !path.as_os_str().is_empty());
        if self.path.is_dir() {
            "it is a directory"
        } else if directory.is_some_and(|path| !path.exists()) {
            "its directory does not exist"
        } else if directory.is_some_and(|path| !path.is_dir()) {
            "what should be its directory is a file"
        } else {
            "permission is missing, or there is no room"
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Reason::Foreign => write!(f, "`{path}` is the database of another program"),
            Reason::Sqlite(error) => match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => write!(f, "`{path}` is not a SQLite database"),
                Some(ErrorCode::CannotOpen) => write!(f, "cannot open `{path}`: {}", self.why_not_opened()),
                Some(ErrorCode::ReadOnly) => write!(f, "cannot write to `{path}`: it is read-only"),
                _ => write!(f, "cannot use `{path}`: {error}"),
            },
        }?;
        f.write_str("; set HOSTWATCH_DB to a file that hostwatch may make and write to")
    }
}

impl Error for OpenError {}
