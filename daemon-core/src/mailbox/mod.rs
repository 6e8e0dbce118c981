//! The one queue of a daemon.
//!
//! Events and messages wait here until their handler begins; the capacity counts exactly those. The mailbox belongs to
//! the daemon, not to one of its generations: what is queued when a generation ends is still queued when the next one
//! begins.
//!
//! The consumer takes the whole queue in one swap under a short lock and works through that *batch* without locking.
//! The batch still counts against the capacity, and goes back to the front if the generation ends before it is used
//! up. Without room, a publisher leaves its mail in a line of waiters and is told when the consumer has taken it over,
//! so that waiters are served in the order in which they came and none is overtaken.
//!
//! *Accepted* means counted against the capacity; *begun* means a handler has it.

mod circle;
mod lanes;
mod letter;
mod line;
mod mail;
#[cfg(all(test, shuttle))]
mod models;
mod not_taken;
mod offer;
mod overflow;
mod own;
#[cfg(feature = "config")]
mod priorities;
mod ring;
mod sender;
mod take;
mod thrown;
#[cfg(not(all(test, shuttle)))]
mod timers;
mod wait;
mod waiting;

use std::ops::Deref;
use std::sync::{Arc, PoisonError};
use std::task::Waker;
use std::time::Duration;

use tokio::time::Sleep;

pub(crate) use circle::{Edge, Waits};
pub use letter::Letter;
pub(crate) use letter::short;
use line::Line;
pub(crate) use mail::{GivenMail, Mail};
#[cfg(all(test, shuttle))]
pub(crate) use models::Timers;
pub use not_taken::NotTaken;
pub(crate) use offer::{Offer, Wait};
pub use overflow::Overflow;
pub(crate) use own::{Exclusively, UnitKey};
pub(crate) use sender::Sender;
pub(crate) use take::Coming;
pub(crate) use thrown::Thrown;
#[cfg(not(all(test, shuttle)))]
pub(crate) use timers::Timers;
use wait::TakenOver;
pub(crate) use waiting::{Waiting, counting};

use crate::caught::guard;
use crate::event::AnyEvent;
use crate::message::{Lost, Priority};
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// The queue and everybody who waits at either end of it.
pub(crate) struct Mailbox {
    daemon: Arc<str>,
    unit: UnitKey,
    waits: Arc<Waits>,
    timers: Timers,
    #[cfg(feature = "config")]
    priorities: priorities::Priorities,
    own: OwnLine<Consumer>,
    line: Mutex<Line>,
}

/// What the consumer reads and writes for each mail. Publishers look here only when there may be no room.
#[derive(Default)]
struct Consumer {
    /// How much of the consumer's batch has not begun.
    batched: AtomicUsize,
    /// How much is in rings.
    ringed: AtomicUsize,
    /// How much is in lanes of other than normal priority.
    aside: AtomicUsize,
    /// Nothing has come since the consumer found nothing: its waker is in the line. Changes under the lock.
    asleep: AtomicBool,
    /// Somebody wants to know when something begins: there are waiters, or the daemon counts as stuck.
    attention: AtomicBool,
}

/// Alone on its cache line, so that a publisher on another core, which writes what is beside it for each mail, does not
/// take it away from the consumer.
#[derive(Default)]
#[repr(align(64))]
struct OwnLine<T>(T);

impl<T> Deref for OwnLine<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What a mailbox is made with.
pub(crate) struct MailboxTerms {
    pub(crate) daemon: Arc<str>,
    pub(crate) unit: UnitKey,
    pub(crate) capacity: usize,
    pub(crate) publish_timeout: Duration,
    /// The waits of the daemon's system.
    pub(crate) waits: Arc<Waits>,
    /// Of what the daemon runs on.
    pub(crate) timers: Timers,
}

/// What a mailbox holds, and what it has taken.
pub(crate) struct Census {
    /// How much was accepted and has not begun; what is in rings does not count.
    pub(crate) depth: usize,
    /// The most that it ever was.
    pub(crate) most: usize,
    pub(crate) capacity: usize,
    /// How many events were ever accepted, into rings too.
    pub(crate) events: u64,
    /// How many messages were.
    pub(crate) messages: u64,
}

