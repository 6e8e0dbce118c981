//! What the user means, each value together with the tokens it came from.
//!
//! Made by `read`, judged by `check`, written out by `expand`.

mod block;
mod event;
mod handler;
mod method;
mod policy;
mod structure;
mod value;

pub(crate) use block::Block;
pub(crate) use event::Event;
pub(crate) use handler::{
    EventArgument, Handler, Health, Interval, Message, MessageArgument, Missed, MissedTime, Overflow, Passing, Period,
    Priority, Role, Schedule, Subscription,
};
pub(crate) use method::{Access, Method, Receiver};
pub(crate) use policy::{
    Backoff, OnDependencyFailure, OnError, OnExhausted, OnUnhealthy, Policy, Readiness, Restart, RestartPolicy,
};
pub(crate) use structure::{Declaration, Field, Filling, Structure, ThreadPriority};
pub(crate) use value::{DaemonRef, Name, Number, Time, Word};
