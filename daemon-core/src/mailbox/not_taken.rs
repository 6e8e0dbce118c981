//! Why a daemon did not take an event.

use std::fmt;
use std::time::Duration;

use daemon_grammar::duration;

/// Why a daemon did not take its copy of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotTaken {
    /// It had no room, and `try_publish` does not wait.
    Full,
    /// It had no room, and began nothing for its `publish_timeout`, which is this.
    Idle(Duration),
    /// The same, of a daemon between two lives: it is starting, or cleaning up before it starts again.
    Starting(Duration),
    /// It had no room, and was stopped before there was some.
    Stopped,
    /// It had no room, and waits for the publisher: [`circle`](crate::Undelivered::circle) says along which way.
    Circle,
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("full"),
            Self::Idle(time) => write!(f, "full, and has begun nothing for {}", duration::display(*time)),
            Self::Starting(time) => {
                write!(f, "full, starting, and has begun nothing for {}", duration::display(*time))
            }
            Self::Stopped => f.write_str("stopped"),
            Self::Circle => f.write_str("full, and waits for the publisher"),
        }
    }
}
