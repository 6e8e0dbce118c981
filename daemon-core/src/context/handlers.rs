//! Handlers given at run time.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Context;
use crate::event::{AnyEvent, Event, EventType, Publication, Publisher, Signal, Subscriber, Subscription};
use crate::mailbox::{GivenMail, Mail, Offer, Sender, UnitKey};
use crate::supervise::Unit;
use crate::supervise::given::{
    Given, GivenPlace, Heard, HeardWith, Order, Ticked, TickedWith, hearing, hearing_with, ticking, ticking_with,
};
use crate::timer::Tally;

/// Why a handler was not taken at run time. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandlerError {
    /// It is a handler of another daemon's type.
    OtherDaemon {
        /// The daemon that was asked.
        daemon: String,
    },
    /// A daemon with `#[run]` lends itself to that for life.
    HasRun {
        /// The daemon that was asked.
        daemon: String,
    },
    /// The generation is over.
    Over,
    /// The name is not one, or that of a `#[defer]`, or the period is zero.
    BadTimer {
        /// As given.
        name: String,
        /// What is wrong.
        why: String,
    },
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherDaemon { daemon } => {
                write!(f, "the handler takes another daemon than `{daemon}`: give it a method of its own type")
            }
            Self::HasRun { daemon } => {
                write!(f, "`{daemon}` has `#[run]`, which keeps it for life: it takes no handlers at run time")
            }
            Self::Over => f.write_str("the generation is over and takes no handlers"),
            Self::BadTimer { name, why } => write!(f, "`{name}` cannot be set: {why}"),
        }
    }
}

impl std::error::Error for HandlerError {}

