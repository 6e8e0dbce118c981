//! Polling a method so that it is known what it is and for how long it has been suspended.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Instant;

use crate::mailbox::{Sender, counting};
use crate::supervise::Generation;
use crate::supervise::activity::Doing;

/// One run of a method, and what is noted of it while it is suspended. Dropped, it is over.
pub(crate) struct Noted<'a> {
    generation: &'a Generation,
    doing: Doing,
    sender: Sender,
    /// When it began, if it is timed from its beginning.
    began: Option<Instant>,
    /// Its key among those that are suspended, once it has been.
    key: Option<usize>,
    /// How many waits for other daemons it has under way.
    waits: u32,
    /// It was noted as waiting.
    waiting: bool,
}

impl<'a> Noted<'a> {
    pub(crate) fn new(generation: &'a Generation, doing: Doing, sender: Sender) -> Self {
        Self { generation, doing, sender, began: None, key: None, waits: 0, waiting: false }
    }

    /// Notes before the poll what it polls: if that panics, blocks or hangs, it was this.
    #[inline]
    pub(crate) fn poll<R>(&mut self, poll: impl FnOnce() -> Poll<R>) -> Poll<R> {
        self.generation.activity.set(self.doing);
        self.generation.activity.sent_by(self.sender);
        let polled = counting(&mut self.waits, poll);
        if polled.is_pending() && (self.key.is_none() || self.waiting != (self.waits > 0)) {
            self.suspended();
        } else if polled.is_ready() && (self.began.is_some() || self.key.is_some()) {
            self.ended();
        }
        polled
    }

    #[cold]
    fn ended(&mut self) {
        let suspended = self.key.take().and_then(|key| self.generation.runs.end(key));
        if let (Doing::Handler(slot), Some(began)) = (self.doing, self.began.take().or(suspended)) {
            self.generation.timed(slot, began, suspended.is_some());
        }
    }

    #[cold]
    fn suspended(&mut self) {
        let now = Instant::now();
        self.waiting = self.waits > 0;
        let runs = &self.generation.runs;
        let key = match self.key {
            Some(key) => {
                runs.wait(key, now, self.waiting);
                key
            }
            None => *self.key.insert(runs.suspend(self.doing, now, self.waiting)),
        };
        if matches!(self.doing, Doing::Handler(_)) && !self.waiting {
            self.generation.keep_in_sight(key);
        }
    }
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.generation.runs.end(key);
        }
    }
}

pin_project! {
    /// A run of a handler, or of `#[run]`.
    pub(crate) struct Watched<'a, F> {
        noted: Noted<'a>,
        #[pin]
        inner: F,
    }
}

impl<'a, F> Watched<'a, F> {
    pub(crate) fn new(generation: &'a Generation, doing: Doing, sender: Sender, inner: F) -> Self {
        Self { noted: Noted::new(generation, doing, sender), inner }
    }

    /// Of the handler in `slot`, timed from `began` on, if that is to be.
    pub(crate) fn run(
        generation: &'a Generation,
        slot: usize,
        sender: Sender,
        began: Option<Instant>,
        inner: F,
    ) -> Self {
        let mut noted = Noted::new(generation, Doing::Handler(slot), sender);
        noted.began = began;
        Self { noted, inner }
    }
}

impl<F: Future> Future for Watched<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.noted.poll(|| this.inner.poll(task))
    }
}
