//! `thread(priority = "low")`

use std::fmt;

/// How a daemon's own thread stands with the operating system's scheduler: `thread(priority = "low")`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ThreadPriority {
    /// Gives way to others.
    Low,
    /// As every other thread of the process.
    #[default]
    Normal,
    /// Before others; most systems allow that to few.
    High,
}

impl fmt::Display for ThreadPriority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        })
    }
}
