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
    /// When that ends and it is the level from before again, if it ends by itself.
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

/// What one daemon has.
#[derive(Clone, Copy, Debug, Default)]
struct Own {
    /// For good.
    lasting: Option<Level>,
    /// Instead of that until then.
    passing: Option<(Level, Instant)>,
}

impl Own {
    /// The clock is read only where it decides.
    fn at(&self, now: impl FnOnce() -> Instant) -> Option<(Level, Option<Instant>)> {
        let passing = self.passing.filter(|(_, until)| *until > now());
        let passing = passing.map(|(level, until)| (level, Some(until)));
        passing.or_else(|| Some((self.lasting?, None)))
    }
}

impl Levels {
    pub(super) fn new(default: Level) -> Self {
        Self { default, own: BTreeMap::new() }
    }

    pub(super) fn set_default(&mut self, level: Level) {
        self.default = level;
    }

    /// For good, or until then: after that it is what it would be for good.
    pub(super) fn set(&mut self, daemon: &str, level: Level, until: Option<Instant>) {
        let own = self.own.entry(daemon.to_owned()).or_default();
        match until {
            Some(until) => own.passing = Some((level, until)),
            None => *own = Own { lasting: Some(level), passing: None },
        }
    }

    pub(super) fn reset(&mut self, daemon: &str) {
        self.own.remove(daemon);
    }

    /// Forgets what is over.
    pub(super) fn settle(&mut self, now: Instant) {
        self.own.retain(|_, own| {
            own.passing = own.passing.filter(|(_, until)| *until > now);
            own.at(|| now).is_some()
        });
    }

    pub(super) fn of(&self, daemon: &str, now: impl FnOnce() -> Instant) -> LogLevel {
        match self.own.get(daemon).and_then(|own| own.at(now)) {
            Some((level, until)) => LogLevel { level, until, own: true },
            None => LogLevel { level: self.default, until: None, own: false },
        }
    }

    /// The most that anybody may have recorded, and the least that everybody has.
    pub(super) fn span(&self, now: impl FnOnce() -> Instant) -> (Level, Level) {
        let now = self.own.values().any(|own| own.passing.is_some()).then(now);
        let own = self.own.values().filter_map(|own| match now {
            Some(now) => own.at(|| now).map(|(level, _)| level),
            None => own.lasting,
        });
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
        levels.set("feed", Level::DEBUG, Some(after(20)));
        levels.set("feed", Level::TRACE, Some(after(30)));
        let of_feed = |levels: &Levels, time| levels.of("feed", || after(time));
        assert_eq!(of_feed(&levels, 29), LogLevel { level: Level::TRACE, until: Some(after(30)), own: true });
        let before = LogLevel { level: Level::ERROR, until: None, own: true };
        assert_eq!(of_feed(&levels, 30), before, "what was for good is again");
        assert_eq!(levels.span(|| after(30)), (Level::INFO, Level::ERROR));
        levels.settle(after(30));
        assert_eq!(of_feed(&levels, 0), before);
        levels.set("feed", Level::DEBUG, Some(after(40)));
        levels.set("feed", Level::WARN, None);
        assert_eq!(of_feed(&levels, 31).level, Level::WARN, "the last call counts");
        levels.reset("feed");
        levels.set_default(Level::WARN);
        assert_eq!(levels.span(|| begin), (Level::WARN, Level::WARN));
    }
}
