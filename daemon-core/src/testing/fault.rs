//! Making daemons fail.

use daemon_grammar::nearest;

use super::RunningApp;
use crate::app::App;
use crate::daemon::Hooks;
use crate::supervise::activity::Doing;
use crate::supervise::rig::{Fault, Target};
use crate::supervise::{Blueprint, Unit};
use crate::unknown::UnknownDaemon;

impl RunningApp {
    /// The next run of `handler` of `daemon` returns an error, and nothing of the method runs. What follows is what
    /// follows from any error there: `on_error`, `restart`, and so on.
    ///
    /// `handler` is the name of a method with an attribute, or of a handler that was given at run time. `"init"`, `"run"`
    /// and `"cleanup"` are the methods with that attribute, whatever their names, and the first and the last of these
    /// are there though nobody has written them. A run for which a fault is planned counts as a run. Several faults for
    /// one handler strike one after the other.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use daemon_core::prelude::*;
    /// # use daemon_core::testing::{self, TestApp, advance};
    /// #[daemon(on_error = "fail", restart(delay = "1s", jitter = 0.0), register = false)]
    /// struct Poller;
    ///
    /// #[daemon]
    /// impl Poller {
    ///     #[interval("10s")]
    ///     async fn poll(&mut self) {}
    /// }
    ///
    /// # testing::run(async {
    /// let app = TestApp::of(App::empty().with::<Poller>()).start().await;
    /// app.fail_next("poller", "poll");
    /// advance(Duration::from_secs(12)).await;
    /// app.assert_journal(
    ///     "poller",
    ///     ["starting", "running", "stopping", "restarting", "starting", "running"],
    /// );
    /// app.end().await;
    /// # })
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such daemon or handler.
    #[track_caller]
    pub fn fail_next(&self, daemon: &str, handler: &str) {
        self.inject(daemon, handler, Fault::Fail);
    }

    /// The next run of `handler` of `daemon` panics, and nothing of the method runs. Beyond that as
    /// [`fail_next`](Self::fail_next). The panic is not printed.
    ///
    /// # Panics
    ///
    /// If there is no such daemon or handler.
    #[track_caller]
    pub fn panic_next(&self, daemon: &str, handler: &str) {
        self.inject(daemon, handler, Fault::Panic);
    }

    /// The next run of `handler` of `daemon` does not come to its end, and nothing of the method runs: it waits until it is
    /// cut off, by `start_timeout`, `watchdog`, `stop_timeout`, or never. Beyond that as [`fail_next`](Self::fail_next).
    ///
    /// # Panics
    ///
    /// If there is no such daemon or handler.
    #[track_caller]
    pub fn hang_next(&self, daemon: &str, handler: &str) {
        self.inject(daemon, handler, Fault::Hang);
    }

    /// Ends the daemon's generation where it is, as a panic would: what is in hand is dropped, `#[cleanup]` runs if
    /// `#[init]` had returned, and what follows is as `restart` says.
    ///
    /// It is dead when its task is polled next: after [`settle`](super::settle), say, or any wait.
    ///
    /// # Panics
    ///
    /// If there is no such daemon, or nothing of it to kill: it is stopped, waiting or between two attempts.
    #[track_caller]
    pub fn kill(&self, daemon: &str) {
        let unit = match self.system.unit(daemon) {
            Ok(unit) => unit.id,
            Err(unknown) => panic!("{unknown}"),
        };
        let snapshot = self.system.supervisor().snapshot(unit);
        let Some(generation) = snapshot.current else {
            panic!("`{daemon}` is {}: there is nothing to kill", snapshot.status)
        };
        self.expect(daemon);
        generation.kill();
    }

    #[track_caller]
    fn inject(&self, daemon: &str, handler: &str, fault: Fault) {
        let unit = match self.system.unit(daemon) {
            Ok(unit) => unit,
            Err(unknown) => panic!("{unknown}"),
        };
        let current = self.system.supervisor().snapshot(unit.id).current;
        let given = current.map(|generation| generation.orders.names()).unwrap_or_default();
        let target = target(&Methods::of_unit(unit), &given, daemon, handler);
        self.system.supervisor().rig.plan(daemon, target, fault);
        self.expect(daemon);
    }
}

/// The methods of a daemon in whose place something can go wrong.
pub(super) struct Methods<'a> {
    hooks: &'a Hooks,
    handlers: Vec<&'static str>,
}

impl<'a> Methods<'a> {
    pub(super) fn of(blueprint: &'a Blueprint) -> Self {
        let handlers = blueprint.handlers.iter().map(|handler| handler.name).collect();
        Self { hooks: blueprint.hooks, handlers }
    }

    fn of_unit(unit: &'a Unit) -> Self {
        let handlers = unit.handlers.iter().map(|handler| handler.name).collect();
        Self { hooks: unit.blueprint.hooks, handlers }
    }

    /// Those by the names of their methods first, so that a handler called `run` is itself.
    pub(super) fn all(&self) -> Vec<(&'static str, Doing)> {
        let Hooks { init, run, cleanup, .. } = *self.hooks;
        let handlers = self.handlers.iter().enumerate().map(|(slot, &name)| (name, Doing::Handler(slot)));
        let hooks = [(init, Doing::Init), (run, Doing::Run), (cleanup, Doing::Cleanup)];
        let named = hooks.into_iter().filter_map(|(hook, doing)| Some((hook?.name, doing)));
        let mut all: Vec<(&'static str, Doing)> = handlers.chain(named).collect();
        all.push(("init", Doing::Init));
        all.extend(run.map(|_| ("run", Doing::Run)));
        all.push(("cleanup", Doing::Cleanup));
        all
    }
}

#[track_caller]
fn target(methods: &Methods<'_>, given: &[&'static str], daemon: &str, handler: &str) -> Target {
    let all = methods.all();
    if let Some(&(_, doing)) = all.iter().find(|(name, _)| *name == handler) {
        return Target::Method(doing);
    }
    if given.contains(&handler) {
        return Target::Given(handler.to_owned());
    }
    let mut names: Vec<&str> = all.iter().map(|(name, _)| *name).chain(given.iter().copied()).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    match nearest(handler, names.iter().copied()) {
        Some(nearest) => panic!("`{daemon}` has no handler `{handler}`; did you mean `{nearest}`?"),
        None => panic!("`{daemon}` has no handler `{handler}`; it has `{}`", names.join("`, `")),
    }
}

/// The method `handler` of `daemon` in an app that is not started.
#[track_caller]
pub(super) fn target_before_start(app: &App, daemon: &str, handler: &str) -> Target {
    let Some(entry) = app.entries().find(|entry| &*entry.name == daemon) else {
        let nearest = nearest(daemon, app.entries().map(|entry| &*entry.name)).map(str::to_owned);
        panic!("{}", UnknownDaemon { name: daemon.to_owned(), nearest });
    };
    target(&Methods::of(entry.blueprint), &[], daemon, handler)
}
