//! Mail that takes no room in the queue: one ring for each lossy subscription, of which some may be dropped, and one for
//! all signals, of which nothing is.
//!
//! *Signals* are the lifecycle events. Whoever is told of them may have hung for an hour, and the supervisor neither waits
//! nor forgets: their ring grows as it must, at the pace of the journal.
//!
//! What is in a ring keeps its place among the mail of the queue: each entry notes how much mail had been queued before
//! it, and is due when that much has begun. So order across types stands, and what is dropped leaves no gap behind.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Coming, Line, Mail, Mailbox, Offer, Overflow};
use crate::caught::guard;
use crate::sync::atomic::Ordering;

/// A queue of its own beside that of the mailbox.
pub(super) struct Ring {
    /// The handler whose lossy subscription it is; none of the one for signals, which may be for any.
    slot: Option<usize>,
    keep: usize,
    overflow: Overflow,
    mail: VecDeque<(Place, Mail)>,
    dropped: Dropped,
}

/// How much of what was for a ring is not handled.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dropped {
    /// It gave way to something newer.
    oldest: u64,
    /// There was no place for it: it was never accepted.
    newest: u64,
    /// It was not the latest any more.
    pub(super) coalesced: u64,
}

impl Dropped {
    pub(super) fn in_all(self) -> u64 {
        self.oldest + self.newest + self.coalesced
    }
}

/// When an entry is due: after so much mail of the queue has begun, and among those by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    after: u64,
    number: u64,
}

impl Ring {
    /// Of the mail of the queue, as much is no longer there as `gone` says for a place.
    pub(super) fn move_up(&mut self, gone: impl Fn(u64) -> u64) {
        for (place, _) in &mut self.mail {
            place.after -= gone(place.after);
        }
    }
}

impl Mailbox {
    /// The ring of the handler in `slot`, on these terms from now on. If it has more than it may, what is too much goes when the
    /// next comes, unless that is what is dropped.
    pub(crate) fn ring(&self, slot: usize, overflow: Overflow, keep: usize) -> usize {
        let mut line = self.line();
        let ring = line.ring(Some(slot), overflow, keep);
        (line.rings[ring].overflow, line.rings[ring].keep) = (overflow, keep);
        ring
    }

    /// Puts what `make` makes into `ring`; if that is full, something is dropped and counted.
    pub(crate) fn offer_lossy(self: &Arc<Self>, ring: usize, make: impl FnOnce() -> Mail) -> Offer {
        let mut line = self.line();
        if !line.open {
            return Offer::Absent;
        }
        let place = line.place();
        let ring = &mut line.rings[ring];
        let (mut dropped, mut more) = (None, Vec::new());
        if ring.mail.len() >= ring.keep {
            if matches!(ring.overflow, Overflow::DropNewest(_)) {
                ring.dropped.newest += 1;
                return Offer::Dropped;
            }
            dropped = ring.mail.pop_front();
            // Since it may have less than it had.
            more.extend(ring.mail.drain(..(ring.mail.len() + 1).saturating_sub(ring.keep)));
            let count = 1 + more.len() as u64;
            let latest = ring.overflow == Overflow::Latest;
            *(if latest { &mut ring.dropped.coalesced } else { &mut ring.dropped.oldest }) += count;
        }
        ring.mail.push_back((place, make()));
        self.own.ringed.fetch_add(usize::from(dropped.is_none()), Ordering::SeqCst);
        self.own.ringed.fetch_sub(more.len(), Ordering::SeqCst);
        let consumer = self.rouse(&mut line);
        drop(line);
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        // An event's destructor is the user's code: not under the lock, and its panic is not the publisher's.
        for dropped in dropped.into_iter().chain(more) {
            if let Err(panic) = guard(|| drop(dropped)) {
                tracing::error!(daemon = %self.daemon, error = panic, "an event panicked when it gave way to a newer one");
            }
        }
        Offer::Taken
    }

    /// Takes `mail`, which is of the signal `number`, however much there is. What counts is when that was decided, not
    /// when it is told.
    pub(crate) fn offer_signal(&self, mail: Mail, number: u64) -> Offer {
        let mut line = self.line();
        let (after, until) = line.signals;
        if number <= after || number > until {
            return Offer::Absent;
        }
        let place = line.place();
        let ring = line.ring(None, Overflow::Wait, usize::MAX);
        line.rings[ring].mail.push_back((place, mail));
        self.own.ringed.fetch_add(1, Ordering::SeqCst);
        let consumer = self.rouse(&mut line);
        drop(line);
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        Offer::Taken
    }

    /// What is next of the rings, if it comes before the rest of a batch of `batched`.
    #[inline]
    pub(super) fn next_ringed(&self, batched: usize) -> Option<Coming> {
        if self.own.ringed.load(Ordering::SeqCst) == 0 { None } else { self.next_of_rings(batched) }
    }

