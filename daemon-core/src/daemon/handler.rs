//! The table of handlers that the macro writes for each daemon.

use std::time::Duration;

use super::Dependency;
use crate::event::Connector;
use crate::mailbox::Overflow;
use crate::timer::Interval;

/// Which handlers may run while this one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// None: it has the daemon to itself.
    Exclusive,
    /// Others of this lane, itself included up to so many times.
    Concurrent(u32),
}

/// What makes a handler run.
#[derive(Debug)]
pub enum Trigger<M> {
    /// An event that somebody publishes.
    Event(fn(&mut Connector<'_, M>)),
    /// A period going by.
    Interval(Interval, fn() -> M),
    /// So long after the daemon is running, once a generation.
    Defer(Duration, fn() -> M),
    /// Another daemon becoming ready.
    Ready(Dependency, fn() -> M),
}

/// A method with `#[subscribe]`, `#[interval]`, `#[defer]` or `#[on_ready]`.
#[derive(Debug)]
pub struct Handler<M> {
    /// The method's name.
    pub name: &'static str,
    /// The method's line, in the file of the impl block.
    pub line: u32,
    /// Which others may run meanwhile.
    pub lane: Lane,
    /// For an event: what becomes of it when there is no room.
    pub overflow: Overflow,
    /// For an event: the only daemon from which it is taken.
    pub from: Option<Dependency>,
    /// What makes it run.
    pub trigger: Trigger<M>,
}

impl<M> Handler<M> {
    const fn new(name: &'static str, line: u32, trigger: Trigger<M>) -> Self {
        Self { name, line, lane: Lane::Exclusive, overflow: Overflow::Wait, from: None, trigger }
    }

    /// A `#[subscribe]`.
    pub const fn subscribe(name: &'static str, line: u32, connect: fn(&mut Connector<'_, M>)) -> Self {
        Self::new(name, line, Trigger::Event(connect))
    }

    /// An `#[interval]`.
    pub const fn interval(name: &'static str, line: u32, interval: Interval, tick: fn() -> M) -> Self {
        Self::new(name, line, Trigger::Interval(interval, tick))
    }

    /// A `#[defer]`.
    pub const fn defer(name: &'static str, line: u32, delay: Duration, tick: fn() -> M) -> Self {
        Self::new(name, line, Trigger::Defer(delay, tick))
    }

    /// An `#[on_ready]`.
    pub const fn on_ready(name: &'static str, line: u32, source: Dependency, signal: fn() -> M) -> Self {
        Self::new(name, line, Trigger::Ready(source, signal))
    }

    /// `concurrent = most`.
    #[must_use = "returns the changed handler"]
    pub const fn concurrent(mut self, most: u32) -> Self {
        self.lane = Lane::Concurrent(most);
        self
    }

    /// `overflow = …`, with its `keep`.
    #[must_use = "returns the changed handler"]
    pub const fn overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = overflow;
        self
    }

    /// `from = …`.
    #[must_use = "returns the changed handler"]
    pub const fn from(mut self, source: Dependency) -> Self {
        self.from = Some(source);
        self
    }
}
