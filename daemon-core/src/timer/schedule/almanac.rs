//! What the generations of a daemon share of one schedule, and what can be seen of it from outside.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use super::calendar::Calendar;
use super::{MissedTime, Schedule, Struck, Timetable, wall};
use crate::clock::{later, of_day};
use crate::timer::TimerStatus;

/// Nothing is planned.
const NEVER: i64 = i64::MIN;

/// A schedule of a daemon.
pub(crate) struct Almanac {
    schedule: Schedule,
    missed_time: MissedTime,
    /// When it fires next, in seconds since 1970; [`NEVER`] while no generation is running.
    next: AtomicI64,
    missed: AtomicU64,
    /// Where the last generation was when it failed.
    kept: Mutex<Option<Calendar>>,
}

impl Almanac {
    /// None if there is no such schedule, which `App::check` has told.
    pub(crate) fn of(timetable: &Timetable, before: Option<&Self>) -> Option<Arc<Self>> {
        Some(Self::new(timetable.schedule().ok()?, timetable.missed, before))
    }

    /// Goes on counting where the one `before` was.
    pub(crate) fn new(schedule: Schedule, missed_time: MissedTime, before: Option<&Self>) -> Arc<Self> {
        let missed = AtomicU64::new(before.map_or(0, |before| before.missed.load(Ordering::Relaxed)));
        let (next, kept) = (AtomicI64::new(NEVER), Mutex::new(None));
        Arc::new(Self { schedule, missed_time, next, missed, kept })
    }

    /// How many times came while nobody was there.
    pub(crate) fn missed(&self) -> u64 {
        self.missed.load(Ordering::Relaxed)
    }

    /// Adds to `status` what a schedule has and an interval has not.
    pub(crate) fn complete(&self, status: &mut TimerStatus) {
        status.missed = self.missed();
        let next = self.next.load(Ordering::Relaxed);
        // There may be an interval in its place, which the daemon has set at run time.
        if next != NEVER {
            let at = wall::at(next);
            status.next = Some(at.duration_since(of_day()).unwrap_or_default());
            status.shown = Some(self.schedule.show(at));
            status.at = Some(at);
        }
    }

    /// Where a new generation begins.
    fn begin(&self) -> Calendar {
        let (wall, now) = clocks();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        match kept {
            Some(mut calendar) => {
                calendar.resume(wall, now);
                calendar
            }
            None => Calendar::starting(self.schedule.clone(), self.missed_time, wall, now),
        }
    }

    fn planned(&self, next: Option<i64>) {
        self.next.store(next.unwrap_or(NEVER), Ordering::Relaxed);
    }
}

/// What both clocks show.
fn clocks() -> (i64, Instant) {
    (wall::milliseconds(of_day()), Instant::now())
}

/// A schedule in one generation.
pub(crate) struct Turn {
    calendar: Calendar,
    almanac: Arc<Almanac>,
}

impl Turn {
    /// A new generation's. It goes on where the last was, if that has failed.
    pub(crate) fn beginning(almanac: &Arc<Almanac>) -> Box<Self> {
        let calendar = almanac.begin();
        almanac.planned(calendar.due());
        Box::new(Self { calendar, almanac: Arc::clone(almanac) })
    }

    /// When to look again; none if a time has come.
    pub(crate) fn look(&mut self) -> Option<Instant> {
        let (wall, now) = clocks();
        let wait = self.calendar.look(wall, now);
        self.almanac.planned(self.calendar.due());
        wait.map(|wait| later(now, wait))
    }

    /// The time that has come fires, or is left out.
    pub(crate) fn fire(&mut self) -> Struck {
        let (wall, now) = clocks();
        let passed = self.calendar.fire(wall, now);
        self.almanac.missed.fetch_add(passed.missed, Ordering::Relaxed);
        self.almanac.planned(self.calendar.due());
        passed.struck
    }

    /// Its generation ends. If `goes_on`, the next begins where this one was.
    pub(crate) fn end(self, goes_on: bool) {
        let Self { calendar, almanac } = self;
        almanac.planned(None);
        *almanac.kept.lock().unwrap_or_else(PoisonError::into_inner) = goes_on.then_some(calendar);
    }
}
