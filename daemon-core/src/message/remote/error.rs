//! Why a message that was sent by name has no answer.

use std::fmt;

use crate::message::AskError;
use crate::unknown::UnknownDaemon;

/// Why a message that was sent by name has no answer. An error that its handler returned is none of these: it is in the
/// [`Response`](super::Response).
#[non_exhaustive]
pub enum SendError {
    /// There is no such daemon.
    UnknownDaemon(UnknownDaemon),
    /// The daemon has no such message.
    UnknownMessage {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: String,
        /// A similar message that can be sent by name.
        nearest: Option<String>,
        /// All that can be.
        known: Vec<&'static str>,
    },
    /// The daemon has such a message, but it is not `remote`.
    NotRemote {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
    },
    /// The text is not JSON. Nothing was sent.
    Json {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
        /// Why.
        error: serde_json::Error,
    },
    /// The arguments are not those of the message. Nothing was sent.
    Arguments {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
        /// What is wrong.
        reason: String,
        /// The names of the arguments, in their order.
        expected: &'static [&'static str],
    },
    /// The handler has answered, but its answer cannot be written as JSON.
    Unwritable {
        /// Who was asked.
        daemon: String,
        /// For what.
        message: &'static str,
        /// Why.
        error: serde_json::Error,
    },
    /// The daemon has not answered.
    Unanswered(AskError),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownDaemon(unknown) => unknown.fmt(f),
            Self::UnknownMessage { daemon, message, nearest, known } => {
                write!(f, "{daemon} has no message `{message}`")?;
                match (nearest, &known[..]) {
                    (Some(nearest), _) => write!(f, "; did you mean `{nearest}`?"),
                    (None, []) => write!(f, ", nor any other that can be sent by name"),
                    (None, known) => write!(f, "; it has `{}`", known.join("`, `")),
                }
            }
            Self::NotRemote { daemon, message } => {
                write!(f, "`{message}` of {daemon} cannot be sent by name: write `#[message(remote)]` above it")
            }
            Self::Json { daemon, message, error } => {
                write!(f, "`{message}` of {daemon} was not asked: the arguments are not JSON ({error}); ")?;
                write!(f, r#"a text has quotes: "\"Ada\"""#)
            }
            Self::Arguments { daemon, message, reason, expected } => {
                write!(f, "`{message}` of {daemon} was not asked: {reason}")?;
                match expected {
                    [] => write!(f, "; it takes no arguments"),
                    names => write!(f, r#"; it takes {{"{}": …}}"#, names.join(r#"": …, ""#)),
                }
            }
            Self::Unwritable { daemon, message, error } => {
                write!(f, "{daemon} has answered `{message}`, but that cannot be written as JSON: {error}")
            }
            Self::Unanswered(error) => error.fmt(f),
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json { error, .. } | Self::Unwritable { error, .. } => Some(error),
            _ => None,
        }
    }
}
