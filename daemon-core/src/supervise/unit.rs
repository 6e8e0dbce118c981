//! A daemon of a system: what lasts from one generation to the next.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tokio::runtime::Handle;
use tokio::time::Instant;

use super::checks::Vitals;
use super::life::Runner;
use super::limited::Limited;
use super::throttles::Throttles;
use super::{Blueprint, Generation, UnitId};
use crate::config::Settings;
#[cfg(feature = "schedule")]
use crate::config::Timing;
use crate::daemon::{Handler, Source, Trigger};
#[cfg(feature = "config")]
use crate::event::Bus;
use crate::event::Publisher;
use crate::limits::Meter;
use crate::mailbox::{MailboxTerms, Sender, Timers, UnitKey, Waits};
#[cfg(feature = "config")]
use crate::message::Priority;
use crate::metrics::{Counts, OwnValues, Sent};
use crate::state::{AnyState, StateKind};
use crate::timer::{Almanac, Tally, TimerStatus};

/// What the app has decided about a daemon before anything starts.
pub(crate) struct UnitPlan {
    pub(crate) name: Arc<str>,
    pub(crate) blueprint: &'static Blueprint,
    pub(crate) settings: Arc<Settings>,
    /// For each `#[on_ready]`, in the order of the handlers, whom it waits for.
    pub(crate) ready: Vec<UnitId>,
}

/// A daemon of a system.
pub(crate) struct Unit {
    pub(crate) id: UnitId,
    pub(crate) key: UnitKey,
    pub(crate) name: Arc<str>,
    pub(crate) blueprint: &'static Blueprint,
    settings: RwLock<Arc<Settings>>,
    pub(crate) handlers: &'static [Handler],
    /// One for each handler.
    pub(crate) counters: Arc<[Counts]>,
    /// For all handlers given at run time together, once there has been one.
    given: OnceLock<Box<Counts>>,
    pub(crate) timers: Box<[Timer]>,
    /// How many timers its generation has, of attributes and given.
    pub(crate) live_timers: Arc<AtomicUsize>,
    /// One for each `#[on_ready]`.
    pub(crate) ready: Box<[ReadySource]>,
    pub(crate) runner: Runner,
    /// What it publishes of itself, if that is anything.
    pub(crate) state: Option<Box<dyn AnyState>>,
    pub(crate) vitals: Vitals,
    pub(super) throttles: Arc<Throttles>,
    pub(crate) limited: Limited,
    /// For how long its tasks have been polled.
    pub(crate) meter: Meter,
    /// As whom it publishes.
    pub(crate) publisher: Publisher,
    pub(crate) own: OwnValues,
}

/// A named timer and its counters.
pub(crate) struct Timer {
    pub(crate) slot: usize,
    pub(crate) name: String,
    pub(crate) tally: Arc<Tally>,
    /// Of a schedule; another when that is configured otherwise.
    almanac: RwLock<Option<Arc<Almanac>>>,
}

impl Timer {
    fn new(slot: usize, handler: &Handler, settings: &Settings, epoch: Instant) -> Option<Self> {
        let name = handler.timer_name()?;
        let timer = Self { slot, name, tally: Arc::new(Tally::new(epoch)), almanac: RwLock::new(None) };
        timer.plan(handler, settings);
        Some(timer)
    }

    /// Takes the schedule that `settings` say, if it has one.
    fn plan(&self, handler: &Handler, settings: &Settings) {
        let Trigger::Schedule(timetable) = &handler.trigger else { return };
        let mut almanac = self.almanac.write().unwrap_or_else(PoisonError::into_inner);
        let before = almanac.as_deref();
        *almanac = match settings.timers.get(&self.slot) {
            #[cfg(feature = "schedule")]
            Some(Timing::At(schedule, missed)) => Some(Almanac::new(schedule.clone(), *missed, before)),
            _ => Almanac::of(timetable, before),
        };
    }

