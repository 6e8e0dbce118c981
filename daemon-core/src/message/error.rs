//! Why a message was not answered.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use daemon_grammar::duration;

/// Why a message has no answer; [`Failed`](Self::Failed) is what its handler returned.
///
/// For a handler that returns a `Result<T, E>`, asking it gives `Result<T, AskError<E>>`; for any other, this has no
/// [`Failed`](Self::Failed).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AskError<E = Infallible> {
    /// The handler's own error.
    Failed(E),
    /// The daemon is not running, nor on its way: nothing was sent.
    NotRunning {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
    },
    /// The daemon failed: while it handled this, or for good before it came to it. What the handler did up to there is done.
    Died {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
    },
    /// There was no answer in time. If no handler has begun with it, none will.
    Timeout {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
        /// How long was waited.
        after: Duration,
    },
    /// The mailbox is full, and nothing of it begins.
    Overloaded {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
    },
    /// The daemon was stopped before it came to it.
    Stopped {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
    },
    /// The asked daemon waits for the one that asks, or is the one that asks: this would never have been answered.
    Circle {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
        /// The names of daemons each of which waits for the next, the last for the first.
        circle: Vec<String>,
    },
    /// There is no such daemon, or more than one.
    Unknown {
        /// What there is instead.
        reason: String,
    },
}

impl AskError {
    /// The same, of a handler that may fail.
    pub(super) fn of<E>(self) -> AskError<E> {
        match self {
            Self::Failed(never) => match never {},
            Self::NotRunning { daemon, message } => AskError::NotRunning { daemon, message },
            Self::Died { daemon, message } => AskError::Died { daemon, message },
            Self::Timeout { daemon, message, after } => AskError::Timeout { daemon, message, after },
            Self::Overloaded { daemon, message } => AskError::Overloaded { daemon, message },
            Self::Stopped { daemon, message } => AskError::Stopped { daemon, message },
            Self::Circle { daemon, message, circle } => AskError::Circle { daemon, message, circle },
            Self::Unknown { reason } => AskError::Unknown { reason },
        }
    }

    pub(super) fn circle(daemon: String, message: &'static str, circle: &[Arc<str>]) -> Self {
        Self::Circle { daemon, message, circle: circle.iter().map(ToString::to_string).collect() }
    }
}

impl<E> AskError<E> {
    /// In words; `failed` writes the handler's own error.
    fn write(&self, f: &mut fmt::Formatter<'_>, failed: fn(&E, &mut fmt::Formatter<'_>) -> fmt::Result) -> fmt::Result {
        match self {
            Self::Failed(error) => failed(error, f),
            Self::NotRunning { daemon, message } => write!(f, "{daemon} is not running, so `{message}` was not asked"),
            Self::Died { daemon, message } => write!(f, "{daemon} failed before it had answered `{message}`"),
            Self::Timeout { daemon, message, after } => {
                write!(f, "{daemon} has not answered `{message}` within {}", duration::display(*after))
            }
            Self::Overloaded { daemon, message } => {
                write!(f, "the mailbox of {daemon} is full and nothing of it begins, so `{message}` was not asked")
            }
            Self::Stopped { daemon, message } => write!(f, "{daemon} was stopped before it came to `{message}`"),
            Self::Circle { daemon, message, circle } => {
                let (first, way) = (&circle[0], circle.join(" → "));
                write!(f, "`{message}` of {daemon} cannot be waited for: that would close the circle {way} → {first}")
            }
            Self::Unknown { reason } => f.write_str(reason),
        }
    }
}

impl<E: fmt::Display> fmt::Display for AskError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, E::fmt)
    }
}

/// As it is displayed, which is what `fn main() -> Result` prints; but for the handler's own error.
impl<E: fmt::Debug> fmt::Debug for AskError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, E::fmt)
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for AskError<E> {}
