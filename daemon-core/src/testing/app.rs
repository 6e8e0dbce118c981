//! An app under test.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use super::at_await::AtAwait;
use super::{MockDaemon, Probe, fault};
use crate::app::{App, StartError};
use crate::event::Event;
use crate::lifecycle::Status;
use crate::lifecycle::journal::{Cause, What};
use crate::supervise::rig::Fault;
use crate::supervise::{DaemonReport, ShutdownReport};
use crate::system::System;

/// An app that is about to be tested: alone in its world, and strict, so that a daemon that does not start fails the
/// test. One that fails later does so too, [unless the test is about that](RunningApp::expect_failure).
#[derive(Debug)]
#[must_use = "start it"]
pub struct TestApp {
    app: App,
    mocks: Vec<MockDaemon>,
    /// Daemons whose failures the test brings about.
    expected: BTreeSet<String>,
}

impl TestApp {
    /// Tests `app`. Give it the daemons under test only, `App::empty().with::<D>()`, or all linked ones, `App::new()`.
    pub fn of(app: App) -> Self {
        let app = app.strict();
        // What is set around the test is none of its business.
        #[cfg(feature = "config")]
        let app = app.isolated();
        Self { app, mocks: Vec::new(), expected: BTreeSet::new() }
    }

    /// Adds a stand-in for a daemon that is not under test, in its place if the app has it. Who depends on a daemon of
    /// that name, by type too, depends on the stand-in.
    pub fn mock(mut self, mock: &MockDaemon) -> Self {
        self.mocks.push(mock.clone());
        self
    }

    /// A daemon that does not start, or not at once, does not fail the start: it is restarted, or failed, as it would be
    /// in earnest.
    pub fn lenient(self) -> Self {
        Self { app: self.app.lenient(), ..self }
    }

    /// As [`RunningApp::fail_next`], before the start: the first `#[init]` can fail.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use daemon_core::Status;
    /// # use daemon_core::testing::{self, TestApp};
    /// #[daemon(register = false)]
    /// struct Cache;
    ///
    /// #[daemon]
    /// impl Cache {}
    ///
    /// # testing::run(async {
    /// let test = TestApp::of(App::empty().with::<Cache>()).lenient();
    /// let app = test.fail_next("cache", "init").start().await;
    /// app.wait_for("cache", Status::Running).await?;
    /// app.assert_journal("cache", ["starting", "stopping", "restarting", "starting", "running"]);
    /// app.end().await;
    /// # Ok::<_, BoxError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such daemon or handler.
    #[track_caller]
    pub fn fail_next(self, daemon: &str, handler: &str) -> Self {
        self.inject(daemon, handler, Fault::Fail)
    }

    /// As [`RunningApp::panic_next`], before the start.
    ///
    /// # Panics
    ///
    /// If there is no such daemon or handler.
    #[track_caller]
    pub fn panic_next(self, daemon: &str, handler: &str) -> Self {
        self.inject(daemon, handler, Fault::Panic)
    }

    /// As [`RunningApp::hang_next`], before the start.
    ///
    /// # Panics
    ///
    /// If there is no such daemon or handler.
    #[track_caller]
    pub fn hang_next(self, daemon: &str, handler: &str) -> Self {
        self.inject(daemon, handler, Fault::Hang)
    }

