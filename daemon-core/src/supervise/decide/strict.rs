//! A strict start: nobody more is launched once somebody has failed.
//!
//! The app hears of the failure a little later and shuts down. Whoever could start meanwhile, because a failure is an end
//! of `after` too, would be started only to be stopped.

use super::{Decider, Slot, UnitId};
use crate::lifecycle::Status;

/// Whether a failure holds others back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Start {
    /// It does not.
    #[default]
    Lenient,
    /// The next one will.
    Strict,
    /// One has: nobody is launched.
    Held,
}

impl Decider {
    /// As [`start`](Self::start), and strictly until [`end_strict_start`](Self::end_strict_start).
    pub(crate) fn start_strictly(&mut self, units: &[UnitId]) {
        self.strictness = Start::Strict;
        self.start(units);
    }

    /// Everything has come to something and nobody is failed: if nobody was held back, the start is over and further
    /// failures hold nobody. Else it goes on. Says which.
    pub(crate) fn end_strict_start(&mut self) -> bool {
        let held = self.is_held();
        self.strictness = if held { Start::Strict } else { Start::Lenient };
        if held {
            let all = self.ids();
            self.agenda.extend(all);
            self.settle();
        }
        !held
    }

    pub(super) fn is_held(&self) -> bool {
        self.strictness == Start::Held
    }

    /// Somebody is on the way to the failure that holds the others: what becomes of it is yet to be seen, also if it had
    /// been Running for a moment.
    pub(super) fn is_failing_strictly(&self) -> bool {
        let is_failing = |slot: &Slot| slot.status == Status::Stopping && slot.exit.is_some() && slot.failure.is_some();
        self.is_held() && self.slots.iter().any(is_failing)
    }

    /// Somebody has failed.
    pub(super) fn hold_if_strict(&mut self) {
        if self.strictness == Start::Strict {
            self.strictness = Start::Held;
        }
    }
}
