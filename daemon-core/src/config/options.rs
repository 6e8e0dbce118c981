//! The keys of `[daemon.<name>]`: what each sets, how that is shown, and when a change of it counts.
//!
//! To add one: a row in [`OPTIONS`], and a row in `docs/configuration.md`. A key inside a table has its name before it,
//! as in `restart.max`; [`TABLES`] says what the table stands for when it is written as one value.

use std::time::Duration;

use daemon_grammar::{duration, size};

use super::difference::ConfigEffect;
use super::read::{self, Outcome, word_of};
use super::settings::Settings;
use super::value::Node;
use crate::daemon::{Backoff, OnDependencyFailure, OnError, OnExhausted, OnUnhealthy, Readiness, RestartPolicy};
use crate::limits::{Rate, ThreadPriority};

/// An option of `[daemon.<name>]`.
pub(super) struct DaemonOption {
    /// `restart.max`
    pub(super) name: &'static str,
    /// Sets it.
    pub(super) read: fn(&Node, &mut Settings) -> Outcome,
    /// What it is, as it would be written.
    pub(super) show: fn(&Settings) -> String,
    /// When a change of it counts.
    pub(super) effect: ConfigEffect,
}

/// What stands in the attribute and nowhere else.
pub(super) const OF_THE_CODE: [&str; 9] =
    ["name", "version", "depends_on", "after", "ready", "category", "capabilities", "crate", "register"];

/// What may be written as a table, and which key of it one value alone is for, if it is for one.
pub(super) const TABLES: [(&str, Option<&str>); 3] =
    [("restart", Some("restart.policy")), ("mailbox", Some("mailbox.capacity")), ("limits", None)];

const POLICIES: [(&str, RestartPolicy); 3] =
    [("on_failure", RestartPolicy::OnFailure), ("always", RestartPolicy::Always), ("never", RestartPolicy::Never)];

const BACKOFFS: [(&str, Backoff); 3] =
    [("exponential", Backoff::Exponential), ("linear", Backoff::Linear), ("fixed", Backoff::Fixed)];

const ON_DEPENDENCY_FAILURE: [(&str, OnDependencyFailure); 3] = [
    ("restart", OnDependencyFailure::Restart),
    ("keep", OnDependencyFailure::Keep),
    ("stop", OnDependencyFailure::Stop),
];

const ON_UNHEALTHY: [(&str, OnUnhealthy); 2] = [("report", OnUnhealthy::Report), ("restart", OnUnhealthy::Restart)];

const ON_ERROR: [(&str, OnError); 2] = [("continue", OnError::Continue), ("fail", OnError::Fail)];

/// One row: how it is read into which field, and how that is shown.
macro_rules! option {
    ($name:literal, $effect:ident, $($field:ident).+ = $read:expr, $show:expr) => {
        DaemonOption {
            name: $name,
            read: |node, settings| {
                settings.$($field).+ = $read(node)?;
                Ok(())
            },
            show: |settings| $show(&settings.$($field).+),
            effect: ConfigEffect::$effect,
        }
    };
}

