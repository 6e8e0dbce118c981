//! What daemons publish of themselves.

use super::System;
use crate::daemon::Daemon;
use crate::state::{Channel, Published, StateWatcher, Stateful};
use crate::unknown::DaemonError;

/// States, of daemons with `#[daemon(state = T)]`.
///
/// Each start of a daemon begins with `T::default()`, before its `#[init]`; while it is down its last state stays.
impl System {
    /// What the daemon of type `D` publishes of itself, as it is now.
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if the app has no such daemon, or several and none of the type's own name.
    pub fn state<D: Daemon + Stateful>(&self) -> Result<Published<D::State>, DaemonError> {
        self.0.supervisor.state_of::<D>().map(Channel::get)
    }

    /// The same, of the daemon called `name`: for one of several instances.
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if there is no such name, or if that daemon is of another type.
    pub fn state_named<D: Daemon + Stateful>(&self, name: &str) -> Result<Published<D::State>, DaemonError> {
        self.named::<D>(name).map(Channel::get)
    }

    /// Watches what the daemon of type `D` publishes of itself: the latest value, and each beginning of a generation. The daemon
    /// never waits for it.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use daemon_core::testing::{self, TestApp};
    /// #[derive(Event)]
    /// struct Sold(u64);
    ///
    /// /// Publishes how many were sold.
    /// #[daemon(state = u64)]
    /// struct Shop;
    ///
    /// #[daemon]
    /// impl Shop {
    ///     #[subscribe]
    ///     fn sold(&mut self, sold: &Sold, ctx: &Context) {
    ///         ctx.update_state(|sum: &mut u64| *sum += sold.0);
    ///     }
    /// }
    ///
    /// # testing::run(async {
    /// # let app = TestApp::of(App::empty().with::<Shop>()).start().await;
    /// # let system = &app;
    /// let mut sum = system.watch_state::<Shop>()?;
    /// assert_eq!((sum.get(), sum.generation()), (0, 1));
    /// system.publish(Sold(3)).await?;
    /// assert_eq!(*sum.changed().await?, 3);
    /// system.set_state::<Shop>(10)?;
    /// assert_eq!(*sum.changed().await?, 10);
    /// # app.end().await;
    /// # Ok::<_, BoxError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if the app has no such daemon, or several and none of the type's own name.
    pub fn watch_state<D: Daemon + Stateful>(&self) -> Result<StateWatcher<D::State>, DaemonError> {
        self.0.supervisor.state_of::<D>().map(Channel::watch)
    }

    /// The same, of the daemon called `name`: for one of several instances.
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if there is no such name, or if that daemon is of another type.
    pub fn watch_state_named<D: Daemon + Stateful>(&self, name: &str) -> Result<StateWatcher<D::State>, DaemonError> {
        self.named::<D>(name).map(Channel::watch)
    }

    /// Replaces what the daemon of type `D` publishes of itself, whatever it does and also while it is down, and tells everybody
    /// who watches it. Its next start begins with the default all the same. The daemon itself finds it with
    /// [`Context::state`](crate::Context::state).
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if the app has no such daemon, or several and none of the type's own name.
    ///
    /// # Panics
    ///
    /// If this is called in a closure that changes a state.
    pub fn set_state<D: Daemon + Stateful>(&self, state: D::State) -> Result<(), DaemonError> {
        self.0.supervisor.state_of::<D>().map(|channel| channel.set(state))
    }

    /// The same, of the daemon called `name`: for one of several instances.
    ///
    /// # Errors
    ///
    /// [`DaemonError`] if there is no such name, or if that daemon is of another type.
    ///
    /// # Panics
    ///
    /// If this is called in a closure that changes a state.
    pub fn set_state_named<D: Daemon + Stateful>(&self, name: &str, state: D::State) -> Result<(), DaemonError> {
        self.named::<D>(name).map(|channel| channel.set(state))
    }

    fn named<D: Daemon + Stateful>(&self, name: &str) -> Result<&Channel<D::State>, DaemonError> {
        self.0.supervisor.state_at::<D>(self.find(name)?)
    }
}
