//! Mail that is thrown away.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Mail;

/// Mail that nobody will handle. To be dropped with no lock held: the destructors of events are the user's, and may call
/// back. One that panics is no matter, and keeps no other.
#[must_use = "drop it where no lock is held"]
pub(crate) struct Thrown {
    /// How much it is, by slot.
    pub(crate) counts: Vec<(usize, u64)>,
    _mail: OneByOne,
}

/// Drops one after the other, whatever each of them panics with.
struct OneByOne(Vec<Mail>);

impl Drop for OneByOne {
    fn drop(&mut self) {
        for mail in self.0.drain(..) {
            let _ = catch_unwind(AssertUnwindSafe(|| drop(mail)));
        }
    }
}

impl Thrown {
    pub(super) fn new(mail: Vec<Mail>) -> Self {
        let mut counts: Vec<(usize, u64)> = Vec::new();
        for slot in mail.iter().map(Mail::slot) {
            match counts.iter_mut().find(|(counted, _)| *counted == slot) {
                Some((_, count)) => *count += 1,
                None => counts.push((slot, 1)),
            }
        }
        Self { counts, _mail: OneByOne(mail) }
    }
}
