//! What a daemon may declare about failing, and what that is.
#![deny(warnings)]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::{
    Backoff, Declaration, OnDependencyFailure, OnError, OnExhausted, Readiness, Restart, RestartPolicy,
};

#[daemon(
    register = false,
    watchdog = "1m30s",
    on_error = "fail",
    on_dependency_failure = "keep",
    on_exhausted = "retry_every(1h30m)",
    restart(
        reset_after = "1h",
        jitter = 0.25,
        backoff = "linear",
        max_delay = "1m",
        delay = "1s",
        max = 5,
        policy = "on_failure",
    ),
    critical,
    ready = "manual"
)]
struct Everything;

#[daemon]
impl Everything {}

fn everything() {
    let declared = declaration::<Everything>();
    assert_eq!(declared.ready, Readiness::Manual);
    assert!(declared.critical);
    assert_eq!(declared.restart.policy, RestartPolicy::OnFailure);
    assert_eq!(declared.restart.max, Some(5));
    assert_eq!(declared.restart.delay, Duration::from_secs(1));
    assert_eq!(declared.restart.max_delay, Duration::from_secs(60));
    assert_eq!(declared.restart.backoff, Backoff::Linear);
    assert_eq!(declared.restart.jitter, 0.25);
    assert_eq!(declared.restart.reset_after, Duration::from_secs(3600));
    assert_eq!(declared.exhaustion(), OnExhausted::RetryEvery(Duration::from_secs(5400)));
    assert_eq!(declared.on_dependency_failure, OnDependencyFailure::Keep);
    assert_eq!(declared.on_error, OnError::Fail);
    assert_eq!(declared.watchdog, Some(Duration::from_secs(90)));
}

#[daemon(register = false)]
struct Nothing;

#[daemon]
impl Nothing {}

fn nothing() {
    let declared = declaration::<Nothing>();
    assert_eq!((declared.ready, declared.critical), (Readiness::Init, false));
    assert_eq!(declared.restart, Restart::DEFAULT);
    assert_eq!(declared.on_exhausted, None);
    assert_eq!(declared.exhaustion(), OnExhausted::RetryEvery(Duration::from_secs(300)));
    assert_eq!(declared.on_dependency_failure, OnDependencyFailure::Restart);
    assert_eq!((declared.on_error, declared.watchdog), (OnError::Continue, None));
}

/// Every default, written out.
#[daemon(
    register = false,
    ready = "init",
    critical = false,
    restart(
        policy = "on_failure",
        max = 20,
        delay = "100ms",
        max_delay = "30s",
        backoff = "exponential",
        jitter = 0.2,
        reset_after = "60s"
    ),
    on_dependency_failure = "restart",
    on_error = "continue"
)]
struct Defaults;

#[daemon]
impl Defaults {}

fn defaults() {
    let declared = declaration::<Defaults>();
    assert_eq!(declared.restart, Restart::DEFAULT.max(20));
    // A `max` that is written is meant, even if it is the default.
    assert_eq!(declared.exhaustion(), OnExhausted::Fail);
    assert_eq!((declared.ready, declared.critical), (Readiness::Init, false));
}

/// The terms of daemons that differ in nothing else.
macro_rules! restarts {
    ($($name:ident($($option:tt)*) => $restart:expr;)*) => {
        $(
            #[daemon(register = false, $($option)*)]
            struct $name;

            #[daemon]
            impl $name {}
        )*

        fn restarts() {
            $(assert_eq!(declaration::<$name>().restart, $restart, stringify!($name));)*
        }
    };
}

