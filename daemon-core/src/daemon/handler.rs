//! The table of handlers that the macro writes for each daemon.

use std::time::Duration;

use super::Dependency;
use crate::event::{Connector, EventType};
use crate::health::HealthTerms;
use crate::limits::Rate;
use crate::mailbox::Overflow;
use crate::message::Priority;
#[cfg(feature = "remote")]
use crate::message::Remote;
use crate::timer::{Interval, Timetable};

/// Which handlers may run while this one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// None: it has the daemon to itself.
    Exclusive,
    /// Others of this lane, itself included up to so many times.
    Concurrent(u32),
}

impl Lane {
    /// How many runs of the handler there may be at once.
    pub(crate) const fn most(self) -> u32 {
        match self {
            Self::Exclusive => 1,
            Self::Concurrent(most) => most,
        }
    }
}

/// What makes a handler run.
#[derive(Clone, Copy, Debug)]
pub enum Trigger {
    /// An event that somebody publishes.
    Event(fn(&mut Connector<'_>)),
    /// A period going by.
    Interval(Interval),
    /// A time of the calendar.
    Schedule(Timetable),
    /// So long after the daemon is running, once a generation.
    Defer(Duration),
    /// Another daemon becoming ready.
    Ready(Dependency),
    /// Somebody who asks for it by name.
    Message,
    /// A period going by, to ask how the daemon is.
    Health(HealthTerms),
}

/// What of a handler's attribute an operator can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HandlerTerms {
    pub(crate) lane: Lane,
    pub(crate) overflow: Overflow,
    pub(crate) priority: Priority,
    pub(crate) throttle: Option<Rate>,
}

/// A method with `#[subscribe]`, `#[interval]`, `#[schedule]`, `#[defer]` or `#[on_ready]`.
#[derive(Debug)]
pub struct Handler {
    /// The method's name.
    pub name: &'static str,
    /// The method's line, in the file of the impl block.
    pub line: u32,
    /// Which others may run meanwhile.
    pub lane: Lane,
    /// For an event: what becomes of it when there is no room.
    pub overflow: Overflow,
    /// Its priority; of a message, unless the asker says otherwise.
    pub priority: Priority,
    /// For an event or a message: how many runs may begin in a window of time.
    pub throttle: Option<Rate>,
    /// For an event: the only daemon from which it is taken.
    pub from: Option<Dependency>,
    /// What makes it run.
    pub trigger: Trigger,
    /// For a message: how it is asked for by name, if it may be.
    #[cfg(feature = "remote")]
    pub remote: Option<Remote>,
}

impl Handler {
    /// Whether it has a timer with a name.
    pub(crate) fn has_timer(&self) -> bool {
        !matches!(self.trigger, Trigger::Event(_) | Trigger::Ready(_) | Trigger::Message)
    }

    /// What its timer is called, if it has one with a name.
    pub(crate) fn timer_name(&self) -> Option<String> {
        match self.trigger {
            Trigger::Interval(interval) => Some(interval.name.to_owned()),
            Trigger::Schedule(timetable) => Some(timetable.name().to_owned()),
            Trigger::Defer(_) | Trigger::Health(_) => Some(daemon_grammar::name::kebab(self.name)),
            Trigger::Event(_) | Trigger::Ready(_) | Trigger::Message => None,
        }
    }

    /// What the attribute says of what an operator can change.
    pub(crate) const fn terms(&self) -> HandlerTerms {
        let Self { lane, overflow, priority, throttle, .. } = *self;
        HandlerTerms { lane, overflow, priority, throttle }
    }

    const fn new(name: &'static str, line: u32, trigger: Trigger) -> Self {
        Self {
            name,
            line,
            lane: Lane::Exclusive,
            overflow: Overflow::Wait,
            priority: Priority::Normal,
            throttle: None,
            from: None,
            trigger,
            #[cfg(feature = "remote")]
            remote: None,
        }
    }

    /// A `#[subscribe]`.
    pub const fn subscribe(name: &'static str, line: u32, connect: fn(&mut Connector<'_>)) -> Self {
        Self::new(name, line, Trigger::Event(connect))
    }

    /// An `#[interval]`.
    pub const fn interval(name: &'static str, line: u32, interval: Interval) -> Self {
        Self::new(name, line, Trigger::Interval(interval))
    }

    /// A `#[schedule]`.
    pub const fn schedule(name: &'static str, line: u32, timetable: Timetable) -> Self {
        Self::new(name, line, Trigger::Schedule(timetable))
    }

    /// A `#[defer]`.
    pub const fn defer(name: &'static str, line: u32, delay: Duration) -> Self {
        Self::new(name, line, Trigger::Defer(delay))
    }

    /// An `#[on_ready]`.
    pub const fn on_ready(name: &'static str, line: u32, source: Dependency) -> Self {
        Self::new(name, line, Trigger::Ready(source))
    }

    /// A `#[message]`.
    pub const fn message(name: &'static str, line: u32) -> Self {
        Self::new(name, line, Trigger::Message)
    }

    /// A `#[health]`.
    pub const fn health(name: &'static str, line: u32, terms: HealthTerms) -> Self {
        Self::new(name, line, Trigger::Health(terms))
    }

    /// The type of the events that it takes, if these are all of one.
    pub(crate) fn event_type(&self) -> Option<EventType> {
        match self.trigger {
            Trigger::Event(connect) => Connector::describe(connect),
            Trigger::Interval(_)
            | Trigger::Schedule(_)
            | Trigger::Defer(_)
            | Trigger::Ready(_)
            | Trigger::Message
            | Trigger::Health(_) => None,
        }
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

    /// `priority = …`.
    #[must_use = "returns the changed handler"]
    pub const fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// `remote`.
    #[cfg(feature = "remote")]
    #[must_use = "returns the changed handler"]
    pub const fn remote(mut self, remote: Remote) -> Self {
        self.remote = Some(remote);
        self
    }

    /// `throttle = …`.
    #[must_use = "returns the changed handler"]
    pub const fn throttle(mut self, throttle: Rate) -> Self {
        self.throttle = Some(throttle);
        self
    }

    /// `from = …`.
    #[must_use = "returns the changed handler"]
    pub const fn from(mut self, source: Dependency) -> Self {
        self.from = Some(source);
        self
    }
}
