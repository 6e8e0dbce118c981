//! Mail whose handler has run often enough for now.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use tokio::time::{Instant, Sleep, sleep_until};

use super::{Intake, Source};
use crate::message::Priority;
use crate::supervise::decide::Stage;
use crate::supervise::throttles::Held;

/// How often another priority is asked for when one is held back: as often as it takes for the lowest to have its turn.
const TURNS: u32 = 64;

/// What is held back, and until when.
pub(super) struct HeldBack {
    /// Of each priority, the handler that was counted for what is next of it; none once that has begun.
    counted: [Option<usize>; 4],
    timer: Pin<Box<Sleep>>,
}

impl Intake {
    /// The next of the mail whose handler may begin. What is held back holds what is behind it, of its own priority; what is of
    /// another goes on, and so do lifecycle events.
    pub(super) fn poll_throttled(&mut self, task: &mut Task<'_>) -> Poll<Option<(Source, usize)>> {
        let now = Instant::now();
        let Some((source, slot)) = ready!(self.poll_coming(task)) else { return Poll::Ready(None) };
        let Some(Held { mut until, .. }) = self.holds(source, slot, now, task) else {
            return Poll::Ready(Some((source, slot)));
        };
        // It is not hung, so nobody who waits for room is to give up before it goes on. What comes from here on wakes the task.
        self.mailbox.goes_on_at(until, task.waker());
        if let Some(slot) = self.mailbox.signal().filter(|&slot| self.has_place(slot)) {
            return Poll::Ready(Some((Source::Signal, slot)));
        }
        for _ in 0..TURNS {
            let Poll::Ready(coming) = self.poll_coming(task) else { break };
            let Some((source, slot)) = coming else { return Poll::Ready(None) };
            let Some(held) = self.holds(source, slot, now, task) else { return Poll::Ready(Some((source, slot))) };
            until = until.min(held.until);
            self.hold_back(source, slot, until);
            if held.any || self.mailbox.aside() == 0 {
                break;
            }
            self.mailbox.stand_back();
        }
        if self.stopping && self.drained_by().is_some_and(|end| end <= until) {
            // Nothing of what is left can begin before it would be cut.
            return Poll::Ready(None);
        }
        self.agenda.poll(task, false);
        self.wait_until(until, task);
        Poll::Pending
    }

    /// Whether what is next of `source` is to wait, and until when. What nobody waits for any more is not: it is taken and left
    /// out, and if that comes to be while it is held back, the task is woken.
    fn holds(&self, source: Source, slot: usize, now: Instant, task: &Task<'_>) -> Option<Held> {
        lane(source)?;
        let held = self.throttles.hold(slot, now)?;
        let in_vain = match source {
            Source::Mail => self.batch.front().is_some_and(|mail| mail.is_vain(task.waker())),
            Source::Lane(priority) => self.mailbox.is_vain_aside(priority, task.waker()),
            Source::Ring | Source::Signal | Source::Ready | Source::Timer(_) => false,
        };
        (!in_vain).then_some(held)
    }

    fn hold_back(&mut self, source: Source, slot: usize, until: Instant) {
        let held = self.held_back.get_or_insert_with(|| {
            let timer = Box::pin(sleep_until(until));
            Box::new(HeldBack { counted: [None; 4], timer })
        });
        if let Some(lane) = lane(source)
            && held.counted[lane].replace(slot) != Some(slot)
        {
            self.throttles.waits(slot);
        }
    }

    /// When the drain is cut, if that is going on.
    fn drained_by(&self) -> Option<Instant> {
        let unit = self.generation.unit.id;
        self.generation.supervisor.state().deadlines.of(unit, self.generation.number, Stage::Drain)
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

    /// What was next of `source`, for the handler in `slot`, begins or is left out. Of what begins, mail counts.
    #[cold]
    pub(super) fn leaves_its_lane(&mut self, source: Source, slot: usize, begins: bool) {
        let Some(lane) = lane(source) else {
            self.mailbox.goes_on();
            return;
        };
        if begins {
            self.throttles.begin(slot, Instant::now());
        }
        if let Some(held) = self.held_back.as_deref_mut() {
            held.counted[lane] = None;
        }
    }
}

/// The place of a priority among those that are counted; none for what no throttle holds.
fn lane(source: Source) -> Option<usize> {
    match source {
        Source::Mail | Source::Ring => Some(Priority::Normal as usize),
        Source::Lane(priority) => Some(priority as usize),
        Source::Signal | Source::Ready | Source::Timer(_) => None,
    }
}
