//! What the daemon publishes of itself.

use super::Context;
use crate::daemon::Daemon;
use crate::state::{Channel, Published, StateWatcher, Stateful};
use crate::unknown::DaemonError;

impl Context {
    /// Changes what the daemon publishes of itself, and tells everybody who watches it. `T` is the type of its
    /// `#[daemon(state = T)]`, written at the closure's argument.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// #[derive(Clone, Debug, Default)]
    /// struct Progress {
    ///     done: u64,
    /// }
    ///
    /// #[daemon(state = Progress)]
    /// struct Importer;
    ///
    /// #[daemon]
    /// impl Importer {
    ///     #[interval("1s")]
    ///     fn import(&mut self, ctx: &Context) {
    ///         ctx.update_state(|progress: &mut Progress| progress.done += 1);
    ///     }
    /// }
    /// ```
    ///
    /// The closure works on a clone that takes the state's place when it returns, so nobody sees a change half made, and after
    /// a panic the state is what it was. Changes come one after the other: while the closure runs, other changes of
    /// this state wait on their threads; whoever reads does not. What is large is best kept in an `Arc` within the state.
    ///
    /// Returns what the closure returns; none, without calling it, if a later generation of the daemon has begun.
    ///
    /// # Panics
    ///
    /// If the daemon's state is not a `T`, or if it has none; if this is called in a closure that changes a state.
    #[track_caller]
    pub fn update_state<T, R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R>
    where
        T: Clone + Default + Send + Sync + 'static,
    {
        self.channel().update(self.generation(), change)
    }

    /// Replaces what the daemon publishes of itself, as [`update_state`](Self::update_state) changes it.
    ///
    /// # Panics
    ///
    /// As `update_state` does.
    #[track_caller]
    pub fn set_state<T: Clone + Default + Send + Sync + 'static>(&self, state: T) {
        self.update_state(|value| *value = state);
    }

    /// What the daemon publishes of itself, as it is now; whoever has set it.
    ///
    /// # Panics
    ///
    /// If the daemon's state is not a `T`, or if it has none.
    #[track_caller]
    pub fn state<T: Clone + Default + Send + Sync + 'static>(&self) -> Published<T> {
        self.channel().get()
    }

    /// Watches what the daemon of type `D` publishes of itself, as
    /// [`System::watch_state`](crate::System::watch_state) does.
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if the app has no such daemon, or several and none of the type's own name.
    pub fn watch_state<D: Daemon + Stateful>(&self) -> Result<StateWatcher<D::State>, DaemonError> {
        self.generation.supervisor.state_of::<D>().map(Channel::watch)
    }

    #[track_caller]
    fn channel<T: Clone + Default + Send + Sync + 'static>(&self) -> &Channel<T> {
        match self.generation.unit.channel() {
            Ok(channel) => channel,
            Err(wrong) => panic!("{wrong}"),
        }
    }
}
