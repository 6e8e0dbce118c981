//! Watching a state.

use std::fmt;

use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::watch;

use super::Published;
use super::channel::Latest;

/// Sees what a daemon publishes of itself: the latest value, and every beginning of a generation.
///
/// The daemon never waits for a watcher. One that is slower than the daemon sees what is latest when it looks, and not what was
/// in between; of generations it sees by their numbers how many there were.
///
/// While the daemon is down its last state stays, with the number of its last generation.
#[must_use = "a watcher that is dropped sees nothing"]
pub struct StateWatcher<T> {
    receiver: watch::Receiver<Latest<T>>,
    /// The version that was seen last.
    seen: u64,
}

/// There will be no more changes of a state: the system is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateEnded;

impl<T> StateWatcher<T> {
    pub(super) fn new(receiver: watch::Receiver<Latest<T>>) -> Self {
        let seen = receiver.borrow().state.version();
        Self { receiver, seen }
    }

    /// The latest state, as it is now. What is returned holds no lock and may be kept. That does not count as having
    /// [seen](Self::changed) it.
    pub fn borrow(&self) -> Published<T> {
        self.receiver.borrow().state.clone()
    }

    /// A clone of the latest state.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        T::clone(&self.borrow())
    }

    /// The generation that the latest state is of, from 1. Zero before the first.
    pub fn generation(&self) -> u64 {
        self.receiver.borrow().state.generation()
    }

    /// The latest state, when it is another than this watcher saw last: at its making, or in this method. At once if it is.
    ///
    /// # Errors
    ///
    /// [`StateEnded`] when the system is down and the last state has been seen.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses nothing.
    pub async fn changed(&mut self) -> Result<Published<T>, StateEnded> {
        loop {
            let over = {
                let latest = self.receiver.borrow_and_update();
                if latest.state.version() != self.seen {
                    self.seen = latest.state.version();
                    return Ok(latest.state.clone());
                }
                latest.over
            };
            if over || self.receiver.changed().await.is_err() {
                return Err(StateEnded);
            }
        }
    }

    /// The latest state, when it is as `wanted` says: at once if it is. What changes too fast to be seen is not asked about.
    ///
    /// # Errors
    ///
    /// [`StateEnded`] when the system is down.
    pub async fn wait_for(&mut self, mut wanted: impl FnMut(&T) -> bool) -> Result<Published<T>, StateEnded> {
        let mut state = self.borrow();
        self.seen = state.version();
        while !wanted(&state) {
            state = self.changed().await?;
        }
        Ok(state)
    }

    /// The state as it is now, and then as it is after each change, until the system is down.
    pub fn into_stream(self) -> impl Stream<Item = Published<T>> + Send + Unpin
    where
        T: Send + Sync + 'static,
    {
        Box::pin(unfold((self, false), |(mut watcher, begun)| async move {
            if begun {
                return watcher.changed().await.ok().map(|state| (state, (watcher, true)));
            }
            let state = watcher.borrow();
            watcher.seen = state.version();
            Some((state, (watcher, true)))
        }))
    }
}

impl<T> Clone for StateWatcher<T> {
    fn clone(&self) -> Self {
        Self { receiver: self.receiver.clone(), seen: self.seen }
    }
}

impl<T: fmt::Debug> fmt::Debug for StateWatcher<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StateWatcher").field(&self.borrow()).finish()
    }
}

impl fmt::Display for StateEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the system is down: its daemons' states do not change any more")
    }
}

impl std::error::Error for StateEnded {}
