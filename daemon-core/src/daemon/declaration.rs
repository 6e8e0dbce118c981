//! Who a daemon is: constants, written by the macro, read by everybody.

use std::any::{TypeId, type_name};
use std::fmt;
use std::time::Duration;

use super::Declared;
use super::policy::{OnDependencyFailure, OnError, OnExhausted, OnUnhealthy, Readiness, Restart, RestartPolicy};
#[cfg(feature = "config")]
use crate::config::ConfigNeed;
use crate::limits::{Limits, Rate, ThreadPriority};
use crate::state::StateKind;

/// A place in the user's source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// As the compiler was given it, so relative to the workspace as a rule.
    pub file: &'static str,
    /// From 1.
    pub line: u32,
}

impl Source {
    /// The place `line` of `file`.
    pub const fn new(file: &'static str, line: u32) -> Self {
        Self { file, line }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Another daemon, as an attribute names it.
#[derive(Clone, Copy, Debug)]
pub struct Dependency {
    /// The name that is looked for in the roster.
    pub name: &'static str,
    /// The type, when a type was written; the compiler has then checked that it is a daemon.
    pub type_name: Option<fn() -> &'static str>,
    /// The line where it is named, if that is in the impl block.
    pub line: Option<u32>,
}

impl Dependency {
    /// The daemon `D`, under its own name.
    pub const fn on<D: Declared>() -> Self {
        Self::typed(D::NAME, type_name::<D>)
    }

    /// The same, for generated code: that the type is a daemon is then said in one way wherever it is relied on.
    pub const fn typed(name: &'static str, type_name: fn() -> &'static str) -> Self {
        Self { name, type_name: Some(type_name), line: None }
    }

    /// The daemon called `name`, checked when the app is built.
    pub const fn named(name: &'static str) -> Self {
        Self { name, type_name: None, line: None }
    }

    /// The same, named in `line` of the impl block.
    #[must_use]
    pub const fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }
}

/// A `#[resource]` field: something the app must have been given.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// The field, for the error message.
    pub field: &'static str,
    /// The type that must have been provided.
    pub type_id: fn() -> TypeId,
    /// Its name, for the error message.
    pub type_name: fn() -> &'static str,
}

impl Need {
    /// The field `field` of type `T`.
    pub const fn of<T: 'static>(field: &'static str) -> Self {
        Self { field, type_id: TypeId::of::<T>, type_name: type_name::<T> }
    }

    /// The same, for generated code: a type that does not exist is reported once, where the user wrote it.
    pub const fn of_field<D, T: 'static>(field: &'static str, _: fn(&D) -> &T) -> Self {
        Self::of::<T>(field)
    }
}

/// What `#[daemon(…)]` on a struct says, with the defaults of what it leaves out.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Declaration {
    /// Kebab-case, unique among the daemons of one app.
    pub name: &'static str,
    /// As written in the struct's declaration.
    pub type_name: &'static str,
    /// Where the struct is.
    pub source: Source,
    /// Shown to operators.
    pub version: &'static str,
    /// The first paragraph of the doc comment.
    pub description: &'static str,
    /// Hard: these run before it starts and until it has stopped.
    pub depends_on: &'static [Dependency],
    /// Order only, among those that are started.
    pub after: &'static [Dependency],
    /// The start-up profiles it belongs to; none means every profile.
    pub profiles: &'static [&'static str],
    /// Whether it starts with the app.
    pub autostart: bool,
    /// When those who depend on it may start.
    pub ready: Readiness,
    /// Whether the app cannot do without it.
    pub critical: bool,
    /// Whether, how often and how soon it comes back after a failure.
    pub restart: Restart,
    /// What follows when its restarts are spent; none is as [`Declaration::exhaustion`] says.
    pub on_exhausted: Option<OnExhausted>,
    /// What it does when one that it depends on fails.
    pub on_dependency_failure: OnDependencyFailure,
    /// What an `Err` from a handler does.
    pub on_error: OnError,
    /// What follows when its checks have found it unhealthy.
    pub on_unhealthy: OnUnhealthy,
    /// A handler that takes longer is a failure; none is a report only, after [`Declaration::STALL_REPORT`].
    pub watchdog: Option<Duration>,
    /// How long it may take to become ready.
    pub start_timeout: Duration,
    /// How long draining and cleaning up may take together.
    pub stop_timeout: Duration,
    /// How many events and messages may wait.
    pub mailbox: usize,
    /// How long a publisher waits for this daemon while it begins nothing.
    pub publish_timeout: Duration,
    /// How long an ask waits for its answer, unless the asker says otherwise.
    pub ask_timeout: Duration,
    /// How many runs for events and messages may begin in a window of time.
    pub throttle: Option<Rate>,
    /// What it may use.
    pub limits: Limits,
    /// That it runs on a thread of its own, and how that one stands with the scheduler.
    pub thread: Option<ThreadPriority>,
    /// A word to group it by; empty for none.
    pub category: &'static str,
    /// Words to search it by.
    pub capabilities: &'static [&'static str],
    /// Its `#[resource]` fields.
    pub resources: &'static [Need],
    /// Its `#[config]` fields.
    #[cfg(feature = "config")]
    pub configs: &'static [ConfigNeed],
    /// What it publishes of itself.
    pub(crate) state: Option<StateKind>,
}