    #[cold]
    fn next_of_rings(&self, batched: usize) -> Option<Coming> {
        let line = self.line();
        let (ring, slot) = line.next_ring(batched)?;
        Some(if line.rings[ring].slot.is_none() { Coming::Signal(slot) } else { Coming::Ringed(slot) })
    }

    /// The slot of the first signal, whatever is to come before it.
    pub(crate) fn signal(&self) -> Option<usize> {
        if self.ringed() == 0 {
            return None;
        }
        let line = self.line();
        let signals = line.rings.iter().find(|ring| ring.slot.is_none())?;
        signals.mail.front().map(|(_, mail)| mail.slot())
    }

    /// Takes that.
    pub(crate) fn take_signal(&self) -> Option<Mail> {
        let mut line = self.line();
        let ring = line.rings.iter().position(|ring| ring.slot.is_none())?;
        self.pop(&mut line, ring)
    }

    /// Takes what is next of the rings, if it is for `slot`: what was next may have been dropped meanwhile.
    pub(crate) fn take_ringed(&self, batched: usize, slot: usize) -> Option<Mail> {
        let mut line = self.line();
        let (ring, _) = line.next_ring(batched).filter(|&(_, next)| next == slot)?;
        self.pop(&mut line, ring)
    }

    /// The first of `ring` begins.
    fn pop(&self, line: &mut Line, ring: usize) -> Option<Mail> {
        let ring = &mut line.rings[ring];
        let (_, mail) = ring.mail.pop_front()?;
        if ring.slot.is_none() && ring.mail.is_empty() {
            // It may have been long, and may never be so again.
            ring.mail = VecDeque::new();
        }
        self.own.ringed.fetch_sub(1, Ordering::SeqCst);
        if self.own.attention.load(Ordering::SeqCst) {
            line.note_progress();
        }
        Some(mail)
    }
}

impl Line {
    /// The ring whose first entry is due, and the slot of that: everything that was queued before it has begun.
    fn next_ring(&self, batched: usize) -> Option<(usize, usize)> {
        let begun = self.queued - (self.queue.len() + batched) as u64;
        let firsts = self.rings.iter().enumerate().filter_map(|(ring, entries)| Some((entries.mail.front()?.0, ring)));
        let (first, ring) = firsts.min()?;
        let (_, mail) = self.rings[ring].mail.front().filter(|_| first.after <= begun)?;
        Some((ring, mail.slot()))
    }
}

impl Line {
    /// The ring of the lossy subscription of `slot`, or of all signals; made if it is not there.
    fn ring(&mut self, slot: Option<usize>, overflow: Overflow, keep: usize) -> usize {
        if let Some(ring) = self.rings.iter().position(|ring| ring.slot == slot) {
            return ring;
        }
        let mut rings = std::mem::take(&mut self.rings).into_vec();
        rings.push(Ring { slot, keep, overflow, mail: VecDeque::new(), dropped: Dropped::default() });
        self.rings = rings.into();
        self.rings.len() - 1
    }

    /// The place of what comes next into a ring.
    fn place(&mut self) -> Place {
        let place = Place { after: self.queued, number: self.ringed };
        self.ringed += 1;
        place
    }

    /// How many were dropped for the handler in `slot`, ever.
    pub(super) fn dropped(&self, slot: usize) -> Dropped {
        self.rings.iter().find(|ring| ring.slot == Some(slot)).map_or_else(Dropped::default, |ring| ring.dropped)
    }

    /// How much had its place in a ring and was not taken, because what is there is not dropped for something newer.
    pub(super) fn refused_by_rings(&self) -> u64 {
        self.rings.iter().map(|ring| ring.dropped.newest).sum()
    }

    /// Whether the rings hold anything.
    pub(super) fn has_ringed(&self) -> bool {
        self.rings.iter().any(|ring| !ring.mail.is_empty())
    }

    /// Takes out of the rings what `is` says, and puts it into `taken`.
    pub(super) fn take_out_of_rings(&mut self, is: impl Fn(&Mail) -> bool, taken: &mut Vec<Mail>) {
        for ring in &mut self.rings {
            for _ in 0..ring.mail.len() {
                match ring.mail.pop_front() {
                    Some((_, mail)) if is(&mail) => taken.push(mail),
                    Some(entry) => ring.mail.push_back(entry),
                    None => {}
                }
            }
        }
    }

    /// Empties the rings.
    pub(super) fn take_rings(&mut self) -> Vec<Mail> {
        self.rings.iter_mut().flat_map(|ring| ring.mail.drain(..)).map(|(_, mail)| mail).collect()
    }
}
