//! Which lines somebody wants to see.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use tracing::Level;

use super::shelf::{Shelf, Which};
use super::{LogLine, LogStream, Logs};

/// A choice of lines: [`Logs::of`], [`Logs::all`]. All conditions hold together.
///
/// ```
/// use daemon_core::Logs;
/// use tracing::Level;
///
/// let logs = Logs::new();
/// for line in logs.of("user").and("feed").level(Level::WARN).last(10).lines() {
///     println!("{line}");
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "ask for its `lines`, or `follow` it"]
pub struct LogQuery {
    logs: Logs,
    pub(super) wanted: Wanted,
    last: Option<usize>,
}

/// The conditions on a line by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// Empty for all.
    daemons: Vec<String>,
    level: Option<Level>,
    since: Option<SystemTime>,
    life: Option<Life>,
    text: Option<String>,
}

#[derive(Clone, Copy, Debug)]
enum Life {
    /// By its number.
    Is(u64),
    /// So many before the newest.
    Ago(u64),
}

impl LogQuery {
    pub(super) fn new(logs: Logs, daemon: Option<&str>) -> Self {
        let daemons = daemon.map(str::to_owned).into_iter().collect();
        Self { logs, wanted: Wanted { daemons, ..Wanted::default() }, last: None }
    }

    /// Of this daemon too. Of all it stays all. For names that somebody has typed there is
    /// [`of_each`](crate::SystemLogs::of_each).
    pub fn and(mut self, daemon: &str) -> Self {
        if !self.wanted.daemons.is_empty() {
            self.wanted.daemons.push(daemon.to_owned());
        }
        self
    }

    /// Of this level or more severe.
    pub fn level(mut self, level: Level) -> Self {
        self.wanted.level = Some(level);
        self
    }

    /// Not older than this.
    pub fn since(mut self, time: SystemTime) -> Self {
        self.wanted.since = Some(time);
        self
    }

    /// Of the life with this number; where several systems have had such a daemon one after the other, in the last of them.
    pub fn generation(mut self, number: u64) -> Self {
        self.wanted.life = Some(Life::Is(number));
        self
    }

    /// Of the life so many before the newest of each daemon: 1 for the last one before this, 0 for this. A system begins anew.
    pub fn lives_ago(mut self, count: u64) -> Self {
        self.wanted.life = Some(Life::Ago(count));
        self
    }

    /// With this text in the message, or in the value of a field.
    pub fn containing(mut self, text: impl Into<String>) -> Self {
        self.wanted.text = Some(text.into());
        self
    }

    /// Of those that fit, the last so many.
    pub fn last(mut self, count: usize) -> Self {
        self.last = Some(count);
        self
    }

    /// The lines that are there now, of all daemons in the order in which they were recorded.
    pub fn lines(&self) -> Vec<Arc<LogLine>> {
        // The lock is for taking hold of them: whoever logs does not wait while they are looked at.
        let there = self.there(&self.logs.0.kept().shelves);
        self.pick(there)
    }

    /// The lines that are there now, and all that come: see [`LogStream`].
    ///
    /// What [`lives_ago`](Self::lives_ago) means is looked at for each line when it comes.
    pub fn follow(&self) -> LogStream {
        let (stream, follower) = LogStream::new(self.logs.0.bound, self.wanted.clone());
        let there = {
            let mut kept = self.logs.0.kept();
            kept.followers.retain(|follower| !follower.is_gone());
            kept.followers.push(follower);
            self.there(&kept.shelves)
        };
        stream.after(self.pick(there))
    }

    /// All lines of the daemons that are asked for, each with the number of its daemon's newest life.
    fn there(&self, shelves: &BTreeMap<Arc<str>, Shelf>) -> Vec<(Arc<LogLine>, Which)> {
        let shelves = shelves.iter().filter(|(daemon, _)| self.wanted.is_of(daemon));
        shelves.flat_map(|(_, shelf)| shelf.lines().map(|line| (Arc::clone(line), shelf.newest()))).collect()
    }

    fn pick(&self, there: Vec<(Arc<LogLine>, Which)>) -> Vec<Arc<LogLine>> {
        let wanted = there.into_iter().filter(|(line, newest)| self.wanted.wants(line, *newest));
        let mut lines: Vec<_> = wanted.map(|(line, _)| line).collect();
        lines.sort_unstable_by_key(|line| line.number);
        if let Some(last) = self.last {
            lines.drain(..lines.len().saturating_sub(last));
        }
        lines
    }
}

impl Wanted {
    fn is_of(&self, daemon: &str) -> bool {
        self.daemons.is_empty() || self.daemons.iter().any(|wanted| wanted == daemon)
    }

    /// Whether it wants `line`, of a daemon whose newest life this is.
    pub(super) fn wants(&self, line: &LogLine, newest: Which) -> bool {
        let is_of_last = line.unit == newest.unit;
        let of_life = match self.life {
            None => true,
            Some(Life::Is(number)) => is_of_last && line.generation == Some(number),
            Some(Life::Ago(count)) => {
                let is_that = |life: u64| life.checked_add(count) == Some(newest.generation);
                is_of_last && line.generation.is_some_and(is_that)
            }
        };
        of_life
            && self.is_of(&line.daemon)
            && self.level.is_none_or(|level| line.level <= level)
            && self.since.is_none_or(|since| line.at >= since)
            && self.text.as_ref().is_none_or(|text| line.contains(text))
    }
}
