//! From which level on the lines of each daemon are kept, and until when: pure, with the time as an argument.

use std::collections::BTreeMap;

use tokio::time::Instant;
use tracing::Level;

/// The level of a daemon: [`Logs::level`](crate::Logs::level).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogLevel {
    /// Lines of this level and of more severe ones are kept.
    pub level: Level,
    /// When that ends and it is the default level again, if it ends by itself.
    pub until: Option<Instant>,
    /// It is a level of the daemon's own, and not the default.
    pub own: bool,
}

/// All levels.
#[derive(Debug)]
pub(super) struct Levels {
    default: Level,
    own: BTreeMap<String, Own>,
}

#[derive(Clone, Copy, Debug)]
struct Own {
    level: Level,
    until: Option<Instant>,
}

impl Own {
    fn is_over(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

impl Levels {
    pub(super) fn new(default: Level) -> Self {
        Self { default, own: BTreeMap::new() }
    }

    pub(super) fn set_default(&mut self, level: Level) {
        self.default = level;
    }

    pub(super) fn set(&mut self, daemon: &str, level: Level, until: Option<Instant>) {
        self.own.insert(daemon.to_owned(), Own { level, until });
    }

    pub(super) fn reset(&mut self, daemon: &str) {
        self.own.remove(daemon);
    }

    /// Forgets what is over.
    pub(super) fn settle(&mut self, now: Instant) {
        self.own.retain(|_, own| !own.is_over(now));
    }

    pub(super) fn of(&self, daemon: &str, now: impl FnOnce() -> Instant) -> LogLevel {
        match self.own.get(daemon) {
            // The clock is read only where it decides.
            Some(own) if own.until.is_none() || !own.is_over(now()) => {
                LogLevel { level: own.level, until: own.until, own: true }
            }
            _ => LogLevel { level: self.default, until: None, own: false },
        }
    }

    /// The most that anybody may have recorded, and the least that everybody has.
    pub(super) fn span(&self, now: impl FnOnce() -> Instant) -> (Level, Level) {
        let now = (!self.own.is_empty()).then(now);
        let own = self.own.values().filter(|own| now.is_none_or(|now| !own.is_over(now))).map(|own| own.level);
        own.fold((self.default, self.default), |(most, least), level| (most.max(level), least.min(level)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_level_of_ones_own_ends_when_its_time_is_up_and_not_before() {
        let begin = Instant::now();
        let after = |seconds| begin + Duration::from_secs(seconds);
        let mut levels = Levels::new(Level::INFO);
        levels.set("user", Level::TRACE, Some(after(10)));
        levels.set("feed", Level::ERROR, None);
        for (time, user, most) in
            [(0, Level::TRACE, Level::TRACE), (9, Level::TRACE, Level::TRACE), (10, Level::INFO, Level::INFO)]
        {
            assert_eq!(levels.of("user", || after(time)).level, user, "after {time} s");
            assert_eq!(levels.span(|| after(time)), (most, Level::ERROR), "after {time} s");
        }
        levels.settle(after(10));
        assert_eq!(levels.of("user", || begin), LogLevel { level: Level::INFO, until: None, own: false });
        assert!(levels.of("feed", || after(10)).own, "one without an end stays");
        levels.reset("feed");
        levels.set_default(Level::WARN);
        assert_eq!(levels.span(|| begin), (Level::WARN, Level::WARN));
    }
}