impl Mailbox {
    pub(crate) fn new(terms: MailboxTerms) -> Self {
        let MailboxTerms { daemon, unit, capacity, publish_timeout, waits, timers } = terms;
        let line = Mutex::new(Line::new(capacity, publish_timeout));
        Self {
            daemon,
            unit,
            waits,
            timers,
            #[cfg(feature = "config")]
            priorities: priorities::Priorities::default(),
            own: OwnLine::default(),
            line,
        }
    }

    pub(crate) fn daemon(&self) -> &Arc<str> {
        &self.daemon
    }

    pub(crate) fn unit(&self) -> UnitKey {
        self.unit
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what `event` makes for the handler in `slot`, as mail of normal priority, if there is room; says whether there is.
    /// If not, it is to be offered.
    #[inline]
    pub(crate) fn accept(&self, slot: u16, sender: Sender, event: impl FnOnce() -> AnyEvent) -> bool {
        let mut line = self.line();
        if line.spare == 0 && (!line.open || self.is_full(&mut line)) {
            return false;
        }
        line.spare -= 1;
        line.queue(Mail::event(slot, Priority::Normal, sender, event()));
        let consumer = self.rouse(&mut line);
        drop(line);
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        true
    }

    /// Takes what `make` makes, if there is room. A publish from one of the daemon's own exclusive handlers is taken
    /// over the bound, because only that handler's end could make room.
    pub(crate) fn offer(self: &Arc<Self>, make: impl FnOnce() -> Mail, wait: bool) -> Offer {
        let mut line = self.line();
        if !line.open {
            return Offer::Absent;
        }
        if self.is_full(&mut line) {
            if !self.unit.is_current() {
                return self.without_room(line, make, wait);
            }
            let depth = line.len() + self.own.batched.load(Ordering::SeqCst);
            line.note_depth(depth + 1);
        }
        line.push(make());
        if line.lanes.len() > 0 {
            self.own.aside.store(line.lanes.len(), Ordering::SeqCst);
        }
        let consumer = self.rouse(&mut line);
        drop(line);
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        Offer::Taken
    }

    /// An exclusive handler that waits for this daemon keeps its own from beginning anything: the edge says so, unless it would
    /// close a circle, whose names are returned.
    pub(crate) fn wait_edge(&self) -> Result<Option<Edge>, Vec<Arc<str>>> {
        UnitKey::current().map(|from| self.waits.begin(from, self.unit, &self.daemon)).transpose()
    }

    /// So long from now, by the timers of the runtime that the caller is in, or else of the system's.
    pub(crate) fn sleep(&self, time: Duration) -> Sleep {
        self.timers.sleep(time)
    }

    /// The consumer, if it sleeps: to be woken when nothing is locked.
    fn rouse(&self, line: &mut Line) -> Option<Waker> {
        let consumer = line.consumer.take()?;
        self.own.asleep.store(false, Ordering::Release);
        Some(consumer)
    }

    /// Whether there is no room for one more. If there is, notes how deep it will be then.
    fn is_full(&self, line: &mut Line) -> bool {
        if line.spare > 0 {
            return false;
        }
        let depth = line.len() + self.own.batched.load(Ordering::SeqCst);
        let full = !line.waiters.is_empty() || depth >= line.capacity;
        if !full {
            line.note_depth(depth + 1);
            line.spare = line.capacity.min(line.most) - depth;
        }
        full
    }

    /// The next of the batch begins: gives room to whoever waits for it.
    #[inline]
    fn begun(&self, left: usize) {
        // Sequentially consistent on both sides: either a publisher sees the room, or this sees its request.
        self.own.batched.store(left, Ordering::SeqCst);
        if self.own.attention.load(Ordering::SeqCst) {
            self.attend(left);
        }
    }
}

// What the supervisor does with a mailbox.
impl Mailbox {
    /// Accepts mail from now on, unless it does already, and signals that come after the one numbered `last`.
    pub(crate) fn open(&self, last: u64) {
        let mut line = self.line();
        if !line.open {
            line.open = true;
            line.signals = (last, u64::MAX);
        }
    }

