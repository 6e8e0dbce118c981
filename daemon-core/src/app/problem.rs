//! What is wrong with an app: data first, text second.

#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use daemon_grammar::{duration, nearest};

use super::roster::Roster;
use crate::catalog::Entry;
use crate::daemon::Source;
use crate::event::TopicClash;

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

    pub(super) fn cycle(roster: &Roster, places: &[usize]) -> Self {
        let step = |&place: &usize| (roster.entries[place].name.to_string(), roster.entries[place].source());
        Self::Cycle { path: places.iter().map(step).collect() }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DependsOn => "depends on",
            Self::After => "starts after",
            Self::OnReady => "has an `#[on_ready]` for",
            Self::From => "subscribes to events from",
        })
    }
}

/// What is wrong, and what to do about it.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { name, daemons: [(first, at), (second, and_at)] } => {
                write!(f, "two daemons are called `{name}`: `{first}` ({at}) and `{second}` ({and_at}); ")?;
                write!(f, "give one another name: `#[daemon(name = \"…\")]` or `.with_named::<…>(\"…\")`")
            }
            Self::BadName { name, error } => write!(f, "`{name}` is not a daemon's name: {error}"),
            Self::NotLinked { name, nearest } => {
                write!(f, "`{name}` is expected and is not in this program; ")?;
                write!(f, "name its crate once so that it is linked: `use the_crate as _;`")?;
                did_you_mean(f, nearest.as_ref())
            }
            Self::UnknownOnly { name, nearest } => {
                write!(f, "`only` names `{name}`, and there is no such daemon")?;
                did_you_mean(f, nearest.as_ref())
            }
            Self::UnknownProfile { profile, known, nearest } => {
                write!(f, "no daemon belongs to the profile `{profile}`; ")?;
                match &known[..] {
                    [] => write!(f, "none names any: write `#[daemon(profiles(\"{profile}\"))]`"),
                    known => write!(f, "there are {}", quoted(known)),
                }?;
                did_you_mean(f, nearest.as_ref())
            }
            Self::UnknownDaemon { .. } => self.unknown_daemon(f),
            Self::OtherType { daemon, source, reference, name, expected, found, instance } => {
                write!(f, "`{daemon}` ({source}) {reference} `{expected}`, whose name `{name}` is that of a ")?;
                write!(f, "`{found}` here; refer to the one that is meant by its name: `\"{instance}\"`")
            }
            Self::Cycle { path } => {
                f.write_str("daemons wait for each other in a circle: ")?;
                for (name, source) in path {
                    write!(f, "`{name}` ({source}) → ")?;
                }
                let first = path.first().map_or("", |(name, _)| name);
                write!(f, "`{first}`; take one `depends_on` or `after` out")
            }
            Self::MissingResource { daemon, source, field, type_name, example } => {
                write!(f, "`{daemon}` ({source}) has the `#[resource]` field `{field}`, and the app has no ")?;
                write!(f, "`{type_name}`; give it one: `.provide({example})`")
            }
            Self::JobWithoutRun { daemon, source } => {
                write!(f, "`{daemon}` ({source}) is ready when its `#[run]` has completed, and has none; ")?;
                write!(f, "write one, or leave `ready = \"completed\"` out")
            }
            Self::UnknownWord { setting, word, known } => {
                let words: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
                write!(f, "`{setting}` does not know `{word}`; there are {}", words.join(", "))?;
                did_you_mean(f, nearest(word, known.iter().copied()).map(str::to_owned).as_ref())
            }
            Self::TopicClash { topic, types } => TopicClash { topic, types: *types }.fmt(f),
            Self::LossyLifecycle { daemon, source, handler, topic } => {
                write!(
                    f,
                    "`{handler}` of `{daemon}` ({source}) would drop some of `{topic}`, and lifecycle events are "
                )?;
                write!(f, "never dropped; leave `overflow` out: they keep nobody waiting and take no room")
            }
            Self::BadPeriod { daemon, timer, source, wrong } => {
                write!(f, "timer `{timer}` of `{daemon}` ({source}) {wrong}")
            }
            Self::StopBudget { chain, total, shutdown_timeout } => {
                let chain: Vec<String> =
                    chain.iter().map(|(name, budget)| format!("{name} {}", duration::display(*budget))).collect();
                let (total, limit) = (duration::display(*total), duration::display(*shutdown_timeout));
                write!(f, "stopping one after the other may take {total} ({}) and ", chain.join(" → "))?;
                write!(f, "`shutdown_timeout` is {limit}; raise it to {total}, or lower a `stop_timeout`")
            }
        }
    }
}

impl Problem {
    fn unknown_daemon(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::UnknownDaemon { daemon, source, reference, name, type_path, instances, nearest } = self else {
            return Ok(());
        };
        write!(f, "`{daemon}` ({source}) {reference} `{name}`, and there is no such daemon")?;
        match (type_path, &instances[..]) {
            (Some(path), []) => {
                let crate_name = path.split("::").next().unwrap_or(path);
                write!(f, "; is it linked (`use {crate_name} as _;`), or missing a `.with::<{path}>()`?")
            }
            (Some(_), instances) => {
                write!(f, "; its type is there as {}: write the name as a string", quoted(instances))
            }
            (None, _) => did_you_mean(f, nearest.as_ref()),
        }
    }
}

fn did_you_mean(f: &mut fmt::Formatter<'_>, nearest: Option<&String>) -> fmt::Result {
    match nearest {
        Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
        None => Ok(()),
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// One problem as it is; several as a list.
impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [problem] = &self.problems[..] {
            return problem.fmt(f);
        }
        write!(f, "{} problems, nothing was started:", self.problems.len())?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for CheckError {}
