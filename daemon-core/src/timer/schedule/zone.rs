//! A time zone, as stretches of time between two changes of its clocks.

use daemon_grammar::zone::{self, ZoneError};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The last second of which zones know anything, in the year 9999.
pub(super) const END: i64 = 253_402_207_199;

/// A zone of the database that is bundled with the program, whatever the machine has.
#[derive(Clone, Debug)]
pub(super) struct Zone(TimeZone);

/// A time from one change of the clocks to the next, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// When it begins; none if there was no change before.
    pub(super) start: Option<i64>,
    /// When the next begins.
    pub(super) end: Option<i64>,
    /// By how much the clocks are ahead of UTC.
    pub(super) offset: i64,
    /// By how much they were before it.
    pub(super) offset_before: i64,
}

impl Zone {
    /// The zone of that name.
    pub(super) fn named(name: &str) -> Result<Self, ZoneError> {
        zone::check(name)?;
        // What the grammar knows and the database does not is as unknown.
        TimeZoneDatabase::bundled().get(name).map(Self).map_err(|_| ZoneError::unknown(name))
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The stretch in which `at` is; none where time ends.
    pub(super) fn stretch_at(&self, at: i64) -> Option<Stretch> {
        let second = |at: i64| Timestamp::from_second(at).ok();
        let offset = |at: Timestamp| i64::from(self.0.to_offset(at).seconds());
        let this = second(at)?;
        // Of changes *before* a moment, so that of a change at this moment the stretch is the one that it begins.
        let start = self.0.preceding(second(at.checked_add(1)?)?).next().map(|change| change.timestamp().as_second());
        let end = self.0.following(this).next().map(|change| change.timestamp().as_second());
        let before = start.and_then(|start| second(start - 1)).map(offset);
        Some(Stretch { start, end, offset: offset(this), offset_before: before.unwrap_or_else(|| offset(this)) })
    }

    /// `2026-03-29T03:00:00+02:00[Europe/Berlin]`
    pub(super) fn show(&self, at: i64) -> String {
        Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| at.to_zoned(self.0.clone()).to_string())
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_known_to_the_compiler_are_those_of_the_database() {
        let bundled = TimeZoneDatabase::bundled();
        let bundled: BTreeSet<String> = bundled.available().map(|name| name.as_str().to_owned()).collect();
        let known: BTreeSet<String> = zone::names().map(str::to_owned).collect();
        assert_eq!(known, bundled);
        for name in zone::names() {
            assert_eq!(Zone::named(name).unwrap().name(), name);
        }
    }

    #[test]
    fn stretches_follow_each_other() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        // 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC.
        let (spring, autumn) = (1_774_746_000, 1_792_890_000);
        let summer = Stretch { start: Some(spring), end: Some(autumn), offset: 7_200, offset_before: 3_600 };
        for at in [spring, spring + 1, autumn - 1] {
            assert_eq!(berlin.stretch_at(at), Some(summer));
        }
        assert_eq!(berlin.stretch_at(spring - 1).unwrap().end, Some(spring));
        assert_eq!(berlin.stretch_at(autumn).unwrap().start, Some(autumn));
        let utc = Stretch { start: None, end: None, offset: 0, offset_before: 0 };
        assert_eq!(Zone::named("UTC").unwrap().stretch_at(spring), Some(utc));
        assert_eq!(berlin.stretch_at(i64::MAX), None);
    }
}
