//! What generated code names. Not for anybody else: it changes without notice.

pub use inventory;

pub use crate::BoxError;
#[cfg(feature = "config")]
pub use crate::config::{Absent, ConfigField, ConfigNeed, WithoutDefault};
pub use crate::context::Context;
#[cfg(feature = "config")]
pub use crate::context::config_field;
pub use crate::daemon::{
    Backoff, ByValue, Daemon, Declaration, Declared, Dependency, FromFields, Handler, HealthOutcome, Hooks,
    InitOutcome, Need, OnDependencyFailure, OnError, OnExhausted, OnUnhealthy, Outcome, PlainField, Readiness, Restart,
    RestartPolicy, RunExclusive, RunShared, Shareable, Shared, Source, by_value, completes, not_shared, shareable,
    start_depth,
};
pub use crate::event::{AnyEvent, Connector, Event, every};
pub use crate::health::HealthTerms;
pub use crate::limits::{Limits, Rate, ThreadPriority};
pub use crate::mailbox::{Letter, Overflow};
pub use crate::message::{Address, Ask, Attempt, NoMessages, Priority, TryAsk};
#[cfg(feature = "remote")]
pub use crate::message::{Answering, Arguments, Fallible, Remote, Request};
pub use crate::state::{StateKind, Stateful};
pub use crate::supervise::{
    Duty, Ended, Registration, check, serve_exclusive, serve_mixed, serve_run, serve_run_shared,
};
#[cfg(feature = "schedule")]
pub use crate::timer::MissedTime;
pub use crate::timer::{Interval, Missed, Timetable};
