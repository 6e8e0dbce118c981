//! Names that are not there.

use std::fmt;

/// A name that is not in the roster.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownDaemon {
    /// As given.
    pub name: String,
    /// A similar name that is there.
    pub nearest: Option<String>,
}

impl fmt::Display for UnknownDaemon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no daemon `{}`", self.name)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for UnknownDaemon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for UnknownDaemon {}

/// Why there is no such daemon of a type.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DaemonError {
    /// No daemon has the name.
    Unknown(UnknownDaemon),
    /// The daemon of that name is of another type.
    OfAnotherType {
        /// The name.
        name: String,
        /// The daemon's type.
        found: &'static str,
        /// The type that was asked for.
        wanted: &'static str,
    },
    /// No daemon of the app is of the type.
    NotThere {
        /// The type that was asked for.
        wanted: &'static str,
    },
    /// Several daemons are of the type, and none has the type's own name.
    Several {
        /// The type that was asked for.
        wanted: &'static str,
        /// Their names, for a sentence.
        names: String,
    },
}

impl From<UnknownDaemon> for DaemonError {
    fn from(unknown: UnknownDaemon) -> Self {
        Self::Unknown(unknown)
    }
}

impl fmt::Display for DaemonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(unknown) => unknown.fmt(f),
            Self::OfAnotherType { name, found, wanted } => write!(f, "`{name}` is a `{found}`, not a `{wanted}`"),
            Self::NotThere { wanted } => {
                write!(f, "no daemon of this app is a `{wanted}`; add it with `App::with`")
            }
            Self::Several { wanted, names } => {
                write!(f, "several daemons are a `{wanted}`: {names}; say which by name")
            }
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for DaemonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for DaemonError {}
