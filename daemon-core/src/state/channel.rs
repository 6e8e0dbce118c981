//! Where a state is kept, and how it is changed.

use std::cell::Cell;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::watch;

use super::{Published, StateWatcher};
use crate::caught::guard;

/// The state of one unit. It is there from the first time that anybody looks, since its first value is the user's code.
pub(crate) struct Channel<T>(OnceLock<Line<T>>);

struct Line<T> {
    latest: watch::Sender<Latest<T>>,
    /// Held while a change is made: changes come one after the other, each on top of the last.
    changing: Mutex<()>,
}

/// What watchers see.
pub(super) struct Latest<T> {
    pub(super) state: Published<T>,
    /// No more will come.
    pub(super) over: bool,
}

impl<T> Default for Channel<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T: Clone + Default + Send + Sync + 'static> Channel<T> {
    /// A generation begins, with a state of its own.
    pub(super) fn begin(&self, generation: u64) {
        let mut first = false;
        let line = self.0.get_or_init(|| {
            first = true;
            Line::new(generation)
        });
        if !first {
            line.change(|_| Some((T::default(), generation, ())));
        }
    }

    /// Changes the state, unless a later generation than this has begun.
    pub(crate) fn update<R>(&self, generation: u64, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.line().change(|latest| {
            if latest.generation() != generation {
                return None;
            }
            let mut value = T::clone(latest);
            let result = change(&mut value);
            Some((value, generation, result))
        })
    }

    /// Replaces the state, of whichever generation it is.
    pub(crate) fn set(&self, value: T) {
        self.line().change(|latest| Some((value, latest.generation(), ())));
    }

    /// The state as it is now.
    pub(crate) fn get(&self) -> Published<T> {
        self.line().latest()
    }

    pub(crate) fn watch(&self) -> StateWatcher<T> {
        StateWatcher::new(self.line().latest.subscribe())
    }

    /// Tells watchers that no more will come.
    pub(super) fn end(&self) {
        if let Some(line) = self.0.get() {
            line.latest.send_modify(|latest| latest.over = true);
        }
    }

    fn line(&self) -> &Line<T> {
        self.0.get_or_init(|| Line::new(0))
    }
}

impl<T> Line<T> {
    fn latest(&self) -> Published<T> {
        self.latest.borrow().state.clone()
    }
}

impl<T: Default> Line<T> {
    fn new(generation: u64) -> Self {
        let state = Published::first(T::default(), generation);
        Self { latest: watch::Sender::new(Latest { state, over: false }), changing: Mutex::new(()) }
    }
}

impl<T> Line<T> {
    /// Makes a change, and tells those who watch. What was is dropped, and watchers are woken, with no lock held.
    fn change<R>(&self, change: impl FnOnce(&Published<T>) -> Option<(T, u64, R)>) -> Option<R> {
        let changing = Changing::begin(&self.changing);
        let latest = self.latest();
        let (value, generation, result) = change(&latest)?;
        let next = latest.next(value, generation);
        self.latest.send_if_modified(|slot| {
            slot.state = next;
            // `latest` is a share of what this drops, so that is not dropped here.
            false
        });
        drop(changing);
        // A watcher whose waker panics does not take the daemon with it.
        let _ = guard(|| self.latest.send_modify(|_| {}));
        Some(result)
    }
}

thread_local! {
    /// A change is being made on this thread.
    static IS_CHANGING: Cell<bool> = const { Cell::new(false) };
}

/// A change on its way. Only one at a time on a thread: a second would wait for the first, or, of another state, might wait for
/// somebody who waits for the first.
struct Changing<'a> {
    _lock: MutexGuard<'a, ()>,
}

impl<'a> Changing<'a> {
    fn begin(lock: &'a Mutex<()>) -> Self {
        assert!(!IS_CHANGING.get(), "a state cannot be changed in the closure that changes a state");
        // A change that panicked has left nothing behind.
        let lock = lock.lock().unwrap_or_else(PoisonError::into_inner);
        IS_CHANGING.set(true);
        Self { _lock: lock }
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        IS_CHANGING.set(false);
    }
}
