//! Mail that is thrown away.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Letter;

/// Mail that nobody will handle. To be dropped with no lock held: the destructors of events are the user's, and may call
/// back. One that panics is no matter, and keeps no other.
#[must_use = "drop it where no lock is held"]
pub(crate) struct Thrown {
    /// How much it is, by slot.
    pub(crate) counts: Vec<(usize, u64)>,
    _mail: Option<Box<dyn Send>>,
}

/// Drops one after the other, whatever each of them panics with.
struct OneByOne<T>(Vec<T>);

impl<T> Drop for OneByOne<T> {
    fn drop(&mut self) {
        for mail in self.0.drain(..) {
            let _ = catch_unwind(AssertUnwindSafe(|| drop(mail)));
        }
    }
}

impl Thrown {
    pub(super) fn new<M: Letter>(mail: Vec<M>) -> Self {
        let mut counts: Vec<(usize, u64)> = Vec::new();
        for slot in mail.iter().map(Letter::slot) {
            match counts.iter_mut().find(|(counted, _)| *counted == slot) {
                Some((_, count)) => *count += 1,
                None => counts.push((slot, 1)),
            }
        }
        let mail = (!mail.is_empty()).then(|| Box::new(OneByOne(mail)) as Box<dyn Send>);
        Self { counts, _mail: mail }
    }
}
