//! Lines as they come.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::vec;

use futures_util::Stream;
use futures_util::task::AtomicWaker;

use super::LogLine;
use super::query::Wanted;
use super::shelf::Which;

/// Lines that are there, and then those that come: [`LogQuery::follow`](crate::LogQuery::follow).
///
/// It never keeps whoever logs waiting for a reader. Whether a line is wanted is seen as it is logged, by whoever logs it and
/// before the next line is kept: so each stream costs each line a look at its conditions, the text last. As many lines that are wanted wait for the one who reads it as its `Logs` keeps of a daemon; with
/// more than that the oldest go, and how many that were is the next thing it yields. It ends when nobody has its `Logs` any
/// more, neither a clone nor a layer.
#[derive(Debug)]
#[must_use = "a stream that is dropped sees nothing"]
pub struct LogStream {
    backlog: vec::IntoIter<Arc<LogLine>>,
    queue: Arc<Queue>,
}

/// What a [`LogStream`] yields.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Followed {
    /// A line.
    Line(Arc<LogLine>),
    /// So many that were wanted came before the next, and were not read in time.
    Missed(u64),
}

/// The end of a stream that is written to.
#[derive(Debug)]
pub(super) struct Follower {
    queue: Weak<Queue>,
    wanted: Wanted,
}

#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    bound: usize,
    reader: AtomicWaker,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: VecDeque<Arc<LogLine>>,
    missed: u64,
    closed: bool,
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reader's waker is the user's code: with no lock held.
    pub(super) fn wake(&self) {
        self.reader.wake();
    }
}

impl Follower {
    /// Nobody reads it any more.
    pub(super) fn is_gone(&self) -> bool {
        self.queue.strong_count() == 0
    }

    /// Takes the line, if it is wanted: seen here, under the lock of all lines, since what is not wanted takes no room. Gives back who is to be woken.
    pub(super) fn offer(&self, line: &Arc<LogLine>, newest: Which) -> Option<Arc<Queue>> {
        if !self.wanted.wants(line, newest) {
            return None;
        }
        let queue = self.queue.upgrade()?;
        let mut waiting = queue.waiting();
        waiting.lines.push_back(Arc::clone(line));
        if waiting.lines.len() > queue.bound {
            waiting.lines.pop_front();
            waiting.missed += 1;
        }
        drop(waiting);
        Some(queue)
    }

    /// Nothing more comes. Gives back who is to be woken.
    pub(super) fn close(&self) -> Option<Arc<Queue>> {
        let queue = self.queue.upgrade()?;
        queue.waiting().closed = true;
        Some(queue)
    }
}

impl LogStream {
    pub(super) fn new(bound: usize, wanted: Wanted) -> (Self, Follower) {
        let queue = Arc::new(Queue { waiting: Mutex::default(), bound, reader: AtomicWaker::new() });
        let follower = Follower { queue: Arc::downgrade(&queue), wanted };
        (Self { backlog: Vec::new().into_iter(), queue }, follower)
    }

    /// What is there comes first, and none of it is missed, however many daemons it is of.
    pub(super) fn after(mut self, backlog: Vec<Arc<LogLine>>) -> Self {
        self.backlog = backlog.into_iter();
        self
    }

    /// The next line, waiting for it; none at the end.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Followed> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }

    /// The next line, if it is there.
    pub fn try_next(&mut self) -> Option<Followed> {
        if let Some(line) = self.backlog.next() {
            return Some(Followed::Line(line));
        }
        let mut waiting = self.queue.waiting();
        match std::mem::take(&mut waiting.missed) {
            0 => waiting.lines.pop_front().map(Followed::Line),
            missed => Some(Followed::Missed(missed)),
        }
    }
}

impl Stream for LogStream {
    type Item = Followed;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Followed>> {
        if let Some(next) = self.try_next() {
            return Poll::Ready(Some(next));
        }
        self.queue.reader.register(task.waker());
        // What came before the waker was there has woken nobody. Closed is looked at first: nothing comes after it.
        let closed = self.queue.waiting().closed;
        match self.try_next() {
            Some(next) => Poll::Ready(Some(next)),
            None if closed => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}