/// Handlers given at run time, where attributes end: how many there are, or what their period is, is known only then.
///
/// A handler is the path of a method, `Self::method`, or an async closure that captures nothing,
/// `async |this: &mut Self, ctx: &Context| …`; what it needs beside the daemon goes through the `…_with` forms. They run
/// as `&mut self` handlers do, one at a time and in order, and end with their generation.
///
/// ```
/// use std::time::Duration;
/// use daemon_core::prelude::*;
///
/// #[derive(Event)]
/// struct Price(u64);
///
/// #[daemon]
/// struct Poller {
///     polls: u64,
/// }
///
/// #[daemon]
/// impl Poller {
///     #[init]
///     fn init(&mut self, ctx: &Context) -> Result {
///         for host in ["a", "b"] {
///             ctx.set_interval_with(host, Duration::from_secs(5), host.to_owned(), Self::poll)?;
///         }
///         ctx.subscribe(async |this: &mut Self, price: &Price, _: &Context| this.polls += price.0)?;
///         Ok(())
///     }
///
///     async fn poll(&mut self, host: &mut String, ctx: &Context) -> Result {
///         self.polls += 1;
///         if host.is_empty() {
///             ctx.clear_interval("a");
///         }
///         Ok(())
///     }
/// }
/// ```
impl Context {
    /// Runs `handler` every `period`, first after one period, instead of the live interval or schedule `name` if there is
    /// one, be it of an attribute. Late ticks are skipped, as with `missed = "skip"`.
    #[track_caller]
    pub fn set_interval<D: Send + 'static, F>(
        &self,
        name: &str,
        period: Duration,
        handler: F,
    ) -> Result<(), HandlerError>
    where
        F: for<'a> Ticked<'a, D>,
    {
        self.every::<D>(name, period, GivenPlace::of::<F>(), ticking(handler))
    }

    /// [`set_interval`](Self::set_interval) with a state that the handler has to itself.
    #[track_caller]
    pub fn set_interval_with<D: Send + 'static, S: Send + 'static, F>(
        &self,
        name: &str,
        period: Duration,
        state: S,
        handler: F,
    ) -> Result<(), HandlerError>
    where
        F: for<'a> TickedWith<'a, D, S>,
    {
        self.every::<D>(name, period, GivenPlace::of::<F>(), ticking_with(state, handler))
    }

    /// Ends the interval or schedule `name`; says whether there was one. No tick of it begins after this.
    pub fn clear_interval(&self, name: &str) -> bool {
        let written = self.generation.unit.ticking().any(|other| other == name);
        let cleared = self.generation.orders.clear(name, written);
        self.generation.wake_for_orders();
        cleared
    }

    /// Calls `handler` once, so long from now. A stop before that cancels it.
    #[track_caller]
    pub fn defer<D: Send + 'static, F>(&self, delay: Duration, handler: F) -> Result<(), HandlerError>
    where
        F: for<'a> Ticked<'a, D>,
    {
        self.once::<D>(delay, GivenPlace::of::<F>(), ticking(handler))
    }

    /// [`defer`](Self::defer) with a state.
    #[track_caller]
    pub fn defer_with<D: Send + 'static, S: Send + 'static, F>(
        &self,
        delay: Duration,
        state: S,
        handler: F,
    ) -> Result<(), HandlerError>
    where
        F: for<'a> TickedWith<'a, D, S>,
    {
        self.once::<D>(delay, GivenPlace::of::<F>(), ticking_with(state, handler))
    }

    /// Runs `handler` for each event of type `E` from now on, in order with all other mail, as `overflow = "wait"` does.
    #[track_caller]
    pub fn subscribe<D: Send + 'static, E: Event, F>(&self, handler: F) -> Result<(), HandlerError>
    where
        F: for<'a> Heard<'a, D, E>,
    {
        self.hear::<D, E>(GivenPlace::of::<F>(), hearing::<D, E>(handler))
    }

    /// [`subscribe`](Self::subscribe) with a state that the handler has to itself.
    #[track_caller]
    pub fn subscribe_with<D: Send + 'static, S: Send + 'static, E: Event, F>(
        &self,
        state: S,
        handler: F,
    ) -> Result<(), HandlerError>
    where
        F: for<'a> HeardWith<'a, D, S, E>,
    {
        self.hear::<D, E>(GivenPlace::of::<F>(), hearing_with::<D, S, E>(state, handler))
    }

    fn every<D: 'static>(
        &self,
        name: &str,
        period: Duration,
        place: GivenPlace,
        handler: Given,
    ) -> Result<(), HandlerError> {
        let bad = |why: String| HandlerError::BadTimer { name: name.to_owned(), why };
        daemon_grammar::name::check(name).map_err(|error| bad(error.to_string()))?;
        if period.is_zero() {
            return Err(bad("its period must be above zero".to_owned()));
        }
        // Under the name of an attribute's timer, its counters go on.
        let unit = &self.generation.unit;
        let tally = match unit.timer(name) {
            Some(written) if unit.ticks(written) => Arc::clone(&written.tally),
            Some(_) => return Err(bad("its name is that of a `#[defer]`".to_owned())),
            None => Arc::new(Tally::new(Instant::now())),
        };
        let slot = self.slot::<D>(place)?;
        let name = Arc::from(name);
        self.leave(Order::Every { name, slot, period, tally, given: handler })
    }

    fn once<D: 'static>(&self, delay: Duration, place: GivenPlace, handler: Given) -> Result<(), HandlerError> {
        let slot = self.slot::<D>(place)?;
        let tally = Arc::new(Tally::new(Instant::now()));
        self.leave(Order::Once { slot, delay, tally, given: handler })
    }

    fn hear<D: 'static, E: Event>(&self, place: GivenPlace, handler: Given) -> Result<(), HandlerError> {
        let slot = self.slot::<D>(place)?;
        self.leave(Order::Hear { slot, given: handler })?;
        let unit = &self.generation.unit;
        let generation = self.generation.number;
        let subscriber = IntoGiven { unit: Arc::clone(unit), generation, slot };
        let subscription =
            Subscription::new(&self.generation.supervisor.bus, EventType::of::<E>(), Arc::new(subscriber));
        // If the generation has ended meanwhile, so does the subscription.
        drop(self.generation.orders.keep(subscription));
        Ok(())
    }

    fn slot<D: 'static>(&self, place: GivenPlace) -> Result<usize, HandlerError> {
        let blueprint = self.generation.unit.blueprint;
        let daemon = || self.name().to_owned();
        if (blueprint.type_id)() != TypeId::of::<D>() {
            return Err(HandlerError::OtherDaemon { daemon: daemon() });
        }
        if blueprint.hooks.run.is_some() {
            return Err(HandlerError::HasRun { daemon: daemon() });
        }
        self.generation.orders.slot(place).ok_or(HandlerError::Over)
    }

    fn leave(&self, order: Order) -> Result<(), HandlerError> {
        if !self.generation.orders.leave(order) {
            return Err(HandlerError::Over);
        }
        self.generation.wake_for_orders();
        Ok(())
    }
}

/// A given handler's way into its daemon's mailbox.
struct IntoGiven {
    unit: Arc<Unit>,
    generation: u64,
    slot: usize,
}

impl Subscriber for IntoGiven {
    fn offer(&self, publication: &Publication<'_>) -> Offer {
        self.unit.runner.mailbox.offer(|| self.mail(publication.event, publication.from), publication.wait)
    }

    fn signal(&self, signal: &Signal<'_>) {
        self.unit.runner.mailbox.offer_signal(self.mail(signal.event, Some(signal.from)), signal.number);
    }

    fn daemon(&self) -> &Arc<str> {
        &self.unit.name
    }

    fn unit(&self) -> UnitKey {
        self.unit.key
    }
}

impl IntoGiven {
    fn mail(&self, event: &AnyEvent, from: Option<&Publisher>) -> Mail {
        let sender = from.map_or(Sender::OUTSIDE, |publisher| publisher.sender);
        let event = Some(event.clone());
        Mail::Given(Box::new(GivenMail { generation: self.generation, slot: self.slot, sender, event }))
    }
}
