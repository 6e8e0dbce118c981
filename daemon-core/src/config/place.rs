//! Where a setting is written.

use std::fmt;
use std::sync::Arc;

use crate::daemon::Source;

/// Where a setting is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ConfigPlace {
    /// In a file.
    #[non_exhaustive]
    File {
        /// As it was given to [`App::config_file`](crate::App::config_file).
        path: Arc<str>,
        /// From 1; none if it is about the file as a whole.
        line: Option<usize>,
    },
    /// In the environment.
    #[non_exhaustive]
    Environment {
        /// The variable.
        variable: Arc<str>,
    },
    /// In the program: a call of [`App::configure`](crate::App::configure).
    #[non_exhaustive]
    Code {
        /// Where the call is.
        source: Source,
    },
    /// Nowhere, and it is missing: where the daemon is that needs it.
    #[non_exhaustive]
    Missing {
        /// Its struct.
        source: Source,
    },
}

impl ConfigPlace {
    /// Whether names are written there in capitals, and all values as text.
    pub(super) fn is_environment(&self) -> bool {
        matches!(self, Self::Environment { .. })
    }
}

/// `app.toml:12`
impl fmt::Display for ConfigPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: Some(line) } => write!(f, "{path}:{line}"),
            Self::File { path, line: None } => f.write_str(path),
            Self::Environment { variable } => write!(f, "the variable {variable}"),
            Self::Code { source } => write!(f, "`configure` at {source}"),
            Self::Missing { source } => source.fmt(f),
        }
    }
}
