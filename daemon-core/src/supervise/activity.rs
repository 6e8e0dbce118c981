//! What a generation is doing, readable from outside at any moment.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::mailbox::Sender;

/// The method in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Between handlers.
    Nothing,
    Init,
    Run,
    Cleanup,
    /// The handler in this slot; of concurrent ones, the one that began last.
    Handler(usize),
}

/// Where a generation notes what it is doing. Only its own task writes.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    doing: AtomicU32,
    /// Moves whenever anything begins, and is odd while the task is polled: as long as it stays where it is, the same method is
    /// in hand, or was last; if it is odd, in one and the same poll.
    mark: AtomicU32,
    /// Who sent what the handler in hand is for.
    sender: AtomicU32,
}

const HOOKS: u32 = 4;

impl Activity {
    pub(crate) fn set(&self, doing: Doing) {
        let code = match doing {
            Doing::Nothing => 0,
            Doing::Init => 1,
            Doing::Run => 2,
            Doing::Cleanup => 3,
            Doing::Handler(slot) => HOOKS.saturating_add(u32::try_from(slot).unwrap_or(u32::MAX)),
        };
        self.doing.store(code, Ordering::Relaxed);
        self.advance(2);
    }

    /// What the handler in hand is for was sent by `sender`.
    #[inline]
    pub(crate) fn sent_by(&self, sender: Sender) {
        self.sender.store(sender.number(), Ordering::Relaxed);
    }

    /// Who sent what the handler in hand is for, if one is.
    pub(crate) fn sender(&self) -> Option<Sender> {
        let handles = matches!(self.get(), Doing::Handler(_));
        handles.then(|| Sender::of_number(self.sender.load(Ordering::Relaxed)))
    }

    /// A poll of the task begins, or ends.
    pub(crate) fn turn(&self) {
        self.advance(1);
    }

    fn advance(&self, by: u32) {
        self.mark.store(self.mark.load(Ordering::Relaxed).wrapping_add(by), Ordering::Relaxed);
    }

    pub(crate) fn mark(&self) -> u32 {
        self.mark.load(Ordering::Relaxed)
    }

    /// Whether the task was being polled when this was its mark.
    pub(crate) fn is_polled(mark: u32) -> bool {
        mark % 2 == 1
    }

    pub(crate) fn get(&self) -> Doing {
        match self.doing.load(Ordering::Relaxed) {
            0 => Doing::Nothing,
            1 => Doing::Init,
            2 => Doing::Run,
            3 => Doing::Cleanup,
            code => Doing::Handler((code - HOOKS) as usize),
        }
    }
}
