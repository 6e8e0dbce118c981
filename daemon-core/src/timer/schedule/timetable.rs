//! What `#[schedule(…)]` says.

use super::{Schedule, ScheduleError};

/// What becomes of times that have passed before the method could run: the daemon was busy or between two lives, the machine
/// was asleep, or its clock was put forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MissedTime {
    /// One run at once for all of them.
    #[default]
    Once,
    /// None for those that were more than a minute ago.
    Skip,
}

/// A `#[schedule]` and its options.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Timetable {
    /// Unique in the daemon.
    pub name: &'static str,
    /// When, as a cron expression.
    pub expression: &'static str,
    /// By the clocks of which zone.
    pub zone: &'static str,
    /// What becomes of times that have passed.
    pub missed: MissedTime,
}

impl Timetable {
    /// With `missed` as it is by default.
    pub const fn new(name: &'static str, expression: &'static str, zone: &'static str) -> Self {
        Self { name, expression, zone, missed: MissedTime::Once }
    }

    /// Sets `missed`.
    #[must_use = "returns the changed timetable"]
    pub const fn missed(mut self, missed: MissedTime) -> Self {
        self.missed = missed;
        self
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn schedule(&self) -> Result<Schedule, ScheduleError> {
        Schedule::parse(self.expression, self.zone)
    }

    /// What is wrong with it that the compiler could not see: a zone that the program's database does not have.
    pub(crate) fn wrong(&self) -> Option<String> {
        self.schedule().err().map(|error| error.to_string())
    }
}
