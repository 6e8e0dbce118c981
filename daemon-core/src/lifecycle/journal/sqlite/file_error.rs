//! Why a file cannot be the journal, and what to do about it.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A file that cannot be written or read as a journal.
pub struct JournalFileError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
pub(super) enum Reason {
    /// Not SQLite's.
    NotADatabase,
    /// SQLite's, and not a journal.
    Foreign,
    /// Written by a newer version.
    Newer {
        found: i32,
        known: i32,
    },
    /// To be read, and there is none.
    Nothing,
    /// Not all that was written is there.
    Damaged(String),
    Io(io::Error),
    Sqlite(rusqlite::Error),
}

impl Reason {
    /// What to say if the file cannot be used because of what is in it.
    pub(super) fn damage(&self) -> Option<String> {
        match self {
            Self::Damaged(how) => Some(how.clone()),
            Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                Some(error.to_string())
            }
            _ => None,
        }
    }
}

impl Reason {
    fn is_not_a_database(&self) -> bool {
        match self {
            Self::NotADatabase => true,
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::NotADatabase),
            _ => false,
        }
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<rusqlite::Error> for Reason {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl JournalFileError {
    pub(super) fn new(path: &Path, reason: impl Into<Reason>) -> Self {
        Self { path: path.to_owned(), reason: reason.into() }
    }

    /// Whether it may be otherwise in a while, without anybody changing anything about the program or its path.
    pub(super) fn may_pass(&self) -> bool {
        let Reason::Sqlite(error) = &self.reason else { return false };
        let code = error.sqlite_error_code();
        matches!(code, Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::DatabaseBusy))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for JournalFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, reason } = self;
        write!(f, "`{}` cannot be used as a journal: ", path.display())?;
        match reason {
            _ if reason.is_not_a_database() => {
                f.write_str("it is something else, not a SQLite database; choose another path")
            }
            Reason::Foreign => f.write_str("it is a SQLite database of another program; choose another path"),
            Reason::Newer { found, known } => {
                write!(f, "it has format {found}, and this program knows {known}; use a newer version, or another path")
            }
            Reason::NotADatabase | Reason::Nothing => {
                f.write_str("there is none yet; is the path right, and has the program run?")
            }
            Reason::Damaged(how) => write!(f, "it is damaged: {how}"),
            Reason::Io(error) => write!(f, "{error}{}", hint(path)),
            Reason::Sqlite(error) if self.may_pass() => write!(f, "{error}"),
            Reason::Sqlite(error) => write!(f, "{error}{}", hint(path)),
        }
    }
}

/// What the operating system's answer does not say.
fn hint(path: &Path) -> &'static str {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.is_dir() {
        "; it is a directory: name a file in it"
    } else if !directory.exists() {
        "; its directory does not exist: make it first"
    } else if !directory.is_dir() {
        "; it is below something that is not a directory"
    } else {
        "; this process must be able to write to the file and to its directory, where SQLite keeps files beside it"
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for JournalFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for JournalFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.reason {
            Reason::Io(error) => Some(error),
            Reason::Sqlite(error) => Some(error),
            _ => None,
        }
    }
}
