//! An app's configuration: where it comes from, and reading it.

use std::any::TypeId;
use std::ffi::OsString;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use daemon_grammar::name;

use super::App;
use super::check::{check_health, declared_profiles};
use super::choices::Choices;
use super::plan::Checked;
use super::problem::{CheckError, Problem};
use super::roster::Roster;
use super::run::CRITICAL_FAILURE;
use super::terms::Terms;
use crate::catalog::Entry;
use crate::config::{
    AppSettings, ConfigChange, ConfigEffect, HandlerKind, Layers, NamedHandler, NamedTimer, Settings, Sources, Subject,
    Timing, Words, app_changes, daemon_changes,
};
use crate::daemon::{Source, Trigger};
use crate::lifecycle::is_lifecycle;

impl App {
    /// Reads settings from a file of TOML, when the app is checked and started, and again by
    /// [`System::reload`](crate::System::reload). It must be there. Of several files a later one overrides an earlier one, key
    /// by key. Needs the feature `config`.
    ///
    /// Everything that an attribute declares is a default that can be changed here; a key that does not exist, or a value that
    /// makes no sense, is found by [`check`](Self::check), with its line. `docs/configuration.md` lists the keys.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// #[daemon(register = false)]
    /// struct Mailer;
    ///
    /// #[daemon]
    /// impl Mailer {
    ///     #[interval("5s")]
    ///     fn collect(&mut self) {}
    /// }
    ///
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("app.toml");
    /// std::fs::write(&path, r#"
    ///     [daemon.mailer]
    ///     stop_timeout = "10s"
    ///
    ///     [daemon.mailer.timers]
    ///     colect = "1s"
    /// "#)?;
    /// let wrong = App::empty().with::<Mailer>().config_file(&path).check().unwrap_err();
    /// assert!(wrong.to_string().ends_with("app.toml:6) is no timer of that daemon; did you mean `collect`?"));
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.sources.file(path.into());
        self
    }

    /// Sets one key, or a table, over files and environment; of several calls a later one is over an earlier one. Needs the
    /// feature `config`.
    ///
    /// `value` is whatever serde can write: text, a number, a list, a `Duration`, or a struct for a section.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use std::time::Duration;
    /// # #[daemon(register = false)]
    /// # struct Mailer;
    /// # #[daemon]
    /// # impl Mailer {}
    /// let app = App::empty()
    ///     .with::<Mailer>()
    ///     .configure("daemon.mailer.stop_timeout", Duration::from_secs(10))
    ///     .configure("daemon.mailer.restart.max", 5)
    ///     .configure("daemon.mailer.config.server", "mail.example:25");
    /// app.check()?;
    /// # Ok::<_, BoxError>(())
    /// ```
    #[track_caller]
    pub fn configure(mut self, key: &str, value: impl serde_core::Serialize) -> Self {
        let caller = Location::caller();
        self.sources.call(Source::new(caller.file(), caller.line()), key, value);
        self
    }

    /// Takes settings from these variables instead of the process's environment: none of it, or variables from elsewhere.
    /// Needs the feature `config`.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// let app = App::empty().environment([("APP__SHUTDOWN_TIMEOUT", "soon")]);
    /// assert!(app.check().unwrap_err().to_string().starts_with("`app.shutdown_timeout` (the variable APP__SHUTDOWN_TIMEOUT)"));
    /// ```
    pub fn environment<N, V>(mut self, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.sources.environment(variables.collect());
        self
    }

    /// Without the process's environment, unless it was given another.
    #[cfg(feature = "testing")]
    pub(crate) fn isolated(mut self) -> Self {
        self.sources.isolate();
        self
    }
}

/// What is configured, the profiles that there are, and what is configured for the app.
pub(super) fn read(
    sources: &Sources,
    entries: &[Entry],
    problems: &mut Vec<Problem>,
) -> (Layers, Vec<String>, AppSettings) {
    let mut mistakes = Vec::new();
    let layers = sources.read(&mut mistakes);
    layers.check_sections(&mut mistakes);
    let mut profiles = declared_profiles(entries);
    profiles.extend(layers.profiles());
    profiles.sort_unstable();
    profiles.dedup();
    let daemons = entries.iter().map(|entry| &*entry.name).collect();
    let words = Words { daemons, profiles, on_critical_failure: CRITICAL_FAILURE };
    let settings = layers.app(&words, &mut mistakes);
    problems.extend(mistakes.into_iter().map(Problem::config));
    (layers, words.profiles, settings)
}

/// `roster` with what is configured for each of its daemons.
pub(super) fn settle(layers: &Layers, roster: Roster, problems: &mut Vec<Problem>) -> Roster {
    let subjects: Vec<Subject<'_>> = roster.entries.iter().map(subject).collect();
    let mut mistakes = Vec::new();
    let settings = layers.daemons(&subjects, &mut mistakes);
    problems.extend(mistakes.into_iter().map(Problem::config));
    Roster { settings, ..roster }
}

fn subject(entry: &Entry) -> Subject<'_> {
    Subject {
        name: &entry.name,
        source: entry.source(),
        declaration: entry.blueprint.declaration,
        timers: timers(entry),
        handlers: handlers(entry),
        is_stand_in: entry.is_stand_in(),
    }
}

