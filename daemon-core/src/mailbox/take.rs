//! The consumer's end of a mailbox.

use std::collections::VecDeque;
use std::mem;
use std::task::{Context, Poll, ready};

use super::{Mail, Mailbox, Timers};
use crate::message::Priority;
use crate::sync::atomic::Ordering;

/// Where the next of the mail is, and the slot that it is for.
pub(crate) enum Coming {
    /// First of the batch.
    Batched(usize),
    /// In the lane of this priority, which is not the normal one.
    Aside(Priority, usize),
    /// In a ring. It may be dropped for something newer until it is taken.
    Ringed(usize),
    /// A signal, in the ring of those.
    Signal(usize),
}

impl Mailbox {
    /// What comes next, of rings and of `batch`, which is filled when it is empty. Pending as [`poll_take`](Self::poll_take).
    #[inline]
    pub(crate) fn poll_coming(&self, batch: &mut VecDeque<Mail>, cx: &mut Context<'_>) -> Poll<Coming> {
        loop {
            if let Some((priority, slot)) = self.next_in_lanes(batch.len()) {
                return Poll::Ready(Coming::Aside(priority, slot));
            }
            if let Some(coming) = self.next_ringed(batch.len()) {
                return Poll::Ready(coming);
            }
            if let Some(mail) = batch.front() {
                return Poll::Ready(Coming::Batched(mail.slot()));
            }
            ready!(self.poll_take(batch, cx));
            // To the rings again: something may have come into one after the look, and before what has just been taken.
        }
    }

    /// Swaps the empty `batch` for everything that is queued, which is nothing if there is something in rings alone.
    /// Pending when there is nothing anywhere, and whoever puts something in wakes the task: from one call that was
    /// pending until `restore`, it must be the same task that calls.
    fn poll_take(&self, batch: &mut VecDeque<Mail>, cx: &mut Context<'_>) -> Poll<()> {
        debug_assert!(batch.is_empty(), "a batch is worked through before the next is taken");
        if self.own.asleep.load(Ordering::Acquire) {
            return Poll::Pending;
        }
        let mut line = self.line();
        line.served = true;
        if line.len() == 0 && !line.has_ringed() {
            line.consumer = Some(cx.waker().clone());
            self.own.asleep.store(true, Ordering::Release);
            return Poll::Pending;
        }
        mem::swap(&mut line.queue, batch);
        self.own.batched.store(batch.len(), Ordering::SeqCst);
        Poll::Ready(())
    }

    /// The first of the batch begins.
    pub(crate) fn begin(&self, batch: &mut VecDeque<Mail>) -> Option<Mail> {
        if self.aside() > 0 {
            self.stand_back();
        }
        self.begin_next(batch)
    }

    /// The same where nothing is in any lane.
    #[inline]
    pub(crate) fn begin_next(&self, batch: &mut VecDeque<Mail>) -> Option<Mail> {
        let mail = batch.pop_front();
        self.begun(batch.len());
        mail
    }

    /// Puts what is left of a batch back before everything that has been queued since.
    pub(crate) fn restore(&self, batch: &mut VecDeque<Mail>) {
        let mut line = self.line();
        batch.append(&mut line.queue);
        mem::swap(&mut line.queue, batch);
        line.served = false;
        line.release();
        if line.held.is_some() {
            line.let_go(Timers::now_inside());
        }
        drop(self.rouse(&mut line));
        self.own.batched.store(0, Ordering::SeqCst);
    }
}
