//! When one schedule fires next, whatever is done to the wall clock. Pure: both clocks are arguments.
//!
//! A wall clock is put back and forward, and a machine that sleeps finds it elsewhere than it left it. So nothing here is
//! planned further ahead than [`LOOK`]: then the wall clock is looked at again.
//!
//! ```text
//! a time has passed, for whatever reason   it fires once at once, or is left out, as `missed` says
//! put back by less than a minute           is waited out
//! put back by more                         fixed times that have fired do not fire again; a rhythm goes on from there
//! ```

#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

use super::done::Done;
use super::{MissedTime, Schedule, Struck};

/// How long at most until the wall clock is looked at again.
pub(super) const LOOK: Duration = Duration::from_secs(60);

/// How far back the wall clock may go before that is more than being corrected, in milliseconds.
const CORRECTION: i64 = 60_000;

/// How late a time may fire with `missed = "skip"`, in seconds.
const GRACE: i64 = 60;

/// By more seconds than this after its time, it is late.
const LATE: i64 = 1;

/// By more than this ahead of what has gone by, in milliseconds, the wall clock was put forward, or the machine slept.
const JUMP: i64 = 1_000;

/// What the wall clock shows, in milliseconds since 1970.
pub(super) type Wall = i64;

/// A schedule on its way.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    schedule: Schedule,
    missed: MissedTime,
    /// The next time, in seconds since 1970, as all times here.
    due: Option<i64>,
    /// The time before it, if that has fired and nothing was left out since.
    before: Option<i64>,
    /// Of fixed times.
    done: Done,
    seen: Seen,
    /// Up to here nobody was there to see times pass: asleep, or between two generations, or the clock was put forward.
    unseen: i64,
}

/// Both clocks when they were last looked at.
#[derive(Clone, Copy, Debug)]
struct Seen {
    wall: Wall,
    at: Instant,
}

/// What a time that was due has come to, and what it has passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Passed {
    pub(super) struck: Struck,
    /// How many times were left out because nobody was there to see them.
    pub(super) missed: u64,
}

/// What became of the wall clock since it was last looked at.
enum Step {
    None,
    Back,
}

fn whole_seconds(wall: Wall) -> i64 {
    wall.div_euclid(1_000)
}

impl Calendar {
    /// A schedule that begins now.
    pub(super) fn starting(schedule: Schedule, missed: MissedTime, wall: Wall, at: Instant) -> Self {
        let due = schedule.next(whole_seconds(wall));
        let (seen, unseen) = (Seen { wall, at }, whole_seconds(wall));
        Self { schedule, missed, due, before: None, done: Done::default(), seen, unseen }
    }

    /// Goes on after nobody has looked for a while.
    pub(super) fn resume(&mut self, wall: Wall, at: Instant) {
        self.look(wall, at);
        self.unseen = whole_seconds(wall);
    }

    /// The next time; none if there is none any more.
    pub(super) fn due(&self) -> Option<i64> {
        self.due
    }

    /// How long to wait before looking again; none if a time has come.
    pub(super) fn look(&mut self, wall: Wall, at: Instant) -> Option<Duration> {
        // What has come stays due.
        if let (Step::Back, Some(_)) = (self.see(wall, at), self.left(wall)) {
            self.plan(whole_seconds(wall));
        }
        self.left(wall).map(|left| left.min(LOOK))
    }

    /// How long it is until the next time; none if it has come.
    fn left(&self, wall: Wall) -> Option<Duration> {
        let left = self.due.map_or(i64::MAX, |due| due.saturating_mul(1_000).saturating_sub(wall));
        u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }

    /// The time that has come fires, or is left out; plans the next.
    pub(super) fn fire(&mut self, wall: Wall, at: Instant) -> Passed {
        let step = self.see(wall, at);
        let Some(due) = self.due else { return Passed::default() };
        // Put back meanwhile, the clock may show less.
        let now = whole_seconds(wall).max(due);
        let fires = match self.missed {
            MissedTime::Once => Some(due),
            MissedTime::Skip => self.last_in(due.max(now - GRACE), now),
        };
        let [skipped, missed] = match (self.missed, fires) {
            (MissedTime::Once, _) => self.left_out(due, now),
            (MissedTime::Skip, Some(last)) => self.left_out(due - 1, last - 1),
            (MissedTime::Skip, None) => self.left_out(due - 1, now),
        };
        let before = self.before.filter(|_| fires == Some(due));
        if let Some(fires) = fires.filter(|_| self.schedule.is_fixed()) {
            self.done.note(fires, before);
        }
        // Whatever was left out so far, it is known here where times come one after the other again.
        let left_out_since = matches!(self.missed, MissedTime::Once) && skipped + missed > 0;
        self.before = fires.filter(|_| !left_out_since);
        match step {
            Step::None => self.go_on(now),
            Step::Back => self.plan(whole_seconds(wall)),
        }
        let late = fires.is_some_and(|fires| now - fires > LATE);
        Passed { struck: Struck { fires: fires.is_some(), late, skipped }, missed }
    }

    /// Plans the next time after `now`, beginning anew.
    fn plan(&mut self, now: i64) {
        self.before = None;
        self.go_on(now);
    }

    /// Plans the next time after `now`, but none of those that have fired.
    fn go_on(&mut self, now: i64) {
        let mut due = self.schedule.next(now);
        while let Some(until) = due.and_then(|due| self.done.until(due)) {
            due = self.schedule.next(until);
            self.before = None;
        }
        self.due = due;
    }

    /// The last time from `first` on up to `last`, which are near to each other.
    fn last_in(&self, first: i64, last: i64) -> Option<i64> {
        let times = std::iter::successors(self.schedule.next(first - 1), |&time| self.schedule.next(time));
        times.take_while(|&time| time <= last).last()
    }

    /// How many times after `after` up to `last` are left out: those that could be seen, and those that could not.
    fn left_out(&self, after: i64, last: i64) -> [u64; 2] {
        let unseen = self.unseen.clamp(after, last.max(after));
        [self.schedule.count(unseen, last), self.schedule.count(after, unseen)]
    }

    /// Looks at the clocks.
    fn see(&mut self, wall: Wall, at: Instant) -> Step {
        let gone_by = i64::try_from(at.saturating_duration_since(self.seen.at).as_millis()).unwrap_or(i64::MAX);
        let step = wall.saturating_sub(self.seen.wall).saturating_sub(gone_by);
        self.seen = Seen { wall, at };
        if step < -CORRECTION {
            self.unseen = self.unseen.min(whole_seconds(wall));
            return Step::Back;
        }
        if step > JUMP {
            self.unseen = whole_seconds(wall);
        }
        Step::None
    }
}
