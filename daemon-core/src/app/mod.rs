//! Putting a program together: [`App`].
//!
//! An app is a roster of daemons, the resources they are given, and a choice of whom to start. [`App::check`] finds
//! everything that can be known without starting anything, all of it at once; every way of starting checks first.

mod check;
mod choices;
#[cfg(feature = "config")]
mod configure;
mod last_resort;
mod launch;
mod plan;
mod problem;
mod provide;
mod roster;
mod run;
mod runtime;
mod signals;
mod terms;
#[cfg(all(test, feature = "testing"))]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use choices::Choices;
#[cfg(feature = "config")]
pub(crate) use configure::Configuration;
pub use launch::StartError;
pub use plan::{Plan, PlannedDaemon};
pub use problem::{CheckError, Problem, Reference};
use provide::Provider;
pub use run::RunError;
use tokio::runtime::Handle;

use crate::catalog::{self, Entry};
#[cfg(feature = "config")]
use crate::config::Sources;
use crate::daemon::Daemon;
use crate::event::Bus;
use crate::lifecycle::event_types;
use crate::lifecycle::journal::Journal;
use crate::supervise::Blueprint;
use crate::supervise::rig::Rig;

/// A program made of daemons, before it runs.
///
/// ```
/// use daemon_core::prelude::*;
///
/// #[daemon]
/// struct Greeter;
///
/// #[daemon]
/// impl Greeter {
///     #[defer("1ms")]
///     fn greet(&mut self) {
///         println!("hello");
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result {
/// let system = App::empty().with::<Greeter>().start().await?;
/// let report = system.shutdown().await;
/// assert!(report.is_clean());
/// # Ok(())
/// # }
/// ```
#[must_use = "an app does nothing until it is run, started or checked"]
pub struct App {
    entries: Vec<Entry>,
    providers: Vec<Provider>,
    expect: Vec<String>,
    journal: Option<Box<dyn Journal>>,
    #[cfg(feature = "metrics")]
    export: Option<Duration>,
    choices: Choices,
    #[cfg(feature = "config")]
    sources: Sources,
    pub(crate) bus: Arc<Bus>,
    pub(crate) rig: Rig,
    /// What daemons run on, if not on the runtime that the app is run on.
    workers: Option<Handle>,
}

impl App {
    /// All daemons that are linked into this program.
    ///
    /// A crate that is only listed in `Cargo.toml` is not linked: name it, `use plugin as _;`, and list in
    /// [`expect`](Self::expect) what must be there.
    pub fn new() -> Self {
        Self::of(catalog::linked())
    }

    /// No daemons; add them with [`with`](Self::with).
    pub fn empty() -> Self {
        Self::of(Vec::new())
    }

    fn of(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            providers: Vec::new(),
            expect: Vec::new(),
            journal: None,
            #[cfg(feature = "metrics")]
            export: None,
            choices: Choices::default(),
            #[cfg(feature = "config")]
            sources: Sources::default(),
            bus: Arc::new(Bus::knowing(event_types())),
            rig: Rig::default(),
            workers: None,
        }
    }

    /// Adds `D` under its own name: for generic daemons, for those with `register = false`, and to an empty app.
    pub fn with<D: Daemon>(mut self) -> Self {
        self.entries.push(Entry::new(Blueprint::of::<D>()));
        self
    }

    /// Adds `D` under another name, so that one type may run several times. Who depends on the type `D` depends on the
    /// one under its own name; the others are depended on by name.
    pub fn with_named<D: Daemon>(mut self, name: &str) -> Self {
        self.entries.push(Entry::named(name, Blueprint::of::<D>()));
        self
    }

    /// Not strict, whatever was said before.
    #[cfg(feature = "testing")]
    pub(crate) fn lenient(mut self) -> Self {
        self.choices.strict = Some(false);
        self
    }

    /// Adds a daemon that no program could declare.
    #[cfg(all(test, feature = "testing"))]
    pub(crate) fn with_entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Its daemons, as far as they are known before it is checked.
    #[cfg(feature = "testing")]
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Takes out whoever is called `name`.
    #[cfg(feature = "testing")]
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.entries.retain(|entry| &*entry.name != name);
        self
    }

    /// Starts only the daemons of `profile` and those without profiles, and whom they depend on.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.choices.profile = Some(profile.into());
        self
    }

    /// Starts only these daemons and whom they depend on. The others stay in the roster, stopped.
    pub fn only<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.choices.only = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Makes it an error if one of these is not in the roster: a crate that was never linked is otherwise silent.
    pub fn expect(mut self, names: &[&str]) -> Self {
        self.expect.extend(names.iter().copied().map(str::to_owned));
        self
    }

    /// Keeps the journal beyond memory too, in `journal`; of several calls the last counts.
    ///
    /// It is written in batches by a thread of its own. The daemons never wait for it: while it cannot be written, they
    /// and the journal in memory go on, it is logged, [`History::durable`](crate::History::durable) says so, and it is
    /// tried again. At the end of a shutdown it has two seconds for what is left.
    pub fn journal(mut self, journal: impl Journal) -> Self {
        self.journal = Some(Box::new(journal));
        self
    }

    /// Hands what daemons did to the recorder of the [`metrics`](https://docs.rs/metrics) facade, at this pace and once more at the
    /// end of a shutdown; nothing of it happens on the way of an event. The names are in `docs/metrics.md`.
    ///
    /// A program installs its recorder, which is its exporter, before it starts; without one nothing is handed to anybody. A pace
    /// under a second is one of a second. [`System::export_metrics`](crate::System::export_metrics) does it at once.
    #[cfg(feature = "metrics")]
    pub fn export_metrics(mut self, every: Duration) -> Self {
        self.export = Some(every.max(Duration::from_secs(1)));
        self
    }

    /// How long a shutdown may take altogether before what is left is ended; 30 s unless set.
    pub fn shutdown_timeout(mut self, limit: Duration) -> Self {
        self.choices.shutdown_timeout = Some(limit);
        self
    }

    /// Starting fails if one daemon does: from then on nobody more is started, and what had started is stopped again, in
    /// reverse.
    pub fn strict(mut self) -> Self {
        self.choices.strict = Some(true);
        self
    }

    /// What a `critical` daemon does that is down and does not come back by itself: `"shutdown"`, unless set, ends
    /// [`run`](Self::run) with a graceful shutdown and an error; `"keep"` goes on without it. Anything else is found by
    /// [`check`](Self::check).
    pub fn on_critical_failure(mut self, what: impl Into<String>) -> Self {
        self.choices.on_critical_failure = Some(what.into());
        self
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.entries.iter().map(|entry| &*entry.name).collect();
        f.debug_struct("App").field("daemons", &names).field("choices", &self.choices).finish_non_exhaustive()
    }
}
