//! Waiting for room.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::circle::Edge;
use super::line::Line;
use super::offer::Circle;
use super::{Letter, Mailbox, NotTaken, Offer, UnitKey};
use crate::clock::later;

/// Mail that has no room yet, and who to tell.
pub(super) struct Waiter<M> {
    id: u64,
    mail: M,
    done: oneshot::Sender<Result<(), NotTaken>>,
    /// Over as soon as this one no longer waits, whenever its task notices.
    _edge: Option<Edge>,
}

impl<M> Waiter<M> {
    /// Tells the publisher; returns its mail.
    pub(super) fn refuse(self, why: NotTaken) -> M {
        // The publisher may have gone away, which is as good.
        let _ = self.done.send(Err(why));
        self.mail
    }
}

impl<M: Letter> Mailbox<M> {
    /// The mailbox is full: makes what `make` makes wait, or says why not.
    #[cold]
    pub(super) fn without_room(
        self: &Arc<Self>,
        mut line: MutexGuard<'_, Line<M>>,
        make: impl FnOnce() -> M,
        wait: bool,
    ) -> Offer {
        if line.stuck {
            return Offer::Refused(Box::new(line.idle(self.publish_timeout)));
        }
        if !wait {
            return Offer::Full;
        }
        let edge = match UnitKey::current().map(|from| self.waits.begin(from, self.unit, &self.daemon)).transpose() {
            Ok(edge) => edge,
            Err(circle) => return Offer::Circle(Box::new(Circle(circle))),
        };
        let (done, taken) = oneshot::channel();
        let id = line.next_waiter;
        line.next_waiter += 1;
        line.waiters.push_back(Waiter { id, mail: make(), done, _edge: edge });
        self.own.attention.store(true, Ordering::SeqCst);
        // Something may have begun between looking and asking to be told.
        let batched = self.own.batched.load(Ordering::SeqCst);
        line.take_over(batched);
        let consumer = if line.waiters.is_empty() { self.rouse(&mut line) } else { None };
        drop(line);
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        let place = Place { mailbox: Arc::clone(self), id };
        Offer::Wait(Box::new(Box::pin(place.taken(taken))))
    }

    /// Something begins while somebody wants to know.
    pub(super) fn attend(&self, batched: usize) {
        let mut line = self.line();
        line.progress = Some(Instant::now());
        line.stuck = false;
        line.take_over(batched);
        if line.waiters.is_empty() {
            self.own.attention.store(false, Ordering::SeqCst);
        }
    }
}

impl<M> Line<M> {
    /// Nothing has begun for so long.
    fn idle(&self, time: Duration) -> NotTaken {
        if self.served { NotTaken::Idle(time) } else { NotTaken::Starting(time) }
    }

    /// Moves waiting mail into the queue, as far as there is room.
    pub(super) fn take_over(&mut self, batched: usize) {
        while self.queue.len() + batched < self.capacity {
            let Some(waiter) = self.waiters.pop_front() else { break };
            // A publisher that goes away at this very moment was a moment too late to withdraw.
            let _ = waiter.done.send(Ok(()));
            self.push(waiter.mail);
        }
    }
}

// Publishers wait by the timers of the runtime that they are in, or else by `runtime`, those of the system's. These are
// not the mailbox's methods: a task of each daemon's own type is forty functions of tokio's to compile.

fn now(runtime: &Handle) -> Instant {
    let _inside = Handle::try_current().is_err().then(|| runtime.enter());
    Instant::now()
}

/// Ends at `deadline`, or when there is no runtime any more.
async fn until(deadline: Instant, runtime: &Handle) -> Result<(), NotTaken> {
    if Handle::try_current().is_ok() {
        sleep_until(deadline).await;
        return Ok(());
    }
    // Ends when this is dropped.
    let mut alarm = JoinSet::new();
    // In a block: a sleep belongs to the runtime in which it is made.
    alarm.spawn_on(async move { sleep_until(deadline).await }, runtime);
    match alarm.join_next().await {
        Some(Ok(())) => Ok(()),
        Some(Err(_)) | None => Err(NotTaken::Stopped),
    }
}

/// A place among the waiters. Given up when dropped.
struct Place<M: Letter> {
    mailbox: Arc<Mailbox<M>>,
    id: u64,
}

impl<M: Letter> Place<M> {
    async fn taken(self, mut taken: oneshot::Receiver<Result<(), NotTaken>>) -> Result<(), NotTaken> {
        let patience = self.mailbox.publish_timeout;
        let mut deadline = later(now(&self.mailbox.runtime), patience);
        loop {
            match select(&mut taken, pin!(until(deadline, &self.mailbox.runtime))).await {
                Either::Left((outcome, _)) => return outcome.unwrap_or(Err(NotTaken::Stopped)),
                Either::Right((Err(why), _)) => return Err(why),
                Either::Right((Ok(()), _)) => {}
            }
            let mut line = self.mailbox.line();
            // Taken over, or refused, at the last moment.
            if let Ok(outcome) = taken.try_recv() {
                return outcome;
            }
            match line.progress {
                // What counts is how long nothing has begun, not how long this one has waited.
                Some(progress) if later(progress, patience) > deadline => deadline = later(progress, patience),
                _ => {
                    line.stuck = true;
                    return Err(line.idle(patience));
                }
            }
        }
    }
}

impl<M: Letter> Drop for Place<M> {
    fn drop(&mut self) {
        let mut line = self.mailbox.line();
        // They stand in the order of their numbers: thousands of publishers that wait do not look at each other.
        let place = line.waiters.binary_search_by_key(&self.id, |waiter| waiter.id);
        let withdrawn = place.ok().and_then(|place| line.waiters.remove(place));
        drop(line);
        drop(withdrawn);
    }
}
