//! An app under test.

use std::ops::Deref;
use std::sync::Arc;

use super::{MockDaemon, Probe};
use crate::app::{App, StartError};
use crate::event::Event;
use crate::supervise::ShutdownReport;
use crate::system::System;

/// An app that is about to be tested: alone in its world, and strict, so that a daemon that does not start fails the
/// test.
#[derive(Debug)]
#[must_use = "start it"]
pub struct TestApp {
    app: App,
    mocks: Vec<MockDaemon>,
}

impl TestApp {
    /// Tests `app`. Give it the daemons under test only, `App::empty().with::<D>()`, or all linked ones, `App::new()`.
    pub fn of(app: App) -> Self {
        Self { app: app.strict(), mocks: Vec::new() }
    }

    /// Adds a stand-in for a daemon that is not under test, in its place if the app has it. Who depends on a daemon of
    /// that name, by type too, depends on the stand-in.
    pub fn mock(mut self, mock: &MockDaemon) -> Self {
        self.mocks.push(mock.clone());
        self
    }

    /// Receives every event of type `E` from now on, also those published while starting.
    pub fn probe<E: Event>(&self) -> Probe<E> {
        Probe::new(&self.app.bus)
    }

    /// Starts the app.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub async fn start(self) -> RunningApp {
        match self.try_start().await {
            Ok(app) => app,
            Err(error) => panic!("the app under test did not start: {error}"),
        }
    }

    /// Starts the app, for tests in which that fails.
    pub async fn try_start(self) -> Result<RunningApp, StartError> {
        let bus = Arc::clone(&self.app.bus);
        let app = MockDaemon::add_all(self.mocks, self.app);
        Ok(RunningApp { system: app.start().await?, bus })
    }
}

impl From<App> for TestApp {
    fn from(app: App) -> Self {
        Self::of(app)
    }
}

/// A running app under test: a [`System`], and what tests need beside it.
#[derive(Debug)]
pub struct RunningApp {
    system: System,
    bus: Arc<crate::event::Bus>,
}

impl Deref for RunningApp {
    type Target = System;

    fn deref(&self) -> &System {
        &self.system
    }
}

impl RunningApp {
    /// Receives every event of type `E` from now on.
    pub fn probe<E: Event>(&self) -> Probe<E> {
        Probe::new(&self.bus)
    }

    /// Shuts the app down and makes sure that nothing is left.
    ///
    /// # Panics
    ///
    /// If the shutdown was not clean, or something is left.
    pub async fn end(self) -> ShutdownReport {
        let report = self.system.shutdown().await;
        assert!(report.is_clean(), "the shutdown was not clean:\n{report}");
        assert_no_leaks(&self.system);
        report
    }
}

/// Makes sure that nothing is left of daemons that are at rest.
///
/// # Panics
///
/// If something is.
#[track_caller]
pub fn assert_no_leaks(system: &System) {
    let leaks = system.leaks();
    assert!(leaks.is_empty(), "something is left of daemons that are not running: {leaks:?}");
}
