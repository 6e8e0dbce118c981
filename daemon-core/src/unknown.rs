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
