//! The priorities of a daemon's messages, where they are others than its attributes say.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::Mailbox;
use crate::message::Priority;

/// By slot; made when there is the first. A handle's method knows what the attribute says, and nothing of any configuration: it
/// asks here, where whatever it sends goes.
#[derive(Default)]
pub(super) struct Priorities(OnceLock<Box<[AtomicU8]>>);

/// As the attribute says.
const AS_DECLARED: u8 = u8::MAX;

const ALL: [Priority; 4] = [Priority::Low, Priority::Normal, Priority::High, Priority::Critical];

impl Mailbox {
    /// The priority of a message to the handler in `slot`, for which its attribute says `declared`.
    #[inline]
    pub(crate) fn priority(&self, slot: usize, declared: Priority) -> Priority {
        self.priorities.0.get().map_or(declared, |all| {
            let configured = all.get(slot).map_or(AS_DECLARED, |priority| priority.load(Ordering::Relaxed));
            ALL.get(usize::from(configured)).copied().unwrap_or(declared)
        })
    }

    /// From now on messages to the handlers of `configured` are of these priorities, one for each slot; none is as declared.
    pub(crate) fn prioritize(&self, configured: &[Option<Priority>]) {
        if self.priorities.0.get().is_none() && configured.iter().all(Option::is_none) {
            return;
        }
        let all = self.priorities.0.get_or_init(|| configured.iter().map(|_| AtomicU8::new(AS_DECLARED)).collect());
        for (place, priority) in all.iter().zip(configured) {
            place.store(priority.map_or(AS_DECLARED, |priority| priority as u8), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_stand_in_the_order_of_their_numbers() {
        assert_eq!(ALL.map(|priority| ALL[usize::from(priority as u8)]), ALL);
    }
}
