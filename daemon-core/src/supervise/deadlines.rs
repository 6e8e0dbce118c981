//! When to wake up for whom.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use tokio::time::Instant;

use super::UnitId;
use super::decide::Stage;

/// For how many there is room while there are none.
const KEPT: usize = 64;

/// At most one deadline for each unit, earliest first.
#[derive(Default)]
pub(crate) struct Deadlines {
    order: BTreeSet<(Instant, UnitId)>,
    armed: HashMap<UnitId, Armed, BuildHasherDefault<Numbered>>,
    /// When whoever looks after them looks again, if at all.
    awaited: Option<Instant>,
}

/// Units are numbered one by one: spread, that is a hash.
#[derive(Default)]
struct Numbered(u64);

impl Hasher for Numbered {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(byte.into());
        }
    }

    fn write_u32(&mut self, number: u32) {
        // An odd number near to 2⁶⁴ divided by the golden ratio: what comes one after the other comes far from it.
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// A deadline: what will be overdue then, of which generation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Armed {
    pub(crate) at: Instant,
    pub(crate) stage: Stage,
    pub(crate) generation: u64,
}

impl Deadlines {
    /// Sets the deadline of `unit`, instead of the one it has. Says whether whoever looks after them would come too late
    /// for it, and so is to be told.
    ///
    /// They are not told of what was disarmed: to be woken for nothing now and then is less than to be told of each restart.
    pub(crate) fn arm(&mut self, unit: UnitId, armed: Armed) -> bool {
        self.disarm(unit);
        self.order.insert((armed.at, unit));
        self.armed.insert(unit, armed);
        let sooner = self.awaited.is_none_or(|awaited| armed.at < awaited);
        if sooner {
            self.awaited = Some(armed.at);
        }
        sooner
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
            self.armed = HashMap::default();
        }
    }

    /// When `stage` of this generation is overdue, if that is what is waited for.
    pub(crate) fn of(&self, unit: UnitId, generation: u64, stage: Stage) -> Option<Instant> {
        let armed = self.armed.get(&unit).filter(|armed| armed.generation == generation && armed.stage == stage)?;
        Some(armed.at)
    }

    /// When to look again, as things are `now`. Whoever asks does so then, or when told of an earlier one.
    ///
    /// What it was to look for before stands, though that may have been disarmed: a daemon that fails time and again has a
    /// short deadline each time, and would have it told of each.
    pub(crate) fn next(&mut self, now: Instant) -> Option<Instant> {
        let first = self.order.first().map(|&(at, _)| at);
        self.awaited = self.awaited.filter(|&awaited| awaited > now).into_iter().chain(first).min();
        self.awaited
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn whoever_looks_after_them_is_told_of_what_comes_before_the_next_look_only() {
        let now = Instant::now();
        let mut deadlines = Deadlines::default();
        let arm = |deadlines: &mut Deadlines, unit, secs| {
            let at = now + Duration::from_secs(secs);
            deadlines.arm(UnitId::new(unit), Armed { at, stage: Stage::Start, generation: 1 })
        };
        assert!(arm(&mut deadlines, 0, 30), "nobody would come");
        assert!(!arm(&mut deadlines, 1, 31) && !arm(&mut deadlines, 2, 30));
        assert!(arm(&mut deadlines, 3, 4), "they would come too late");
        deadlines.disarm(UnitId::new(3));
        assert!(!arm(&mut deadlines, 3, 5), "they come for what was disarmed, and find this then");
        let seconds = |secs| now + Duration::from_secs(secs);
        assert_eq!(deadlines.next(now), Some(seconds(4)), "what they come for stands");
        assert_eq!(deadlines.next(seconds(4)), Some(seconds(5)));
        assert!(arm(&mut deadlines, 4, 4));
        for unit in 0..5 {
            deadlines.disarm(UnitId::new(unit));
        }
        assert_eq!(deadlines.next(seconds(6)), None);
        assert!(arm(&mut deadlines, 0, 60), "they sleep until they are told");
    }
}
