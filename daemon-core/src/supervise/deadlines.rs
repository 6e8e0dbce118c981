//! When to wake up for whom.

use std::collections::{BTreeSet, HashMap};

use tokio::time::Instant;

use super::UnitId;
use super::decide::Stage;

/// For how many there is room while there are none.
const KEPT: usize = 64;

/// At most one deadline for each unit, earliest first.
#[derive(Default)]
pub(crate) struct Deadlines {
    order: BTreeSet<(Instant, UnitId)>,
    armed: HashMap<UnitId, Armed>,
}

/// A deadline: what will be overdue then, of which generation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Armed {
    pub(crate) at: Instant,
    pub(crate) stage: Stage,
    pub(crate) generation: u64,
}

impl Deadlines {
    /// Sets the deadline of `unit`, instead of the one it has. Says whether it is the earliest now.
    pub(crate) fn arm(&mut self, unit: UnitId, armed: Armed) -> bool {
        self.disarm(unit);
        self.order.insert((armed.at, unit));
        self.armed.insert(unit, armed);
        self.order.first() == Some(&(armed.at, unit))
    }

    pub(crate) fn disarm(&mut self, unit: UnitId) {
        if let Some(armed) = self.armed.remove(&unit) {
            self.order.remove(&(armed.at, unit));
            self.make_small();
        }
    }

    /// Ten thousand may have had one at once, and never will again.
    fn make_small(&mut self) {
        if self.armed.is_empty() && self.armed.capacity() > KEPT {
            self.armed = HashMap::new();
        }
    }

    /// When `stage` of this generation is overdue, if that is what is waited for.
    pub(crate) fn of(&self, unit: UnitId, generation: u64, stage: Stage) -> Option<Instant> {
        let armed = self.armed.get(&unit).filter(|armed| armed.generation == generation && armed.stage == stage)?;
        Some(armed.at)
    }

    /// When to look again.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.order.first().map(|&(at, _)| at)
    }

    /// Takes one whose time has come.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<(UnitId, Armed)> {
        let &(at, unit) = self.order.first()?;
        if at > now {
            return None;
        }
        self.order.pop_first();
        let armed = self.armed.remove(&unit);
        self.make_small();
        armed.map(|armed| (unit, armed))
    }
}