/// All of them, by name.
pub(super) const OPTIONS: &[DaemonOption] = &[
    option!("ask_timeout", InPlace, declaration.ask_timeout = read::span, shown),
    option!("autostart", ProcessRestart, declaration.autostart = read::boolean, bool::to_string),
    option!("critical", InPlace, declaration.critical = read::boolean, bool::to_string),
    DaemonOption {
        name: "enabled",
        read: |node, settings| {
            settings.enabled = read::boolean(node)?;
            settings.enabled_at = Some(node.place.clone());
            Ok(())
        },
        show: |settings| settings.enabled.to_string(),
        effect: ConfigEffect::InPlace,
    },
    option!("limits.cpu", InPlace, declaration.limits.cpu = read::cpu_share_or_off, |cpu: &Option<f64>| {
        cpu.map_or_else(|| "off".to_owned(), |share| share.to_string())
    }),
    option!("limits.memory", InPlace, declaration.limits.memory = read::size_or_off, |memory: &Option<u64>| {
        memory.map_or_else(|| "off".to_owned(), |bytes| size::display(bytes).to_string())
    }),
    option!("mailbox.capacity", InPlace, declaration.mailbox = capacity, usize::to_string),
    option!("mailbox.publish_timeout", InPlace, declaration.publish_timeout = read::time, shown),
    option!(
        "on_dependency_failure",
        InPlace,
        declaration.on_dependency_failure = |node| read::word(node, &ON_DEPENDENCY_FAILURE),
        |word| word_of(word, &ON_DEPENDENCY_FAILURE)
    ),
    option!("on_error", InPlace, declaration.on_error = |node| read::word(node, &ON_ERROR), |word| word_of(
        word, &ON_ERROR
    )),
    DaemonOption {
        name: "on_exhausted",
        read: |node, settings| {
            settings.declaration.on_exhausted = Some(read::exhaustion(node)?);
            Ok(())
        },
        show: |settings| match settings.declaration.exhaustion() {
            OnExhausted::Fail => "fail".to_owned(),
            OnExhausted::RetryEvery(pause) => format!("retry_every({})", duration::display(pause)),
        },
        effect: ConfigEffect::InPlace,
    },
    option!("on_unhealthy", InPlace, declaration.on_unhealthy = |node| read::word(node, &ON_UNHEALTHY), |word| {
        word_of(word, &ON_UNHEALTHY)
    }),
    DaemonOption {
        name: "profiles",
        read: |node, settings| {
            settings.profiles = Some(read::words(node)?);
            Ok(())
        },
        show: |settings| settings.profiles().collect::<Vec<_>>().join(", "),
        effect: ConfigEffect::ProcessRestart,
    },
    option!("restart.backoff", InPlace, declaration.restart.backoff = |node| read::word(node, &BACKOFFS), |word| {
        word_of(word, &BACKOFFS)
    }),
    DaemonOption {
        name: "restart.delay",
        read: |node, settings| {
            settings.declaration.restart = settings.declaration.restart.delay(read::time(node)?);
            Ok(())
        },
        show: |settings| shown(&settings.declaration.restart.delay),
        effect: ConfigEffect::InPlace,
    },
    option!("restart.jitter", InPlace, declaration.restart.jitter = read::share, f64::to_string),
    DaemonOption {
        name: "restart.max",
        read: |node, settings| {
            settings.declaration.restart.max = Some(read::count(node)?);
            Ok(())
        },
        show: |settings| settings.declaration.restart.budget().to_string(),
        effect: ConfigEffect::InPlace,
    },
    option!("restart.max_delay", InPlace, declaration.restart.max_delay = read::time, shown),
    DaemonOption {
        name: "restart.policy",
        read: |node, settings| {
            settings.declaration.restart.policy = policy(node, settings.declaration.ready)?;
            Ok(())
        },
        show: |settings| word_of(&settings.declaration.restart.policy, &POLICIES),
        effect: ConfigEffect::InPlace,
    },
    option!("restart.reset_after", InPlace, declaration.restart.reset_after = read::span, shown),
    option!("start_timeout", InPlace, declaration.start_timeout = read::span, shown),
    option!("stop_timeout", InPlace, declaration.stop_timeout = read::span, shown),
    option!("thread", Restart, declaration.thread = thread, |thread: &Option<ThreadPriority>| {
        thread.map_or_else(|| "off".to_owned(), |priority| priority.to_string())
    }),
    option!("throttle", InPlace, declaration.throttle = read::rate_or_off, |rate: &Option<Rate>| {
        rate.map_or_else(|| "off".to_owned(), |rate| rate.to_string())
    }),
    option!("watchdog", InPlace, declaration.watchdog = read::span_or_off, |limit: &Option<Duration>| {
        limit.as_ref().map_or_else(|| "off".to_owned(), shown)
    }),
];

fn shown(time: &Duration) -> String {
    duration::display(*time).to_string()
}

/// `true`, `false`, or the priority of the thread.
fn thread(node: &Node) -> Outcome<Option<ThreadPriority>> {
    const WORDS: [(&str, Option<ThreadPriority>); 4] = [
        ("off", None),
        ("low", Some(ThreadPriority::Low)),
        ("normal", Some(ThreadPriority::Normal)),
        ("high", Some(ThreadPriority::High)),
    ];
    match read::boolean(node) {
        Ok(own) => Ok(own.then_some(ThreadPriority::Normal)),
        Err(_) => read::word(node, &WORDS),
    }
}

fn capacity(node: &Node) -> Outcome<usize> {
    Ok(usize::try_from(read::count(node)?).unwrap_or(usize::MAX))
}

/// A job that is started again when it has completed would never let those start who wait for it.
fn policy(node: &Node, ready: Readiness) -> Outcome<RestartPolicy> {
    let policy = read::word(node, &POLICIES)?;
    if policy == RestartPolicy::Always && ready == Readiness::Completed {
        let (wrong, help) = ("the daemon is ready when it has completed", "write \"on_failure\" or \"never\"");
        return Err(super::ConfigMistake::bad("\"always\"", wrong, help));
    }
    Ok(policy)
}

/// The names that may stand right below `[daemon.<name>]`.
pub(super) fn names() -> Vec<&'static str> {
    let tops = OPTIONS.iter().map(|option| option.name.split('.').next().unwrap_or(option.name));
    let mut names: Vec<&str> = tops.chain(["config", "handlers", "timers"]).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The names that may stand in the table `table`.
pub(super) fn names_in(table: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    OPTIONS.iter().filter_map(move |option| option.name.strip_prefix(table)?.strip_prefix('.'))
}

pub(super) fn find(name: &str) -> Option<&'static DaemonOption> {
    OPTIONS.iter().find(|option| option.name == name)
}
