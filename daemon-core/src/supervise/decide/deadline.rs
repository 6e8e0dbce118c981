//! What happens when something takes too long.

use std::time::Duration;

use super::{Act, Decider, Exit, UnitId};
use crate::daemon::Source;
use crate::lifecycle::{Failure, FailureKind, Status};

/// A part of a generation's life that has a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    /// Becoming ready, within `start_timeout`.
    Start,
    /// Handling what is queued, within four fifths of `stop_timeout`.
    Drain,
    /// `#[cleanup]`, within the rest.
    Cleanup,
    /// Ending at the next await, which only a blocked thread does not.
    GiveUp,
    /// The pause before a restart.
    Backoff,
    /// Being Running for so long that restarts are counted from zero again.
    Settle,
    /// The pause before another try, when restarts are spent.
    Retry,
}

/// A method, and where it is.
pub(crate) type Place = (&'static str, Source);

/// How long a task may take to notice that its time is up.
pub(super) const GRACE: Duration = Duration::from_secs(1);

impl Decider {
    /// The budget of `stage` is used up. `place` is where the generation is instead, if it is to be given up.
    pub(crate) fn overdue(&mut self, unit: UnitId, generation: u64, stage: Stage, place: Option<Place>) {
        // The stage may have come to its end while its deadline was on its way here.
        let is_in_it = match (stage, self.slot(unit).status) {
            (Stage::Start, status) => status == Status::Starting,
            (Stage::Drain | Stage::Cleanup, status) => status == Status::Stopping,
            (Stage::GiveUp, status) => status == Status::Starting || status == Status::Stopping,
            (Stage::Backoff, status) => status == Status::Restarting,
            (Stage::Settle, status) => status == Status::Running,
            (Stage::Retry, status) => status == Status::Failed,
        };
        if !self.is_current(unit, generation) || !is_in_it {
            return;
        }
        self.update(unit, |slot| slot.overdue |= stage == Stage::Start);
        let (next, after) = match stage {
            Stage::Drain => (Stage::Cleanup, self.slot(unit).terms.stop / 5),
            Stage::Start | Stage::Cleanup => (Stage::GiveUp, GRACE),
            Stage::GiveUp => return self.give_up(unit, place),
            Stage::Settle => return self.update(unit, |slot| slot.trouble.note().streak.close()),
            Stage::Backoff => {
                self.end_backoff(unit);
                return self.settle();
            }
            Stage::Retry => {
                self.try_again(unit);
                return self.settle();
            }
        };
        self.acts.push(Act::Expire { unit, stage });
        self.arm_stop(unit, next, after);
    }

    /// Sets the time for `stage`, which comes before a generation is given up.
    pub(super) fn arm_stop(&mut self, unit: UnitId, stage: Stage, after: Duration) {
        self.slots[unit.index()].stage = Some(stage);
        self.acts.push(Act::Arm { unit, stage, after });
    }

    /// What `unit` is at in its stop comes to its end now: the handling of its mail, or else its `#[cleanup]`.
    pub(super) fn cut_short(&mut self, unit: UnitId) {
        let slot = self.slot(unit);
        let (stage, next, after) = match (slot.stage, slot.cleaning) {
            (Some(Stage::Drain), false) => (Stage::Drain, Stage::Cleanup, slot.terms.stop / 5),
            (Some(Stage::Drain | Stage::Cleanup), true) => (Stage::Cleanup, Stage::GiveUp, GRACE),
            // That was cut short already.
            _ => return,
        };
        self.acts.push(Act::Expire { unit, stage });
        self.arm_stop(unit, next, after);
    }

    /// A thread is blocked in the generation. It counts as gone, but the next one does not start before it really is.
    fn give_up(&mut self, unit: UnitId, place: Option<Place>) {
        self.hold_if_strict();
        if self.slot(unit).exit.is_none() {
            let failure = Failure::new(FailureKind::Blocked, "a thread is blocked in it and did not end in time");
            self.note_exit(unit, Exit::Failed(failure.at(place)));
        }
        if self.slot(unit).status != Status::Stopping {
            self.enter(unit, Status::Stopping);
            self.acts.push(Act::Stop { unit, drain: false });
            self.lost(unit);
        }
        self.update(unit, |slot| slot.abandoned = true);
        self.conclude(unit);
        self.settle();
    }
}
