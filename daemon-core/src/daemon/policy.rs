//! What a daemon declares about failing: whether it comes back, how often, how soon, and what that means for others.
//!
//! Data only. What follows from it is decided in `supervise::decide`.

use std::time::Duration;

/// When a generation that ends by itself is followed by another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RestartPolicy {
    /// After a failure. A `#[run]` that returns `Ok` completes the daemon.
    #[default]
    OnFailure,
    /// After a failure, and after a `#[run]` that returned `Ok` too.
    Always,
    /// Not at all: the first failure is final.
    Never,
}

/// How the delay before a restart grows from one to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Backoff {
    /// Doubles.
    #[default]
    Exponential,
    /// Grows by the first delay each time.
    Linear,
    /// Stays.
    Fixed,
}

/// `restart(…)`: whether, how often and how soon a daemon that has failed is started again.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Restart {
    /// After which ends.
    pub policy: RestartPolicy,
    /// How many restarts in a row; one failure more exhausts them. None is the default, [`Restart::BUDGET`].
    pub max: Option<u32>,
    /// The first delay.
    pub delay: Duration,
    /// No delay is longer.
    pub max_delay: Duration,
    /// How the delay grows.
    pub backoff: Backoff,
    /// How much shorter a delay may turn out, as a share of it, so that many daemons do not come back at one moment.
    pub jitter: f64,
    /// So long without a break it is to be Running before the restarts are counted from zero again.
    pub reset_after: Duration,
}

impl Restart {
    /// How many restarts there are unless `max` says otherwise.
    pub const BUDGET: u32 = 20;

    /// The defaults: on failure, 20 times, 100 ms doubling up to 30 s, a fifth of jitter, reset after a minute.
    pub const DEFAULT: Self = Self {
        policy: RestartPolicy::OnFailure,
        max: None,
        delay: Duration::from_millis(100),
        max_delay: Duration::from_secs(30),
        backoff: Backoff::Exponential,
        jitter: 0.2,
        reset_after: Duration::from_secs(60),
    };

    /// Sets `delay`, and raises `max_delay` to it: what is set is not cut off by a default. A `max_delay` that is set after
    /// it stands.
    #[must_use = "returns the changed policy"]
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        if self.max_delay.as_nanos() < delay.as_nanos() {
            self.max_delay = delay;
        }
        self
    }

    /// How many restarts in a row there may be.
    pub const fn budget(&self) -> u32 {
        match self.max {
            Some(max) => max,
            None => Self::BUDGET,
        }
    }
}

impl Default for Restart {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a daemon does whose restarts are spent. It is Failed in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnExhausted {
    /// Stays Failed until somebody commands otherwise.
    Fail,
    /// Is tried once more each time so much has gone by.
    RetryEvery(Duration),
}

/// What a daemon does when one that it depends on fails while it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnDependencyFailure {
    /// Stops, waits for it, and starts again.
    #[default]
    Restart,
    /// Goes on.
    Keep,
    /// Stops, and stays stopped.
    Stop,
}

/// When a daemon counts as there, so that those who depend on it start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Readiness {
    /// When its `#[init]` has returned.
    #[default]
    Init,
    /// When it says so: `Context::ready`.
    Manual,
    /// When its `#[run]` has returned `Ok`: for jobs that are done once.
    Completed,
}

/// What an `Err` from a handler does, beside being logged and counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnError {
    /// Nothing.
    #[default]
    Continue,
    /// Fails the daemon.
    Fail,
}

/// What follows when a daemon's checks have found it unhealthy, beside being told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnUnhealthy {
    /// Nothing.
    #[default]
    Report,
    /// It fails.
    Restart,
}

/// One method for each field: `const fn name(self, value) -> Self`.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident: $ty:ty => $value:expr,)*) => {
        impl Restart {
            $($(#[$doc])*
            #[must_use = "returns the changed policy"]
            pub const fn $name(mut self, $name: $ty) -> Self {
                self.$name = $value;
                self
            })*
        }
    };
}

options! {
    /// Sets `policy`.
    policy: RestartPolicy => policy,
    /// Sets `max`.
    max: u32 => Some(max),
    /// Sets `max_delay`.
    max_delay: Duration => max_delay,
    /// Sets `backoff`.
    backoff: Backoff => backoff,
    /// Sets `jitter`.
    jitter: f64 => jitter,
    /// Sets `reset_after`.
    reset_after: Duration => reset_after,
}
