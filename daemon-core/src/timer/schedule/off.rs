//! Without the feature `schedule`: the same names, and none of it can be made.

#![expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_box_returns,
    reason = "the signatures are those of what there is with the feature"
)]

use std::sync::Arc;

use tokio::time::Instant;

use super::Struck;
use crate::timer::TimerStatus;

/// A `#[schedule]` and its options.
#[derive(Clone, Copy, Debug)]
pub enum Timetable {}

impl Timetable {
    pub(crate) fn name(&self) -> &'static str {
        match *self {}
    }

    pub(crate) fn wrong(&self) -> Option<String> {
        match *self {}
    }
}

/// What the generations of a daemon share of one schedule.
pub(crate) enum Almanac {}

impl Almanac {
    pub(crate) fn of(timetable: &Timetable, _: Option<&Self>) -> Option<Arc<Self>> {
        match *timetable {}
    }

    pub(crate) fn missed(&self) -> u64 {
        match *self {}
    }

    pub(crate) fn complete(&self, _: &mut TimerStatus) {
        match *self {}
    }
}

/// A schedule in one generation.
pub(crate) enum Turn {}

impl Turn {
    pub(crate) fn beginning(almanac: &Arc<Almanac>) -> Box<Self> {
        match **almanac {}
    }

    pub(crate) fn look(&mut self) -> Option<Instant> {
        match *self {}
    }

    pub(crate) fn fire(&mut self) -> Struck {
        match *self {}
    }

    pub(crate) fn end(self, _: bool) {
        match self {}
    }
}