fn timers(entry: &Entry) -> Vec<NamedTimer> {
    let handlers = entry.blueprint.handlers.iter().enumerate();
    let timers = handlers.filter_map(|(slot, handler)| {
        let timing = match handler.trigger {
            Trigger::Interval(interval) => Timing::Every(interval),
            Trigger::Defer(delay) => Timing::After(delay),
            #[cfg(feature = "schedule")]
            Trigger::Schedule(timetable) => Timing::At(timetable.schedule().ok()?, timetable.missed),
            #[cfg(not(feature = "schedule"))]
            Trigger::Schedule(timetable) => match timetable {},
            Trigger::Health(terms) => Timing::Check(terms),
            Trigger::Event(_) | Trigger::Ready(_) | Trigger::Message => return None,
        };
        Some(NamedTimer { slot, name: handler.timer_name()?, timing })
    });
    timers.collect()
}

/// Those of events and messages.
fn handlers(entry: &Entry) -> Vec<NamedHandler> {
    let handlers = entry.blueprint.handlers.iter().enumerate();
    let handlers = handlers.filter_map(|(slot, handler)| {
        let kind = match handler.trigger {
            Trigger::Event(_) if handler.event_type().is_some_and(|event| is_lifecycle(event.id)) => {
                HandlerKind::LifecycleEvents
            }
            Trigger::Event(_) => HandlerKind::Events,
            Trigger::Message => HandlerKind::Messages,
            Trigger::Interval(_)
            | Trigger::Schedule(_)
            | Trigger::Defer(_)
            | Trigger::Ready(_)
            | Trigger::Health(_) => return None,
        };
        Some(NamedHandler { slot, name: name::kebab(handler.name), kind, terms: handler.terms() })
    });
    handlers.collect()
}

/// The configuration of a system, to be read again.
pub(crate) struct Configuration {
    sources: Sources,
    choices: Choices,
    entries: Vec<Entry>,
    in_force: Mutex<InForce>,
}

/// What a system goes by.
pub(crate) struct InForce {
    roster: Roster,
    pub(crate) app: AppSettings,
}

/// What a system would go by if what is configured now were in force.
pub(crate) struct Proposal {
    roster: Roster,
    pub(crate) app: AppSettings,
    /// Whether each daemon starts with the app.
    pub(crate) starts: Vec<bool>,
    pub(crate) changes: Vec<ConfigChange>,
}

impl Configuration {
    pub(super) fn new(sources: Sources, choices: Choices, entries: Vec<Entry>, checked: &Checked) -> Self {
        let in_force = InForce { roster: checked.roster.clone(), app: checked.settings.clone() };
        Self { sources, choices, entries, in_force: Mutex::new(in_force) }
    }

    /// What is in force. Whoever holds it is the only one to change it.
    pub(crate) fn in_force(&self) -> MutexGuard<'_, InForce> {
        self.in_force.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads everything again, and says what is different; all problems at once, if there are any.
    pub(crate) fn propose(
        &self,
        in_force: &InForce,
        is_provided: &dyn Fn(TypeId) -> bool,
    ) -> Result<Proposal, CheckError> {
        let mut problems = Vec::new();
        let (layers, profiles, configured) = read(&self.sources, &self.entries, &mut problems);
        let app = self.choices.over(configured);
        let mut roster = settle(&layers, in_force.roster.clone(), &mut problems);
        let mut changes: Vec<ConfigChange> = app_changes(&in_force.app, &app).collect();
        for (place, entry) in roster.entries.iter().enumerate() {
            let (before, after) = (&in_force.roster.settings[place], &roster.settings[place]);
            changes.extend(daemon_changes(&entry.name, &timers(entry), &handlers(entry), before, after));
        }
        // What counts with the next start of the process does not count before.
        let app = AppSettings { shutdown_timeout: app.shutdown_timeout, ..in_force.app.clone() };
        for (after, before) in roster.settings.iter_mut().zip(&in_force.roster.settings) {
            after.keep_what_is_fixed(before);
        }
        let profile = app.profile.as_deref().filter(|profile| profiles.iter().any(|known| known == profile));
        let terms = Terms { settings: &app, profile, is_provided, acyclic: true };
        check_health(&roster, &mut problems);
        let starts = terms.check(&roster, &mut problems);
        if !problems.is_empty() {
            return Err(CheckError::new(problems));
        }
        Ok(Proposal { roster, app, starts, changes })
    }
}

impl Proposal {
    /// What the daemon at `place` is to go by.
    pub(crate) fn settings(&self, place: usize) -> &Settings {
        &self.roster.settings[place]
    }

    /// Puts this into force.
    pub(crate) fn put_into(self, in_force: &mut InForce) -> Vec<ConfigChange> {
        *in_force = InForce { roster: self.roster, app: self.app };
        self.changes
    }
}

impl ConfigEffect {
    /// Whether the change counts at all before the process is started again.
    pub(crate) fn is_now(self) -> bool {
        self != Self::ProcessRestart
    }
}
