//! Handlers: the methods that mail is delivered to.

use daemon_grammar::rate::Rate;
use syn::{Attribute, Expr, ExprPath, Ident, LitBool, LitStr, Type, Visibility};

use super::{DaemonRef, Method, Name, Number, Time};

/// A method with `#[subscribe]`, `#[interval]`, `#[schedule]`, `#[defer]`, `#[on_ready]`, `#[message]` or `#[health]`.
pub(crate) struct Handler {
    pub(crate) method: Method,
    pub(crate) role: Role,
    /// `concurrent = N`
    pub(crate) concurrent: Option<Number>,
}

/// What makes a handler run.
pub(crate) enum Role {
    /// An event.
    Subscribe(Box<Subscription>),
    /// A period going by.
    Interval(Interval),
    /// A time of the calendar.
    Schedule(Schedule),
    /// So long after the daemon is running.
    Defer(Time),
    /// Another daemon becoming ready.
    OnReady(DaemonRef),
    /// Somebody who asks for it by name.
    Message(Box<Message>),
    /// A period going by, to ask how the daemon is.
    Health(Health),
}

/// A `#[health]`.
pub(crate) struct Health {
    pub(crate) every: Option<Time>,
    pub(crate) timeout: Option<Time>,
}

/// A `#[message]`: what its method on the handle looks like.
pub(crate) struct Message {
    pub(crate) visibility: Visibility,
    /// The method's doc comment.
    pub(crate) docs: Vec<Attribute>,
    pub(crate) arguments: Vec<MessageArgument>,
    pub(crate) throttle: Option<Rate>,
    pub(crate) priority: Option<Priority>,
    /// `remote`: it may be sent by name.
    pub(crate) remote: bool,
}

/// An argument that is sent.
pub(crate) struct MessageArgument {
    pub(crate) name: Ident,
    pub(crate) ty: Box<Type>,
}

/// Which mail comes first.
#[derive(Clone, Copy)]
pub(crate) enum Priority {
    Low,
    Normal,
    High,
    Critical,
}

/// A `#[subscribe]`.
pub(crate) struct Subscription {
    pub(crate) event: EventArgument,
    /// `"chat.*"`: the topics. Without one the event's type says which, with one that type is `AnyEvent`.
    pub(crate) pattern: Option<LitStr>,
    pub(crate) overflow: Overflow,
    pub(crate) throttle: Option<Rate>,
    pub(crate) priority: Option<Priority>,
    pub(crate) from: Option<DaemonRef>,
    /// `filter = path`: a function.
    pub(crate) filter: Option<ExprPath>,
}

/// The event of a `#[subscribe]` handler.
pub(crate) struct EventArgument {
    /// The type of the event itself.
    pub(crate) ty: Box<Type>,
    pub(crate) passing: Passing,
}

/// What becomes of an event for which there is no room.
#[derive(Clone, Copy)]
pub(crate) enum Overflow {
    Wait,
    /// So many are kept, and the oldest of them goes.
    DropOldest(u32),
    /// So many are kept, and the new one goes.
    DropNewest(u32),
    Latest,
}

/// How a handler takes its event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    /// `&E`
    Borrowed,
    /// `Arc<E>`
    Shared,
    /// `E`
    Cloned,
}

/// An `#[interval]`.
pub(crate) struct Interval {
    pub(crate) name: Name,
    pub(crate) period: Period,
    pub(crate) immediate: Option<LitBool>,
    pub(crate) missed: Option<Missed>,
    pub(crate) jitter: Option<Time>,
    pub(crate) after_error: Option<Time>,
}

/// How long an interval is.
pub(crate) enum Period {
    /// `"5s"`
    Fixed(Time),
    /// `every = expr`
    Computed(Box<Expr>),
}

/// What happens to ticks that could not be taken in time.
#[derive(Clone, Copy)]
pub(crate) enum Missed {
    Skip,
    Burst,
    Delay,
}

/// A `#[schedule]`.
pub(crate) struct Schedule {
    pub(crate) name: Name,
    /// A cron expression.
    pub(crate) expression: LitStr,
    /// A zone of the IANA; none is UTC.
    pub(crate) zone: Option<LitStr>,
    pub(crate) missed: Option<MissedTime>,
}

/// What happens for times that have passed.
#[derive(Clone, Copy)]
pub(crate) enum MissedTime {
    Once,
    Skip,
}
