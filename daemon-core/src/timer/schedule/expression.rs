//! A cron expression in a zone.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use daemon_grammar::cron::{self, Cron};

use super::zone::{self, Stretch, Zone};
use super::{ScheduleError, local, wall};

/// When something happens, by the calendar and the clocks of a zone: what `#[schedule]` says, for a program to read and to
/// look ahead in.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use daemon_core::Schedule;
///
/// let nightly = Schedule::parse("30 2 * * *", "Europe/Berlin")?;
///
/// // The 28th of March 2026, 12:00 UTC. In the night that follows there is no half past two: clocks go from two to three.
/// let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_774_699_200);
/// let next: Vec<String> = nightly.after(noon).take(2).map(|at| nightly.show(at)).collect();
/// assert_eq!(next, ["2026-03-29T03:00:00+02:00[Europe/Berlin]", "2026-03-30T02:30:00+02:00[Europe/Berlin]"]);
///
/// let error = Schedule::parse("0 25 * * *", "UTC").unwrap_err();
/// assert_eq!(error.to_string(), "`0 25 * * *` is not a schedule: there is no hour 25; hours go from 0 to 23");
/// # Ok::<(), daemon_core::ScheduleError>(())
/// ```
///
/// # The expression
///
/// Five fields, or six with the seconds first: minute, hour, day of month, month, day of week. Each is `*`, a number, a range
/// `8-18`, either range with a step, `*/15` or `8-18/2`, or a list of those. Months and weekdays have names too, `JAN` and
/// `MON`; 0 and 7 are Sunday. Or one of `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually`.
///
/// If neither the day of month nor the day of week begins with `*`, a day has to be in one of the two; otherwise in both.
///
/// # When clocks are put forward or back
///
/// An expression with a `*` or a step in its hours, minutes or seconds is a *rhythm*, any other names *fixed times*.
///
/// | | fixed times, `30 2 * * *` | a rhythm, `*/30 * * * *` |
/// |---|---|---|
/// | a time that is left out, clocks being put forward | at the moment at which they are | not |
/// | a time that comes twice, clocks being put back | the first time | both times |
///
/// So a fixed time is once for each local day, and a rhythm keeps its pace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    text: Arc<str>,
    cron: Cron,
    zone: Zone,
}

impl Schedule {
    /// Reads `expression`, and `zone`: a name of the IANA, `Europe/Berlin` or `UTC`. The rules of the zone are those of the
    /// database that the program brings along, on every machine the same.
    pub fn parse(expression: &str, zone: &str) -> Result<Self, ScheduleError> {
        let cron = cron::parse(expression).map_err(|error| ScheduleError::of_expression(expression, error))?;
        let zone = Zone::named(zone).map_err(|error| ScheduleError::of_zone(zone, error))?;
        Ok(Self { text: Arc::from(expression.trim()), cron, zone })
    }

    /// The expression, as it was written.
    pub fn expression(&self) -> &str {
        &self.text
    }

    /// The name of the zone.
    pub fn zone(&self) -> &str {
        self.zone.name()
    }

    /// The first time after `after`; none if there is none before the year 10000.
    pub fn next_after(&self, after: SystemTime) -> Option<SystemTime> {
        self.next(wall::seconds(after)).map(wall::at)
    }

    /// All times after `after`, in order.
    pub fn after(&self, after: SystemTime) -> impl Iterator<Item = SystemTime> + '_ {
        std::iter::successors(self.next_after(after), |last| self.next_after(*last))
    }

    /// What a clock in the zone shows at `at`, with its offset and the zone, in whole seconds:
    /// `2026-03-29T03:00:00+02:00[Europe/Berlin]`.
    pub fn show(&self, at: SystemTime) -> String {
        self.zone.show(wall::seconds(at))
    }

    /// Whether it names times of a day, each of which is once for each local day.
    pub(super) fn is_fixed(&self) -> bool {
        self.cron.is_fixed()
    }

    /// The first time after `after`, both in seconds since 1970.
    pub(super) fn next(&self, after: i64) -> Option<i64> {
        let mut from = after.checked_add(1)?;
        loop {
            let stretch = self.zone.stretch_at(from)?;
            if self.is_made_up_for(&stretch, from) {
                return Some(from);
            }
            // Nothing more in this place's calendar is nothing more at all.
            let found = local::first_from(&self.cron, self.local(&stretch, from))? - stretch.offset;
            match stretch.end {
                Some(end) if end <= found => from = end,
                _ => return Some(found),
            }
        }
    }

    /// How many times there are after `after` up to `last`, both in seconds since 1970. It costs no more than the days
    /// between them.
    pub(super) fn count(&self, after: i64, last: i64) -> u64 {
        let last = last.min(zone::END);
        let mut times = 0;
        let mut from = after.saturating_add(1);
        while from <= last {
            let Some(stretch) = self.zone.stretch_at(from) else { break };
            let end = stretch.end.unwrap_or(i64::MAX).min(last + 1);
            let local = self.local(&stretch, from);
            // What is made up for and what is due at that moment anyway are one.
            let is_due_anyway = || local::first_from(&self.cron, local) == Some(local);
            times += u64::from(self.is_made_up_for(&stretch, from) && !is_due_anyway());
            times += local::count(&self.cron, local, end + stretch.offset);
            from = end;
        }
        times
    }

    /// Whether `from` is the moment at which clocks are put forward past a fixed time.
    fn is_made_up_for(&self, stretch: &Stretch, from: i64) -> bool {
        if !self.is_fixed() || stretch.start != Some(from) {
            return false;
        }
        let (left_out_from, left_out_to) = (from + stretch.offset_before, from + stretch.offset);
        local::first_from(&self.cron, left_out_from).is_some_and(|first| first < left_out_to)
    }

    /// What clocks show at `from`; for fixed times not less than they have shown before they were put back.
    fn local(&self, stretch: &Stretch, from: i64) -> i64 {
        let shown = from + stretch.offset;
        let before = stretch.start.filter(|_| self.is_fixed()).map(|start| start + stretch.offset_before);
        before.map_or(shown, |before| before.max(shown))
    }
}

/// The expression and the zone: `0 2 * * * Europe/Berlin`.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.text, self.zone.name())
    }
}
