//! Records in words.

use std::fmt;
use std::time::Duration;

use daemon_grammar::duration;

use super::{Actor, Cause, Command, Record, Retry, What};

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match (&self.handler, &self.place) {
            (Some(handler), Some(place)) => write!(f, ", in `{handler}` ({place})"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Retry => "retry",
            Self::Reset => "reset",
        })
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Supervisor => f.write_str("supervisor"),
            Self::Cascade(culprit) => write!(f, "cascade of {culprit}"),
            Self::Program => f.write_str("program"),
            Self::Daemon(name) => write!(f, "daemon {name}"),
            Self::Operator { who, why: None } | Self::Other(who) => f.write_str(who),
            Self::Operator { who, why: Some(why) } => write!(f, "{who} ({why})"),
        }
    }
}

/// `restart 2 of 20, in 200ms`
impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempt, of, delay } = self;
        write!(f, "restart {attempt} of {of}")?;
        match delay.as_millis() {
            0 => f.write_str(", at once"),
            // What jitter leaves behind the milliseconds tells nobody anything.
            millis => {
                let delay = Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX));
                write!(f, ", in {}", duration::display(delay))
            }
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Began { daemons } => write!(f, "began, with {daemons} daemons"),
            Self::LastRunUnclean { process, .. } => write!(f, "the last run, process {process}, ended uncleanly"),
            Self::ShuttingDown => f.write_str("shutting down"),
            Self::Ended { clean: true } => f.write_str("ended"),
            Self::Ended { clean: false } => f.write_str("ended uncleanly"),
            Self::Moved { from, to, retry: Some(retry), .. } => write!(f, "{from} → {to}: {retry}"),
            Self::Moved { from, to, waiting_for, .. } if !waiting_for.is_empty() => {
                write!(f, "{from} → {to} for {}", waiting_for.join(", "))
            }
            Self::Moved { from, to, .. } => write!(f, "{from} → {to}"),
            Self::Commanded(command) => write!(f, "told to {command}"),
            Self::Lost { handler, count, in_hand: true } => write!(f, "lost {count} of `{handler}` that were in hand"),
            Self::Lost { handler, count, in_hand: false } => write!(f, "lost {count} of `{handler}` that were queued"),
            Self::ErrorsBegan { handler } => write!(f, "`{handler}` returns errors"),
            Self::ErrorsEnded { handler, count } => write!(f, "`{handler}` is well again after {count} errors"),
            Self::Stalled { handler, place, age } => {
                write!(f, "stalled in `{handler}` ({place}) for {}", duration::display(*age))
            }
            Self::Blocking { handler, place, age } => {
                write!(f, "blocks its thread in `{handler}` ({place}) for {}", duration::display(*age))
            }
            Self::RestartsOften { in_last_hour } => write!(f, "restarted {in_last_hour} times within an hour"),
            Self::Configured { key, from: Some(from), to: Some(to) } => write!(f, "`{key}` was {from} and is {to}"),
            Self::Configured { key, .. } => write!(f, "`{key}` is another"),
            Self::HealthChanged { from, to } => write!(f, "{from} → {to}"),
            Self::Other(words) => f.write_str(words),
        }
    }
}

/// `17 cache#3 running → stopping: connection refused, in `poll` (src/cache.rs:41) [supervisor]`
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        if let Some(daemon) = &self.daemon {
            write!(f, " {daemon}#{}", self.generation)?;
        }
        write!(f, " {}", self.what)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        write!(f, " [{}]", self.actor)
    }
}