    #[track_caller]
    fn inject(mut self, daemon: &str, handler: &str, fault: Fault) -> Self {
        let target = fault::target_before_start(&self.app, daemon, handler);
        self.app.rig.plan(daemon, target, fault);
        self.expected.insert(daemon.to_owned());
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
    pub fn start(self) -> impl Future<Output = RunningApp> + Send {
        AtAwait::new(async move {
            let started = self.try_start().await;
            started.map_err(|error| format!("the app under test did not start: {error}"))
        })
    }

    /// Starts the app, for tests in which that fails.
    pub async fn try_start(self) -> Result<RunningApp, StartError> {
        let bus = Arc::clone(&self.app.bus);
        let app = MockDaemon::add_all(self.mocks, self.app);
        Ok(RunningApp { system: app.start().await?, bus, expected: Mutex::new(self.expected) })
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
    pub(super) system: System,
    bus: Arc<crate::event::Bus>,
    /// Daemons whose failures the test has asked for.
    expected: Mutex<BTreeSet<String>>,
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

    /// The first failure of the daemon `name`, which the test is about: [`end`](Self::end) finds no fault with this one
    /// nor with later ones of the same daemon.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use daemon_core::Status;
    /// # use daemon_core::testing::{self, MockDaemon, TestApp};
    /// # testing::run(async {
    /// let database = MockDaemon::named("database");
    /// let app = TestApp::of(App::empty()).mock(&database).start().await;
    /// database.fail("the disk is full");
    /// app.wait_for("database", Status::Failed).await?;
    /// assert_eq!(&*app.expect_failure("database").message, "the disk is full");
    /// app.end().await;
    /// # Ok::<_, BoxError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// If it has not failed yet, or there is no such daemon.
    #[track_caller]
    pub fn expect_failure(&self, name: &str) -> Cause {
        if let Err(unknown) = self.system.status(name) {
            panic!("{unknown}");
        }
        let Some(cause) = self.failures().remove(name) else { panic!("`{name}` is expected to fail and has not") };
        self.expect(name);
        cause
    }

    /// What this daemon fails with from now on, or before, is what the test is about.
    pub(super) fn expect(&self, name: &str) {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }

    /// The first failure of each daemon that has failed.
    fn failures(&self) -> BTreeMap<String, Cause> {
        let mut failures = BTreeMap::new();
        for record in self.system.journal().records() {
            let What::Moved { to: Status::Failed | Status::Unavailable | Status::Restarting, .. } = record.what else {
                continue;
            };
            if let (Some(daemon), Some(cause)) = (record.daemon, record.cause) {
                failures.entry(daemon.to_string()).or_insert(cause);
            }
        }
        failures
    }

    /// Shuts the app down and makes sure that it was well all the time and that nothing is left.
    ///
    /// # Panics
    ///
    /// If a daemon has failed that was not [expected to](Self::expect_failure), also if it is up again; if the shutdown
    /// was not clean; if something is left. A daemon that was struck by a [fault](Self::fail_next), or
    /// [killed](Self::kill), is expected to fail, also while it stops, and to lose the mail that it had by that.
    pub fn end(self) -> impl Future<Output = ShutdownReport> + Send {
        AtAwait::new(async move {
            let report = self.system.shutdown().await;
            self.complaint(&report).map_or(Ok(report), Err)
        })
    }

    /// What is wrong with an app that has ended so.
    fn complaint(&self, report: &ShutdownReport) -> Option<String> {
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let failures = self.failures().into_iter().filter(|(daemon, _)| !expected.contains(daemon));
        let failures: Vec<String> = failures.map(|(daemon, cause)| format!("`{daemon}` failed: {cause}")).collect();
        if !failures.is_empty() {
            let help = "if that is what the test is about, say so before the end: `app.expect_failure(\"…\")`";
            return Some(format!("{}\n{help}", failures.join("\n")));
        }
        let is_well = |daemon: &DaemonReport| {
            let is_in_time = daemon.late.is_none() && !daemon.blocked;
            daemon.is_clean() || is_in_time && expected.contains(&daemon.daemon)
        };
        if report.forced || !report.daemons.iter().all(is_well) {
            return Some(format!("the shutdown was not clean:\n{report}"));
        }
        left(&self.system)
    }
}

/// Makes sure that nothing is left of daemons that are at rest.
///
/// # Panics
///
/// If something is.
#[track_caller]
pub fn assert_no_leaks(system: &System) {
    if let Some(complaint) = left(system) {
        panic!("{complaint}");
    }
}

/// What is left, in words.
fn left(system: &System) -> Option<String> {
    let leaks = system.leaks();
    (!leaks.is_empty()).then(|| format!("something is left of daemons that are not running: {leaks:?}"))
}