impl Declaration {
    /// After how long a handler that has not finished is reported, unless `watchdog` says when that is a failure.
    pub const STALL_REPORT: Duration = Duration::from_secs(30);

    /// After how long a handler that has not finished is stalled.
    pub(crate) const fn patience(&self) -> Duration {
        match self.watchdog {
            Some(limit) => limit,
            None => Self::STALL_REPORT,
        }
    }

    /// What follows when its restarts are spent. Unless declared: another try every five minutes, but for daemons that
    /// are critical, have a `max` of their own, or are never restarted.
    pub const fn exhaustion(&self) -> OnExhausted {
        match self.on_exhausted {
            Some(declared) => declared,
            None if self.critical || self.restart.max.is_some() => OnExhausted::Fail,
            None if matches!(self.restart.policy, RestartPolicy::Never) => OnExhausted::Fail,
            None => OnExhausted::RetryEvery(Duration::from_secs(300)),
        }
    }

    /// A daemon with every option at its default.
    pub const fn new(name: &'static str, type_name: &'static str, source: Source) -> Self {
        Self {
            name,
            type_name,
            source,
            version: "",
            description: "",
            depends_on: &[],
            after: &[],
            profiles: &[],
            autostart: true,
            ready: Readiness::Init,
            critical: false,
            restart: Restart::DEFAULT,
            on_exhausted: None,
            on_dependency_failure: OnDependencyFailure::Restart,
            on_error: OnError::Continue,
            on_unhealthy: OnUnhealthy::Report,
            watchdog: None,
            start_timeout: Duration::from_secs(30),
            stop_timeout: Duration::from_secs(5),
            mailbox: 1024,
            publish_timeout: Duration::from_secs(5),
            ask_timeout: Duration::from_secs(5),
            throttle: None,
            limits: Limits::NONE,
            thread: None,
            category: "",
            capabilities: &[],
            resources: &[],
            #[cfg(feature = "config")]
            configs: &[],
            state: None,
        }
    }
}

/// One method for each option: `const fn name(self, value) -> Self`.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident: $ty:ty,)*) => {
        impl Declaration {
            $($(#[$doc])*
            #[must_use = "returns the changed declaration"]
            pub const fn $name(mut self, $name: $ty) -> Self {
                self.$name = $name;
                self
            })*
        }
    };
}

options! {
    /// Sets `version`.
    version: &'static str,
    /// Sets `description`.
    description: &'static str,
    /// Sets `depends_on`.
    depends_on: &'static [Dependency],
    /// Sets `after`.
    after: &'static [Dependency],
    /// Sets `profiles`.
    profiles: &'static [&'static str],
    /// Sets `autostart`.
    autostart: bool,
    /// Sets `ready`.
    ready: Readiness,
    /// Sets `critical`.
    critical: bool,
    /// Sets `restart`.
    restart: Restart,
    /// Sets `on_dependency_failure`.
    on_dependency_failure: OnDependencyFailure,
    /// Sets `on_error`.
    on_error: OnError,
    /// Sets `on_unhealthy`.
    on_unhealthy: OnUnhealthy,
    /// Sets `on_exhausted`.
    on_exhausted: Option<OnExhausted>,
    /// Sets `watchdog`.
    watchdog: Option<Duration>,
    /// Sets `start_timeout`.
    start_timeout: Duration,
    /// Sets `stop_timeout`.
    stop_timeout: Duration,
    /// Sets `mailbox`.
    mailbox: usize,
    /// Sets `publish_timeout`.
    publish_timeout: Duration,
    /// Sets `ask_timeout`.
    ask_timeout: Duration,
    /// Sets `throttle`.
    throttle: Option<Rate>,
    /// Sets `limits`.
    limits: Limits,
    /// Sets `thread`.
    thread: Option<ThreadPriority>,
    /// Sets `category`.
    category: &'static str,
    /// Sets `capabilities`.
    capabilities: &'static [&'static str],
    /// Sets `resources`.
    resources: &'static [Need],
    /// Sets `configs`.
    #[cfg(feature = "config")]
    configs: &'static [ConfigNeed],
    /// Sets `state`.
    state: Option<StateKind>,
}

/// One more than the deepest of `dependencies`, or zero without any.
pub const fn start_depth<const N: usize>(dependencies: [u32; N]) -> u32 {
    let mut depth = 0;
    let mut at = 0;
    while at < dependencies.len() {
        if dependencies[at] >= depth {
            depth = dependencies[at] + 1;
        }
        at += 1;
    }
    depth
}
