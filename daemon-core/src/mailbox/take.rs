//! The consumer's end of a mailbox.

use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use super::{Letter, Mailbox};

impl<M: Letter> Mailbox<M> {
    /// Swaps the empty `batch` for everything that is queued, which is nothing if there is something in rings alone.
    /// Pending when there is nothing anywhere, and whoever puts something in wakes the task: from one call that was
    /// pending until `restore`, it must be the same task that calls.
    pub(crate) fn poll_take(&self, batch: &mut VecDeque<M>, cx: &mut Context<'_>) -> Poll<()> {
        debug_assert!(batch.is_empty(), "a batch is worked through before the next is taken");
        if self.own.asleep.load(Ordering::Acquire) {
            return Poll::Pending;
        }
        let mut line = self.line();
        line.served = true;
        if line.queue.is_empty() && !line.has_lossy() {
            line.consumer = Some(cx.waker().clone());
            self.own.asleep.store(true, Ordering::Release);
            return Poll::Pending;
        }
        mem::swap(&mut line.queue, batch);
        line.batched_at_most = batch.len();
        self.own.batched.store(batch.len(), Ordering::SeqCst);
        Poll::Ready(())
    }

    /// The first of the batch begins.
    pub(crate) fn begin(&self, batch: &mut VecDeque<M>) -> Option<M> {
        let mail = batch.pop_front();
        self.begun(batch.len());
        mail
    }

    /// Puts what is left of a batch back before everything that has been queued since.
    pub(crate) fn restore(&self, batch: &mut VecDeque<M>) {
        let mut line = self.line();
        batch.append(&mut line.queue);
        mem::swap(&mut line.queue, batch);
        line.batched_at_most = 0;
        line.served = false;
        drop(self.rouse(&mut line));
        self.own.batched.store(0, Ordering::SeqCst);
    }
}
