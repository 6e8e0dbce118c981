//! Waiting for room.

use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use futures_util::future::{Either, select};

use tokio::time::Instant;

use super::circle::Edge;
use super::line::Line;
use super::offer::Circle;
use super::{Mail, Mailbox, NotTaken, Offer, Timers};
use crate::caught::guard;
use crate::clock::later;
use crate::sync::atomic::Ordering;
use crate::sync::{MutexGuard, oneshot};

/// After how long somebody looks again whose patience is shorter, and who waits for a throttle.
const AGAIN: Duration = Duration::from_millis(10);

/// Mail that has no room yet, and who to tell.
pub(super) struct Waiter {
    id: u64,
    mail: Mail,
    done: oneshot::Sender<Result<(), NotTaken>>,
    /// Over as soon as this one no longer waits, whenever its task notices.
    _edge: Option<Edge>,
}

impl Waiter {
    /// The handler that its mail is for.
    pub(super) fn slot(&self) -> usize {
        self.mail.slot()
    }

    /// Tells the publisher, whose waker may be the user's: not under a lock. Returns its mail.
    pub(super) fn refuse(self, why: NotTaken) -> Mail {
        // The publisher may have gone away, which is as good.
        let _ = self.done.send(Err(why));
        self.mail
    }
}

impl Mailbox {
    /// The mailbox is full: makes what `make` makes wait, or says why not.
    #[cold]
    pub(super) fn without_room(
        self: &Arc<Self>,
        mut line: MutexGuard<'_, Line>,
        make: impl FnOnce() -> Mail,
        wait: bool,
    ) -> Offer {
        if line.stuck {
            return Offer::Refused(Box::new(line.idle(line.publish_timeout)));
        }
        if !wait {
            return Offer::Full;
        }
        let edge = match self.wait_edge() {
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
        let taken_over = self.take_over(&mut line, batched);
        let consumer = if line.waiters.is_empty() { self.rouse(&mut line) } else { None };
        drop(line);
        taken_over.tell();
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        let place = Place { mailbox: Arc::clone(self), id };
        Offer::Wait(Box::new(Box::pin(place.taken(taken))))
    }

    /// Moves waiting mail into the queue and the lanes, as far as there is room.
    pub(super) fn take_over(&self, line: &mut Line, batched: usize) -> TakenOver {
        let taken_over = line.take_over(batched);
        self.own.aside.store(line.lanes.len(), Ordering::SeqCst);
        taken_over
    }

    /// What is next may begin at that time and not before: it is no reason to give up that nothing does. Whatever comes
    /// meanwhile wakes the consumer, which may be able to begin that.
    pub(crate) fn goes_on_at(&self, time: Instant, consumer: &Waker) {
        let mut line = self.line();
        line.held_until = Some(time);
        line.stuck = false;
        line.consumer = Some(consumer.clone());
        // Whatever begins is to take this back.
        self.own.attention.store(true, Ordering::SeqCst);
    }

    /// The daemon is not polled from `now` on, because it has had its share of a core. Whoever waits for room does not count
    /// the time until it is.
    pub(crate) fn hold(&self, now: Instant) {
        self.line().held.get_or_insert_default().since = Some(now);
    }

    /// It is polled again.
    pub(crate) fn let_go(&self, now: Instant) {
        self.line().let_go(now);
    }

    /// Something begins that is no mail: if it hangs, what is next is no longer held back by its throttle alone.
    #[cold]
    pub(crate) fn goes_on(&self) {
        self.line().release();
    }

    /// Something begins while somebody wants to know.
    pub(super) fn attend(&self, batched: usize) {
        let mut line = self.line();
        line.note_progress();
        let taken_over = self.take_over(&mut line, batched);
        if line.waiters.is_empty() {
            self.own.attention.store(false, Ordering::SeqCst);
        }
        drop(line);
        taken_over.tell();
    }
}

impl Line {
    /// Something begins.
    pub(super) fn note_progress(&mut self) {
        self.progress = Some(Timers::now_inside());
        self.held_until = None;
        self.stuck = false;
    }

    /// Nothing is held back any more; up to now, it was for a reason.
    pub(super) fn release(&mut self) {
        if self.held_until.is_some() {
            self.progress = self.last_progress(Timers::now_inside());
            self.held_until = None;
        }
    }

    /// For how long it was held back to its share of a core, ever.
    fn held(&self, now: Instant) -> Duration {
        self.held.as_ref().map_or(Duration::ZERO, |held| held.until(now))
    }

    /// It is not held back to that any more, if it was.
    pub(super) fn let_go(&mut self, now: Instant) {
        if let Some(held) = &mut self.held {
            **held = Held { before: held.until(now), since: None };
        }
    }