    /// Of a schedule: the one that it goes by now.
    pub(crate) fn almanac(&self) -> Option<Arc<Almanac>> {
        self.almanac.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many of its times came while nobody was there.
    pub(super) fn missed(&self) -> u64 {
        self.almanac().map_or(0, |almanac| almanac.missed())
    }

    fn status(&self, now: Instant) -> TimerStatus {
        let mut status = self.tally.status(&self.name, now);
        if let Some(almanac) = self.almanac() {
            almanac.complete(&mut status);
        }
        status
    }
}

/// Of each message for which the configuration says one.
#[cfg(feature = "config")]
fn priorities(settings: &Settings, handlers: &[Handler]) -> Vec<Option<Priority>> {
    let messages = handlers.iter().enumerate().map(|(slot, handler)| {
        let terms = settings.handlers.get(&slot).filter(|_| matches!(handler.trigger, Trigger::Message));
        terms.map(|terms| terms.priority)
    });
    messages.collect()
}

/// An `#[on_ready]`: its slot, and whose readiness it is about.
#[derive(Clone, Copy)]
pub(crate) struct ReadySource {
    pub(crate) slot: usize,
    pub(crate) source: UnitId,
}

/// A handler as `System::status` shows it. Counts are over all generations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerStatus {
    /// The method's name.
    pub name: &'static str,
    /// Where it is.
    pub source: Source,
    /// How often it has run.
    pub runs: u64,
    /// How often it has returned an error.
    pub errors: u64,
    /// How many events were dropped because its `overflow` says so.
    pub dropped: u64,
    /// How often its `throttle`, or the daemon's, stopped a run of it that was next; what waited behind that does not count.
    pub throttled: u64,
}

impl Unit {
    pub(crate) fn new(id: UnitId, plan: UnitPlan, waits: &Arc<Waits>, runtime: &Handle, epoch: Instant) -> Self {
        let UnitPlan { name, blueprint, settings, ready } = plan;
        let key = UnitKey::unique();
        let declaration = &settings.declaration;
        let runner = Runner::new(
            blueprint.live,
            MailboxTerms {
                daemon: Arc::clone(&name),
                unit: key,
                capacity: declaration.mailbox,
                publish_timeout: declaration.publish_timeout,
                waits: Arc::clone(waits),
                timers: Timers::new(runtime.clone()),
            },
        );
        let handlers = blueprint.handlers;
        let counters = handlers.iter().map(Counts::of).collect();
        let timed = || handlers.iter().enumerate().filter(|(_, handler)| handler.has_timer());
        // As much room as they take, and no more.
        let mut timers = Vec::with_capacity(timed().count());
        timers.extend(timed().filter_map(|(slot, handler)| Timer::new(slot, handler, &settings, epoch)));
        let listening = handlers.iter().enumerate().filter(|(_, handler)| matches!(handler.trigger, Trigger::Ready(_)));
        let ready = listening.zip(ready).map(|((slot, _), source)| ReadySource { slot, source }).collect();
        let publisher = Publisher { name: Arc::clone(&name), sender: Sender::daemon(id.index()), sent: Sent::by(key) };
        let (given, live_timers) = (OnceLock::new(), Arc::default());
        let state = settings.declaration.state.map(StateKind::make);
        let throttles = Arc::new(Throttles::new(&settings, handlers));
        #[cfg(feature = "config")]
        runner.mailbox.prioritize(&priorities(&settings, handlers));
        let limited = Limited::new(settings.declaration.limits);
        let settings = RwLock::new(settings);
        Self {
            id,
            key,
            name,
            blueprint,
            settings,
            handlers,
            counters,
            given,
            timers: timers.into(),
            live_timers,
            ready,
            runner,
            state,
            vitals: Vitals::new(epoch),
            throttles,
            limited,
            meter: Meter::default(),
            publisher,
            own: OwnValues::default(),
        }
    }

    pub(crate) fn sender(&self) -> Sender {
        self.publisher.sender
    }

