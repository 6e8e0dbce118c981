//! What a daemon declares about failing. The runtime has types of the same names.

use daemon_grammar::exhaustion::Exhaustion;
use syn::{LitBool, LitStr};

use super::{Number, Time, Word};

/// The options about failing, each `None` if left out.
#[derive(Default)]
pub(crate) struct Policy {
    pub(crate) ready: Option<Word<Readiness>>,
    pub(crate) critical: Option<LitBool>,
    pub(crate) restart: Restart,
    pub(crate) on_exhausted: Option<OnExhausted>,
    pub(crate) on_dependency_failure: Option<OnDependencyFailure>,
    pub(crate) on_error: Option<OnError>,
    pub(crate) on_unhealthy: Option<OnUnhealthy>,
    pub(crate) watchdog: Option<Time>,
}

/// `restart = "always"` or `restart(…)`.
#[derive(Default)]
pub(crate) struct Restart {
    pub(crate) policy: Option<Word<RestartPolicy>>,
    pub(crate) max: Option<Number>,
    pub(crate) delay: Option<Time>,
    pub(crate) max_delay: Option<Time>,
    pub(crate) backoff: Option<Backoff>,
    /// From 0.0 to 1.0.
    pub(crate) jitter: Option<f64>,
    pub(crate) reset_after: Option<Time>,
}

/// When a generation that ends by itself is followed by another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RestartPolicy {
    OnFailure,
    Always,
    Never,
}

/// How the delay before a restart grows.
#[derive(Clone, Copy)]
pub(crate) enum Backoff {
    Exponential,
    Linear,
    Fixed,
}

/// `on_exhausted = "retry_every(5m)"`.
pub(crate) struct OnExhausted {
    pub(crate) exhaustion: Exhaustion,
    pub(crate) literal: LitStr,
}

/// What follows for a daemon when one that it depends on fails.
#[derive(Clone, Copy)]
pub(crate) enum OnDependencyFailure {
    Restart,
    Keep,
    Stop,
}

/// When it counts as there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readiness {
    Init,
    Manual,
    Completed,
}

/// What an `Err` from a handler does.
#[derive(Clone, Copy)]
pub(crate) enum OnError {
    Continue,
    Fail,
}

/// What follows when its checks have found it unhealthy.
#[derive(Clone, Copy)]
pub(crate) enum OnUnhealthy {
    Report,
    Restart,
}

impl Restart {
    /// Whether there are no restarts at all.
    pub(crate) fn is_never(&self) -> bool {
        self.policy.as_ref().is_some_and(|policy| policy.meaning == RestartPolicy::Never)
    }
}
