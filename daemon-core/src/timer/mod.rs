//! Named timers of a daemon: intervals, schedules and deferred calls.
//!
//! All timers of a generation stand in one agenda and share one sleep. They are made when the generation becomes
//! Running and go with it. A timer holds at most one pending tick; what could not be begun in time is handled as its
//! `missed` policy says, and counted.
//!
//! *Due* is when a tick should begin, *fired* is when it does. Times are tokio's, so a paused clock drives them. A schedule is
//! due by the wall clock, which it looks at often enough to notice what is done to that.

mod agenda;
mod beat;
mod in_order;
mod interval;
mod names;
mod schedule;
mod tally;
mod timers;

pub(crate) use agenda::Agenda;
pub(crate) use beat::Beat;
pub(crate) use interval::Period;
pub use interval::{Interval, Missed};
pub use schedule::Timetable;
pub(crate) use schedule::{Almanac, Turn};
#[cfg(feature = "schedule")]
pub use schedule::{MissedTime, Schedule, ScheduleError};
pub(crate) use tally::Tally;
pub use tally::TimerStatus;
