//! Mail that may be dropped: one ring for each lossy subscription.
//!
//! What is in a ring keeps its place among the mail of the queue: each entry notes how much mail had been queued before
//! it, and is due when that much has begun. So order across types stands, and what is dropped leaves no gap behind.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Letter, Mailbox, Offer, Overflow};
use crate::caught::guard;
use crate::sync::atomic::Ordering;

/// A lossy subscription's own queue.
pub(super) struct Ring<M> {
    slot: usize,
    keep: usize,
    overflow: Overflow,
    mail: VecDeque<(Place, M)>,
    dropped: u64,
}

/// When an entry is due: after so much mail of the queue has begun, and among those by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    after: u64,
    number: u64,
}

impl<M> Ring<M> {
    /// Of the mail of the queue, as much is no longer there as `gone` says for a place.
    pub(super) fn move_up(&mut self, gone: impl Fn(u64) -> u64) {
        for (place, _) in &mut self.mail {
            place.after -= gone(place.after);
        }
    }
}

impl<M: Letter> Mailbox<M> {
    /// The ring of the handler in `slot`, made if it is not there.
    pub(crate) fn ring(&self, slot: usize, overflow: Overflow, keep: usize) -> usize {
        let mut line = self.line();
        if let Some(ring) = line.rings.iter().position(|ring| ring.slot == slot) {
            return ring;
        }
        line.rings.push(Ring { slot, keep, overflow, mail: VecDeque::new(), dropped: 0 });
        line.rings.len() - 1
    }

    /// Puts what `make` makes into `ring`; if that is full, something is dropped and counted.
    pub(crate) fn offer_lossy(self: &Arc<Self>, ring: usize, make: impl FnOnce() -> M) -> Offer {
        let mut line = self.line();
        if !line.open {
            return Offer::Absent;
        }
        let place = Place { after: line.queued, number: line.lossy };
        line.lossy += 1;
        let ring = &mut line.rings[ring];
        let mut dropped = None;
        if ring.mail.len() == ring.keep {
            ring.dropped += 1;
            if matches!(ring.overflow, Overflow::DropNewest(_)) {
                return Offer::Dropped;
            }
            dropped = ring.mail.pop_front();
        }
        ring.mail.push_back((place, make()));
        self.own.ringed.fetch_add(usize::from(dropped.is_none()), Ordering::SeqCst);
        let consumer = self.rouse(&mut line);
        drop(line);
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        // An event's destructor is the user's code: not under the lock, and its panic is not the publisher's.
        if let Some(dropped) = dropped
            && let Err(panic) = guard(|| drop(dropped))
        {
            tracing::error!(daemon = %self.daemon, error = panic, "an event panicked when it gave way to a newer one");
        }
        Offer::Taken
    }

    /// The slot of what is next of the rings, if it comes before the rest of a batch of `batched`.
    #[inline]
    pub(super) fn next_lossy(&self, batched: usize) -> Option<usize> {
        if self.own.ringed.load(Ordering::SeqCst) == 0 { None } else { self.next_of_rings(batched) }
    }

    #[cold]
    fn next_of_rings(&self, batched: usize) -> Option<usize> {
        let line = self.line();
        let ring = line.next_ring(batched)?;
        Some(line.rings[ring].slot)
    }

    /// Takes what is next of the rings, if it is for `slot`: what was next may have been dropped meanwhile.
    pub(crate) fn take_lossy(&self, batched: usize, slot: usize) -> Option<M> {
        let mut line = self.line();
        let ring = line.next_ring(batched).filter(|&ring| line.rings[ring].slot == slot)?;
        let (_, mail) = line.rings[ring].mail.pop_front()?;
        self.own.ringed.fetch_sub(1, Ordering::SeqCst);
        Some(mail)
    }
}

impl<M> super::Line<M> {
    /// The ring whose first entry is due: everything that was queued before it has begun.
    fn next_ring(&self, batched: usize) -> Option<usize> {
        let begun = self.queued - (self.queue.len() + batched) as u64;
        let firsts = self.rings.iter().enumerate().filter_map(|(ring, entries)| Some((entries.mail.front()?.0, ring)));
        let (first, ring) = firsts.min()?;
        (first.after <= begun).then_some(ring)
    }

    /// How many were dropped for the handler in `slot`, ever.
    pub(super) fn dropped(&self, slot: usize) -> u64 {
        self.rings.iter().find(|ring| ring.slot == slot).map_or(0, |ring| ring.dropped)
    }

    /// Whether the rings hold anything.
    pub(super) fn has_lossy(&self) -> bool {
        self.rings.iter().any(|ring| !ring.mail.is_empty())
    }

    /// Empties the rings.
    pub(super) fn take_rings(&mut self) -> Vec<M> {
        self.rings.iter_mut().flat_map(|ring| ring.mail.drain(..)).map(|(_, mail)| mail).collect()
    }
}
