//! Mail whose handler has run often enough for now.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use tokio::time::{Instant, Sleep, sleep_until};

use super::{Intake, Source};
use crate::supervise::throttles::Held;

/// How often another priority is asked for when one is held back: as often as it takes for the lowest to have its turn.
const TURNS: u32 = 64;

/// What is held back, and until when.
pub(super) struct HeldBack {
    /// The handler that was counted for it; none once it has begun.
    slot: Option<usize>,
    timer: Pin<Box<Sleep>>,
}

impl Intake {
    /// The next of the mail whose handler may begin. What is held back holds what is behind it, of its own priority; what is of
    /// another goes on.
    pub(super) fn poll_throttled(&mut self, task: &mut Task<'_>) -> Poll<Option<(Source, usize)>> {
        let now = Instant::now();
        let Some((source, slot)) = ready!(self.poll_coming(task)) else { return Poll::Ready(None) };
        let Some(Held { mut until, .. }) = self.throttles.hold(slot, now) else {
            return Poll::Ready(Some((source, slot)));
        };
        // It is not hung, so nobody who waits for room is to give up before it goes on. What comes from here on wakes the task.
        self.mailbox.goes_on_at(until, task.waker());
        for _ in 0..TURNS {
            let Poll::Ready(coming) = self.poll_coming(task) else { break };
            let Some((source, slot)) = coming else { return Poll::Ready(None) };
            let Some(held) = self.throttles.hold(slot, now) else { return Poll::Ready(Some((source, slot))) };
            until = until.min(held.until);
            self.hold_back(slot, until);
            if held.any || self.mailbox.aside() == 0 {
                break;
            }
            self.mailbox.stand_back();
        }
        self.agenda.poll(task, false);
        self.wait_until(until, task);
        Poll::Pending
    }

    fn hold_back(&mut self, slot: usize, until: Instant) {
        let held = self.held_back.get_or_insert_with(|| {
            let timer = Box::pin(sleep_until(until));
            Box::new(HeldBack { slot: None, timer })
        });
        if held.slot != Some(slot) {
            held.slot = Some(slot);
            self.throttles.waits(slot);
        }
    }

    /// Has the task woken then.
    fn wait_until(&mut self, until: Instant, task: &mut Task<'_>) {
        let Some(HeldBack { timer, .. }) = self.held_back.as_deref_mut() else { return };
        if timer.deadline() != until {
            timer.as_mut().reset(until);
        }
        if timer.as_mut().poll(task).is_ready() {
            task.waker().wake_by_ref();
        }
    }

    /// A run of the handler in `slot` begins, for an event or a message.
    #[cold]
    pub(super) fn count_begun(&mut self, slot: usize) {
        self.throttles.begin(slot, Instant::now());
        if let Some(held) = self.held_back.as_deref_mut().filter(|held| held.slot == Some(slot)) {
            held.slot = None;
        }
    }
}