restarts! {
    OnFailure(restart = "on_failure") => Restart::DEFAULT;
    Always(restart = "always") => Restart::DEFAULT.policy(RestartPolicy::Always);
    AlwaysFirst(restart("always")) => Restart::DEFAULT.policy(RestartPolicy::Always);
    AlwaysFirstOfTwo(restart("always", max = 5)) => Restart::DEFAULT.policy(RestartPolicy::Always).max(5);
    Never(restart = "never") => Restart::DEFAULT.policy(RestartPolicy::Never);
    NeverInParentheses(restart(policy = "never")) => Restart::DEFAULT.policy(RestartPolicy::Never);
    NeverAndFails(restart("never"), critical = true) => Restart::DEFAULT.policy(RestartPolicy::Never);
    AtOnce(restart(delay = "0s")) => Restart::DEFAULT.delay(Duration::ZERO);
    AtOnceEachTime(restart(delay = "0s", max_delay = "0s")) =>
        Restart::DEFAULT.delay(Duration::ZERO).max_delay(Duration::ZERO);
    NoJitter(restart(jitter = 0)) => Restart::DEFAULT.jitter(0.0);
    AllJitter(restart(jitter = 1.0, backoff = "fixed")) => Restart::DEFAULT.jitter(1.0).backoff(Backoff::Fixed);
    Small(restart(jitter = 1e-3)) => Restart::DEFAULT.jitter(0.001);
    Most(restart(max = 4294967295)) => Restart::DEFAULT.max(u32::MAX);
    // Longer than no delay is by default.
    Slow(restart(delay = "2m")) => Restart::DEFAULT.delay(Duration::from_secs(120)).max_delay(Duration::from_secs(120));
    SlowAndEqual(restart(max_delay = "2m", delay = "2m")) =>
        Restart::DEFAULT.delay(Duration::from_secs(120)).max_delay(Duration::from_secs(120));
    // Shorter than the first delay is by default.
    Quick(restart(max_delay = "10ms")) => Restart::DEFAULT.max_delay(Duration::from_millis(10));
    Common(restart(max = 5, delay = "1s", reset_after = "1h")) =>
        Restart::DEFAULT.max(5).delay(Duration::from_secs(1)).reset_after(Duration::from_secs(3600));
}

/// Options that a macro was given.
macro_rules! given {
    ($policy:literal, $max:expr, $jitter:literal, $exhausted:literal, $critical:expr) => {
        #[daemon(
            register = false,
            restart(policy = $policy, max = $max, jitter = $jitter),
            on_exhausted = $exhausted,
            critical = $critical
        )]
        struct Given;

        #[daemon]
        impl Given {}
    };
}

given!("always", 7, 0.5, "fail", true);

fn given() {
    let declared = declaration::<Given>();
    assert_eq!(declared.restart, Restart::DEFAULT.policy(RestartPolicy::Always).max(7).jitter(0.5));
    assert_eq!((declared.on_exhausted, declared.critical), (Some(OnExhausted::Fail), true));
}

/// A job: those who depend on it start when it has ended.
#[daemon(ready = "completed", on_dependency_failure = "stop", restart("on_failure", max = 1))]
struct Job;

#[daemon]
impl Job {
    #[run]
    async fn run(&mut self) {}
}

/// One whose `#[run]` depends on what is compiled.
#[daemon(register = false, ready = "completed")]
struct OneOrTheOther;

#[daemon]
impl OneOrTheOther {
    #[cfg(not(any()))]
    #[run]
    async fn run(&self) {}

    #[cfg(any())]
    #[run]
    async fn run_exclusively(&mut self) {}
}

/// A generic one.
#[daemon(register = false, ready = "completed", watchdog = "5s")]
struct JobOf<T> {
    value: Option<T>,
}

#[daemon]
impl<T> JobOf<T> {
    #[run]
    fn run(&mut self) {
        self.value = None;
    }
}

fn jobs() {
    assert_eq!(declaration::<Job>().ready, Readiness::Completed);
    assert_eq!(declaration::<Job>().on_dependency_failure, OnDependencyFailure::Stop);
    assert_eq!(declaration::<OneOrTheOther>().ready, Readiness::Completed);
    assert_eq!(declaration::<JobOf<u8>>().ready, Readiness::Completed);
    assert_eq!(declaration::<JobOf<u8>>().watchdog, Some(Duration::from_secs(5)));
}

fn declaration<D: Daemon>() -> Declaration {
    <D as daemon_core::__private::Declared>::DECLARATION
}

fn main() {
    everything();
    nothing();
    defaults();
    restarts();
    given();
    jobs();
}