    /// Has room for so much from now on, and lets publishers who come from now on wait for so long.
    #[cfg(feature = "config")]
    pub(crate) fn amend(&self, capacity: usize, publish_timeout: Duration) {
        let mut line = self.line();
        (line.capacity, line.publish_timeout) = (capacity, publish_timeout);
        line.spare = 0;
        // Who waits is let in as far as there is room now; the consumer is at work, or nobody would be waiting.
        let batched = self.own.batched.load(Ordering::SeqCst);
        let taken_over = self.take_over(&mut line, batched);
        drop(line);
        taken_over.tell();
    }

    /// Accepts none from now on, but for signals up to the one numbered `last` that are yet to be told. Those who wait are told
    /// when what is returned is dropped, which is their mail. What is queued stays.
    pub(crate) fn close(&self, last: u64) -> Thrown {
        let mut line = self.line();
        line.open = false;
        line.spare = 0;
        line.signals.1 = last;
        let waiters = std::mem::take(&mut line.waiters);
        drop(line);
        Thrown::refused(waiters)
    }

    /// Throws away what is queued, for this reason.
    fn discard(&self, why: Lost) -> Thrown {
        let mail = {
            let mut line = self.line();
            self.own.ringed.store(0, Ordering::SeqCst);
            self.own.aside.store(0, Ordering::SeqCst);
            let rings = line.take_rings();
            std::mem::take(&mut line.queue).into_iter().chain(line.lanes.take_all()).chain(rings).collect()
        };
        Thrown::new(mail, why)
    }

    /// Accepts none from now on, and keeps none, for this reason. Returns what nobody was told is accepted, and what was.
    pub(crate) fn clear_out(&self, why: Lost) -> (Thrown, Thrown) {
        // In this order: what came in between would stay in the mailbox of a daemon that is down.
        let refused = self.close(0);
        (refused, self.discard(why))
    }

    /// Throws away what is queued for handlers that were given at run time. Says how much that was.
    pub(crate) fn forget_given(&self) -> u64 {
        let mut line = self.line();
        let is_given = |mail: &Mail| matches!(mail, Mail::Given(_));
        let mut given = Vec::new();
        line.take_out_of_rings(is_given, &mut given);
        self.own.ringed.fetch_sub(given.len(), Ordering::SeqCst);
        let mut taken_over = Vec::new();
        loop {
            let queued = line.take_out(is_given);
            let none = queued.is_empty();
            given.extend(queued);
            // What comes from those who waited for room may be for such handlers, too.
            taken_over.push(self.take_over(&mut line, self.own.batched.load(Ordering::SeqCst)));
            if none {
                break;
            }
        }
        drop(line);
        taken_over.into_iter().for_each(TakenOver::tell);
        let forgotten = given.len() as u64;
        // An event's destructor is the user's code: not under the lock, and one that panics must not keep the others.
        for mail in given {
            if let Err(panic) = guard(|| drop(mail)) {
                tracing::error!(daemon = %self.daemon, error = panic, "an event panicked when it was thrown away");
            }
        }
        forgotten
    }

    /// How much was accepted and has not begun; what is in rings does not count.
    pub(crate) fn backlog(&self) -> usize {
        self.line().len() + self.own.batched.load(Ordering::SeqCst)
    }

    /// What it holds, and what it has taken.
    pub(crate) fn census(&self) -> Census {
        let line = self.line();
        let accepted = line.queued + line.taken_out + line.laned + line.ringed - line.refused_by_rings();
        Census {
            depth: line.len() + self.own.batched.load(Ordering::SeqCst),
            most: line.most,
            capacity: line.capacity,
            events: accepted - line.calls,
            messages: line.calls,
        }
    }

    /// How much is in rings.
    pub(crate) fn ringed(&self) -> usize {
        self.own.ringed.load(Ordering::SeqCst)
    }

    /// How much was dropped from the ring of the handler in `slot`, ever.
    pub(crate) fn dropped(&self, slot: usize) -> u64 {
        self.line().dropped(slot).in_all()
    }

    /// The same by what `overflow` was at the time: for something newer of which only the latest counts, and otherwise.
    pub(crate) fn coalesced_and_dropped(&self, slot: usize) -> (u64, u64) {
        let dropped = self.line().dropped(slot);
        (dropped.coalesced, dropped.in_all() - dropped.coalesced)
    }
}
