//! Mail that is thrown away.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::wait::Waiter;
use super::{Mail, NotTaken};
use crate::message::Lost;

/// Mail that nobody will handle, and publishers who wait for room for it in vain. To be dropped with no lock held: the
/// destructors of events and the wakers of publishers are the user's, and may call back. One that panics is no matter, and
/// keeps no other.
#[must_use = "drop it where no lock is held"]
pub(crate) struct Thrown {
    /// How much it is, by slot.
    pub(crate) counts: Vec<(usize, u64)>,
    _rest: OneByOne,
}

/// Drops one after the other, whatever each of them panics with.
struct OneByOne {
    mail: Vec<Mail>,
    why: Lost,
    refused: VecDeque<Waiter>,
}

impl Drop for OneByOne {
    fn drop(&mut self) {
        for waiter in self.refused.drain(..) {
            let _ = catch_unwind(AssertUnwindSafe(|| drop(waiter.refuse(NotTaken::Stopped))));
        }
        for mail in self.mail.drain(..) {
            let _ = catch_unwind(AssertUnwindSafe(|| mail.lose(self.why)));
        }
    }
}

impl Thrown {
    /// Whoever waits for an answer is told `why` when this is dropped.
    pub(super) fn new(mail: Vec<Mail>, why: Lost) -> Self {
        let counts = count(mail.iter().map(Mail::slot));
        Self { counts, _rest: OneByOne { mail, why, refused: VecDeque::new() } }
    }

    /// Publishers who are told that the daemon has stopped, when this is dropped.
    pub(super) fn refused(refused: VecDeque<Waiter>) -> Self {
        let counts = count(refused.iter().map(Waiter::slot));
        Self { counts, _rest: OneByOne { mail: Vec::new(), why: Lost::Stopped, refused } }
    }
}

/// How many there are of each slot.
fn count(slots: impl Iterator<Item = usize>) -> Vec<(usize, u64)> {
    let mut counts: Vec<(usize, u64)> = Vec::new();
    for slot in slots {
        match counts.iter_mut().find(|(counted, _)| *counted == slot) {
            Some((_, count)) => *count += 1,
            None => counts.push((slot, 1)),
        }
    }
    counts
}