    /// From when on nothing has begun for no reason.
    fn last_progress(&self, now: Instant) -> Option<Instant> {
        self.progress.max(self.held_until.map(|until| until.min(now)))
    }

    /// Somebody has waited so long in vain.
    fn give_up(&mut self, time: Duration) -> NotTaken {
        self.stuck = true;
        self.idle(time)
    }

    /// Nothing has begun for so long.
    fn idle(&self, time: Duration) -> NotTaken {
        if self.served { NotTaken::Idle(time) } else { NotTaken::Starting(time) }
    }

    /// Takes the waiter of this number out of the line, if it still waits.
    fn withdraw(&mut self, id: u64) -> Option<Waiter> {
        // They stand in the order of their numbers: thousands of publishers that wait do not look at each other.
        let place = self.waiters.binary_search_by_key(&id, |waiter| waiter.id).ok()?;
        self.waiters.remove(place)
    }

    /// Moves waiting mail into the queue, as far as there is room.
    fn take_over(&mut self, batched: usize) -> TakenOver {
        let mut taken_over = TakenOver(Vec::new());
        while self.len() + batched < self.capacity {
            let Some(waiter) = self.waiters.pop_front() else { break };
            taken_over.0.push(waiter.done);
            self.push(waiter.mail);
        }
        if !taken_over.0.is_empty() {
            self.note_depth(self.len() + batched);
        }
        taken_over
    }
}

/// For how long a daemon was held back to its share of a core.
#[derive(Default)]
pub(super) struct Held {
    before: Duration,
    /// It is, since then.
    since: Option<Instant>,
}

impl Held {
    fn until(&self, now: Instant) -> Duration {
        self.before + self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }
}

/// Publishers whose mail is in the queue now.
#[must_use = "they sleep until they are told"]
pub(super) struct TakenOver(Vec<oneshot::Sender<Result<(), NotTaken>>>);

impl TakenOver {
    /// Tells them. Their wakers may be the user's: not under a lock.
    pub(super) fn tell(self) {
        for done in self.0 {
            // A publisher that goes away at this very moment was a moment too late to withdraw. A waker that panics must
            // not keep the others from being told.
            let _ = guard(|| done.send(Ok(())));
        }
    }
}

/// A place among the waiters. Given up when dropped.
struct Place {
    mailbox: Arc<Mailbox>,
    id: u64,
}

impl Place {
    async fn taken(self, mut taken: oneshot::Receiver<Result<(), NotTaken>>) -> Result<(), NotTaken> {
        let now = self.mailbox.timers.now();
        let (patience, mut held) = {
            let line = self.mailbox.line();
            (line.publish_timeout, line.held(now))
        };
        let mut deadline = later(now, patience);
        loop {
            let time_is_up = match select(&mut taken, pin!(self.mailbox.timers.until(deadline))).await {
                Either::Left((outcome, _)) => return outcome.unwrap_or(Err(NotTaken::Stopped)),
                Either::Right((time_is_up, _)) => time_is_up,
            };
            let now = self.mailbox.timers.now();
            let given_up = {
                let mut line = self.mailbox.line();
                // Told at the last moment.
                if let Ok(outcome) = taken.try_recv() {
                    return outcome;
                }
                if time_is_up.is_ok() && line.held_until.is_some_and(|until| until > now) {
                    // To look again, and not when it goes on: nobody says if it is not held back any more.
                    deadline = later(now, patience.max(AGAIN));
                    continue;
                }
                let held_meanwhile = line.held(now).saturating_sub(mem::replace(&mut held, line.held(now)));
                if time_is_up.is_ok() && held_meanwhile > Duration::ZERO {
                    // Not before it has had as long without that; and while it goes on, now and then.
                    deadline = later(deadline, held_meanwhile).max(later(now, AGAIN));
                    continue;
                }
                match line.last_progress(now) {
                    // What counts is how long nothing has begun, not how long this one has waited.
                    Some(progress) if time_is_up.is_ok() && later(progress, patience) > deadline => {
                        deadline = later(progress, patience);
                        continue;
                    }
                    _ => {}
                }
                // Before the lock is let go: what is said not to be taken must not be taken over after that.
                line.withdraw(self.id).map(|withdrawn| (withdrawn, time_is_up.map(|()| line.give_up(patience))))
            };
            return match given_up {
                Some((withdrawn, why)) => {
                    drop(withdrawn);
                    Err(why.unwrap_or_else(|why| why))
                }
                // Taken over, or refused, by somebody who tells it when no lock is held.
                None => taken.await.unwrap_or(Err(NotTaken::Stopped)),
            };
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Bound, so that it is dropped when nothing is locked.
        let withdrawn = self.mailbox.line().withdraw(self.id);
        drop(withdrawn);
    }
}
