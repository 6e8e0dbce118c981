//! What is said of each problem: what is wrong, and what to do about it.

use std::fmt;

use daemon_grammar::{duration, nearest, size};

use super::{CheckError, Problem, Reference};
use crate::event::TopicClash;

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
            Self::RestartedWithoutCheck { daemon, source } => {
                write!(f, "`{daemon}` ({source}) is to be restarted when it is unhealthy, and has no `#[health]` to ")?;
                write!(f, "say so; write one, or leave `on_unhealthy` out")
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
            Self::MemoryNotMeasured { daemon, source, limit } => {
                let limit = size::display(*limit);
                write!(f, "`{daemon}` ({source}) may hold {limit} of memory, and nothing measures what it holds; ")?;
                if cfg!(not(feature = "memory")) {
                    f.write_str("turn the feature `memory` of `daemon-core` on and ")?;
                }
                f.write_str("write `#[global_allocator] static MEMORY: daemon_core::limits::Accounting = ")?;
                f.write_str("daemon_core::limits::Accounting::new();`")
            }
            Self::BadPeriod { daemon, timer, source, wrong } => {
                write!(f, "timer `{timer}` of `{daemon}` ({source}) {wrong}")
            }
            Self::BadSchedule { daemon, timer, source, wrong } => {
                write!(f, "timer `{timer}` of `{daemon}` ({source}): {wrong}")
            }
            Self::DependsOnDisabled { daemon, source, name, .. } => {
                write!(f, "`{daemon}` ({source}) depends on `{name}`, which is disabled")?;
                #[cfg(feature = "config")]
                if let Self::DependsOnDisabled { place: Some(place), .. } = self {
                    write!(f, " ({place})")?;
                }
                write!(f, "; disable `{daemon}` too, or neither")
            }
            #[cfg(feature = "config")]
            Self::Config { place, mistake, .. } if mistake.is_of_a_file() => write!(f, "`{place}` {mistake}"),
            #[cfg(feature = "config")]
            Self::Config { place, key, mistake } => write!(f, "`{key}` ({place}) {mistake}"),
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
