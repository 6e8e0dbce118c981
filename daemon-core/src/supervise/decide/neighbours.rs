//! What a unit knows of those beside it, as numbers, so that one with ten thousand neighbours need not ask them all
//! whenever one of them moves.

use super::{Decider, Links, Slot, UnitId};
use crate::lifecycle::Status;

/// How many neighbours are what. Kept by [`Decider::update`], which is the only way to change a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Neighbours {
    /// Of those it needs: who does not hold it.
    pub(super) unheld: u32,
    /// Of those it needs: who will not come without a command.
    pub(super) hopeless: u32,
    /// Of those it needs: who is down for a failure, and is not tried again.
    pub(super) lost: u32,
    /// Of those it needs: who has failed once, or waits for one that has.
    pub(super) late: u32,
    /// Of those it comes after: who is on the way up.
    pub(super) coming: u32,
    /// Of those who stand on it, needing it or coming after it: who is on the way down.
    pub(super) leaving: u32,
}

impl Neighbours {
    /// At first everybody is down, and nobody is to come.
    pub(super) fn at_first(links: &Links) -> Self {
        let needs = number(links.needs.len());
        Self { unheld: needs, hopeless: needs, lost: 0, late: needs, coming: 0, leaving: 0 }
    }
}

/// Units are numbered by as much.
fn number(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}

impl Decider {
    /// Changes a slot and keeps all counts right.
    pub(super) fn update(&mut self, unit: UnitId, change: impl FnOnce(&mut Slot)) {
        let slot = &mut self.slots[unit.index()];
        let before = slot.counts_as();
        self.busy -= usize::from(slot.is_busy());
        self.live -= usize::from(slot.status.is_live());
        change(slot);
        self.busy += usize::from(slot.is_busy());
        self.live += usize::from(slot.status.is_live());
        let after = slot.counts_as();
        if before != after {
            self.tell_neighbours(unit, before, after);
        }
    }

    fn tell_neighbours(&mut self, unit: UnitId, before: Neighbours, after: Neighbours) {
        // Links do not change: they are lent while the slots around are written.
        let links = std::mem::take(&mut self.slots[unit.index()].links);
        let mut tell = |others: &[UnitId], count: fn(&mut Neighbours) -> &mut u32| {
            let (before, after) = (*count(&mut { before }), *count(&mut { after }));
            for other in others.iter().filter(|_| before != after) {
                let known = count(&mut self.slots[other.index()].neighbours);
                *known = *known - before + after;
            }
        };
        tell(&links.dependents, |counts| &mut counts.unheld);
        tell(&links.dependents, |counts| &mut counts.hopeless);
        tell(&links.dependents, |counts| &mut counts.lost);
        tell(&links.dependents, |counts| &mut counts.late);
        tell(&links.followers, |counts| &mut counts.coming);
        tell(&links.needs, |counts| &mut counts.leaving);
        tell(&links.after, |counts| &mut counts.leaving);
        self.slots[unit.index()].links = links;
    }
}

impl Slot {
    /// Whether nobody keeps it from starting.
    pub(super) fn is_free(&self) -> bool {
        !self.abandoned && self.neighbours.unheld == 0 && self.neighbours.coming == 0
    }

    /// What it adds to the counts of its neighbours.
    fn counts_as(&self) -> Neighbours {
        Neighbours {
            unheld: u32::from(!self.holds_others()),
            hopeless: u32::from(self.will_not_come()),
            lost: u32::from(self.is_lost()),
            late: u32::from(self.is_late()),
            coming: u32::from(self.is_coming()),
            leaving: u32::from(self.is_leaving()),
        }
    }

    /// Whether it is on the way down, also for a failure of its own, and those it stands on are to wait for it.
    pub(super) fn is_leaving(&self) -> bool {
        self.status == Status::Stopping || self.status.is_live() && self.is_going_down()
    }
}
