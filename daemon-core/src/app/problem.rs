//! What is wrong with an app, as data. What is said of it is in `text`.

#[cfg(test)]
mod tests;
mod text;

use std::time::Duration;

use super::roster::Roster;
use crate::catalog::Entry;
#[cfg(feature = "config")]
use crate::config::{ConfigMistake, ConfigPlace, Mistake};
use crate::daemon::Source;

/// Everything that is wrong with an app.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckError {
    /// Never empty; each once, in the order of [`Problem`].
    pub problems: Vec<Problem>,
}

impl CheckError {
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_unstable();
        problems.dedup();
        Self { problems }
    }
}

/// How a daemon refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reference {
    /// `depends_on(…)`
    DependsOn,
    /// `after(…)`
    After,
    /// `#[on_ready(…)]`
    OnReady,
    /// `#[subscribe(from = …)]`
    From,
}

/// One thing that is wrong with an app.
///
/// Ordered by what kind of problem it is, as listed here; then by the daemon that has it; then by where that is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Problem {
    /// Two daemons of one name.
    Duplicate {
        /// The name.
        name: String,
        /// The types, and where their structs are.
        daemons: [(&'static str, Source); 2],
    },
    /// A name given to `with_named` that is not a name.
    BadName {
        /// As given.
        name: String,
        /// What is wrong with it.
        error: String,
    },
    /// An expected daemon that is not in the roster.
    NotLinked {
        /// As expected.
        name: String,
        /// A similar name that is there.
        nearest: Option<String>,
    },
    /// A name in `only` that is not in the roster.
    UnknownOnly {
        /// As given.
        name: String,
        /// A similar name that is there.
        nearest: Option<String>,
    },
    /// A profile that no daemon names.
    UnknownProfile {
        /// As given.
        profile: String,
        /// Those that are named.
        known: Vec<String>,
        /// A similar one.
        nearest: Option<String>,
    },
    /// A daemon refers to one that is not in the roster.
    UnknownDaemon {
        /// Who refers.
        daemon: String,
        /// Where that is.
        source: Source,
        /// How.
        reference: Reference,
        /// To whom.
        name: String,
        /// The type, if one was written.
        type_path: Option<&'static str>,
        /// Daemons of that type, under other names.
        instances: Vec<String>,
        /// A similar name that is there.
        nearest: Option<String>,
    },
    /// A daemon refers to a type that is there under another name, and the daemon of its own name has another type.
    OtherType {
        /// Who refers.
        daemon: String,
        /// Where that is.
        source: Source,
        /// How.
        reference: Reference,
        /// To whom.
        name: String,
        /// The type that was written.
        expected: &'static str,
        /// The type that has the name.
        found: &'static str,
        /// A daemon of the type that was written.
        instance: String,
    },
    /// Daemons that wait for each other.
    Cycle {
        /// Each waits for the next, the last for the first.
        path: Vec<(String, Source)>,
    },
    /// A `#[resource]` field of a type that the app was not given.
    MissingResource {
        /// Whose.
        daemon: String,
        /// Where its struct is.
        source: Source,
        /// Which field.
        field: &'static str,
        /// The type with its path.
        type_name: &'static str,
        /// What one might call such a value.
        example: String,
    },
    /// `ready = "completed"` on a daemon that has no `#[run]` that could complete.
    JobWithoutRun {
        /// Which.
        daemon: String,
        /// Where its struct is.
        source: Source,
    },
    /// `on_unhealthy = "restart"` for a daemon that has no `#[health]` to say so.
    RestartedWithoutCheck {
        /// Which.
        daemon: String,
        /// Where its struct is.
        source: Source,
    },
    /// A word given to a setting of the app that it does not know.
    UnknownWord {
        /// Which setting.
        setting: &'static str,
        /// As given.
        word: String,
        /// Those it knows.
        known: &'static [&'static str],
    },
    /// Two event types of one topic.
    TopicClash {
        /// The topic.
        topic: &'static str,
        /// The types with their paths.
        types: [&'static str; 2],
    },
    /// A subscription to lifecycle events, which are never dropped, with an `overflow` that drops some.
    LossyLifecycle {
        /// Whose.
        daemon: String,
        /// Where its method is.
        source: Source,
        /// Which method.
        handler: &'static str,
        /// The events' topic.
        topic: &'static str,
    },
    /// An interval whose expression does not give a period.
    BadPeriod {
        /// Whose.
        daemon: String,
        /// Where its method is.
        source: Source,
        /// Which timer.
        timer: &'static str,
        /// As in `has a period of zero: …`, and what it must be.
        wrong: String,
    },
    /// A daemon has a limit of memory, and memory is not measured in this program.
    MemoryNotMeasured {
        /// Whose.
        daemon: String,
        /// Where its struct is.
        source: Source,
        /// In bytes.
        limit: u64,
    },
    /// A schedule in a zone that this program's database of zones does not have.
    BadSchedule {
        /// Whose.
        daemon: String,
        /// Where its method is.
        source: Source,
        /// Which timer.
        timer: &'static str,
        /// As in `… is not a time zone: …`, and what to write instead.
        wrong: String,
    },
    /// A daemon that is to start depends on one that the configuration has disabled.
    DependsOnDisabled {
        /// Who depends.
        daemon: String,
        /// Where its struct is.
        source: Source,
        /// On whom.
        name: String,
        /// Where it is disabled.
        #[cfg(feature = "config")]
        place: Option<ConfigPlace>,
    },
    /// Something in the configuration.
    #[cfg(feature = "config")]
    Config {
        /// Where it is written.
        place: ConfigPlace,
        /// `daemon.user.stop_timeout`; of a file that is wrong as a whole, its path.
        key: String,
        /// What is wrong with it.
        mistake: ConfigMistake,
    },
    /// Daemons that stop one after the other, and together may take longer than the shutdown.
    StopBudget {
        /// In the order in which they stop, with their `stop_timeout`s.
        chain: Vec<(String, Duration)>,
        /// Their sum.
        total: Duration,
        /// What there is.
        shutdown_timeout: Duration,
    },
}

impl Problem {
    pub(super) fn duplicate(first: &Entry, second: &Entry) -> Self {
        let daemon = |entry: &Entry| ((entry.blueprint.type_path)(), entry.source());
        Self::Duplicate { name: first.name.to_string(), daemons: [daemon(first), daemon(second)] }
    }

    #[cfg(feature = "config")]
    pub(super) fn config(Mistake { place, key, what: mistake }: Mistake) -> Self {
        Self::Config { place, key, mistake }
    }

    pub(super) fn cycle(roster: &Roster, places: &[usize]) -> Self {
        let step = |&place: &usize| (roster.entries[place].name.to_string(), roster.entries[place].source());
        Self::Cycle { path: places.iter().map(step).collect() }
    }
}

impl std::error::Error for CheckError {}