    /// What it goes by now.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// It goes by `settings` from now on, with other times for the timers in these slots.
    #[cfg(feature = "config")]
    pub(super) fn amend(&self, settings: Settings, timers: &[usize]) {
        for timer in self.timers.iter().filter(|timer| timers.contains(&timer.slot)) {
            timer.plan(&self.handlers[timer.slot], &settings);
        }
        self.limited.amend(settings.declaration.limits);
        self.throttles.amend(&settings, self.handlers);
        self.runner.mailbox.prioritize(&priorities(&settings, self.handlers));
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    /// The slots of those to whom other terms apply by `settings` than now.
    #[cfg(feature = "config")]
    pub(super) fn on_other_terms(&self, settings: &Settings) -> Vec<usize> {
        let (now, handlers) = (self.settings(), self.handlers.iter().enumerate());
        let other = handlers.filter(|&(slot, handler)| now.terms(slot, handler) != settings.terms(slot, handler));
        other.map(|(slot, _)| slot).collect()
    }

    /// The subscriptions of the handlers in `slots` are as it goes by now.
    #[cfg(feature = "config")]
    pub(super) fn subscribe_anew(&self, bus: &Arc<Bus>, slots: &[usize]) {
        self.runner.amend(bus, self.handlers, &self.settings(), slots);
    }

    /// Whether the handler in `slot` is written for events or messages.
    pub(crate) fn takes_mail(&self, slot: usize) -> bool {
        self.handlers.get(slot).is_some_and(|handler| matches!(handler.trigger, Trigger::Event(_) | Trigger::Message))
    }

    /// The counter of the handler in `slot`.
    pub(crate) fn counter(&self, slot: usize) -> &Counts {
        self.counters.get(slot).unwrap_or_else(|| self.given())
    }

    /// Of each handler, and of those given at run time.
    pub(crate) fn all_counts(&self) -> impl Iterator<Item = &Counts> + Clone {
        self.counters.iter().chain(self.given_so_far())
    }

    /// The counts of all handlers given at run time.
    pub(crate) fn given(&self) -> &Counts {
        self.given.get_or_init(|| Box::new(Counts::of_many()))
    }

    /// The same, if there has ever been one.
    pub(super) fn given_so_far(&self) -> Option<&Counts> {
        self.given.get().map(|given| &**given)
    }

    /// How many handler runs have returned an error, over all generations.
    pub(crate) fn errors(&self) -> u64 {
        self.all_counts().map(Counts::errors).sum()
    }

    /// How many handler runs there have been, over all generations.
    pub(crate) fn runs(&self) -> u64 {
        self.all_counts().map(Counts::runs).sum()
    }

    /// How many events its lossy subscriptions have dropped.
    pub(crate) fn dropped(&self) -> u64 {
        (0..self.handlers.len()).map(|slot| self.runner.mailbox.dropped(slot)).sum()
    }

    /// How often a throttle stopped what was next.
    pub(crate) fn throttled(&self) -> u64 {
        self.throttles.waited_in_all()
    }

    pub(crate) fn handler_status(&self) -> Vec<HandlerStatus> {
        let handlers = self.handlers.iter().zip(self.counters.iter()).enumerate();
        let status = handlers.map(|(slot, (facts, counter))| HandlerStatus {
            name: facts.name,
            source: self.blueprint.hooks.at(facts.line),
            runs: counter.runs(),
            errors: counter.errors(),
            dropped: self.runner.mailbox.dropped(slot),
            throttled: self.throttles.waited(slot),
        });
        status.collect()
    }

    /// The timer of an attribute that has this name.
    pub(crate) fn timer(&self, name: &str) -> Option<&Timer> {
        self.timers.iter().find(|timer| timer.name == name)
    }

    /// The names of the timers of attributes that tick until they are ended.
    pub(crate) fn ticking(&self) -> impl Iterator<Item = &str> {
        let intervals = self.timers.iter().filter(|timer| self.ticks(timer));
        intervals.map(|timer| timer.name.as_str())
    }

    /// Whether it fires time and again, and so may come to do so at other times.
    #[cfg(feature = "config")]
    pub(crate) fn goes_on(&self, timer: &Timer) -> bool {
        !matches!(self.handlers[timer.slot].trigger, Trigger::Defer(_))
    }

    /// Whether it ticks until it is ended: all do but deferred calls, and checks, which nobody ends.
    pub(crate) fn ticks(&self, timer: &Timer) -> bool {
        !matches!(self.handlers[timer.slot].trigger, Trigger::Defer(_) | Trigger::Health(_))
    }

    /// Live subscriptions, of attributes and those that `current` was given.
    pub(crate) fn subscriptions(&self, current: Option<&Generation>) -> usize {
        self.runner.subscriptions() + current.map_or(0, |generation| generation.orders.subscriptions())
    }

    /// Timers of attributes, and those that `current` was given under names of their own.
    pub(crate) fn timer_status(&self, current: Option<&Generation>, now: Instant) -> Vec<TimerStatus> {
        let written = self.timers.iter().map(|timer| timer.status(now));
        let given = current.map(|generation| generation.orders.intervals()).unwrap_or_default();
        let given = given.iter().filter(|(name, _)| self.timer(name).is_none());
        written.chain(given.map(|(name, tally)| tally.status(name, now))).collect()
    }
}
