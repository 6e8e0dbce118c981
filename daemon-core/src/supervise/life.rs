//! The task of one generation: init, serve, clean up, tear down.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use super::activity::Doing;
use super::control::Flag;
use super::decide::Exit;
use super::guarded::{Guarded, Interrupted, guard};
use super::intake::{Duty, Intake};
use super::measured::GIVEN;
use super::report::{Cleaned, Undrained};
use super::start::start;
use super::watch::Watched;
use super::{Generation, Unit};
use crate::config::Settings;
use crate::context::Context;
use crate::daemon::{Daemon, Handler, HandlerTerms, Trigger};
use crate::event::{Bus, Connector, Subscription, Terms};
use crate::lifecycle::journal::What;
use crate::lifecycle::{Failure, FailureKind};
use crate::mailbox::{Exclusively, Mailbox, MailboxTerms, Sender, Thrown};
use crate::{BoxError, lifecycle};

/// A task that the supervisor spawns.
pub(crate) type Life = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a unit has for as long as its system is there: its mailbox, its subscriptions, and how a generation is made.
pub(crate) struct Runner {
    pub(crate) mailbox: Arc<Mailbox>,
    subscriptions: Mutex<Vec<Subscription>>,
    live: Live,
}

/// Makes the task of a new generation: all that is left of a daemon's type.
pub(super) type Live = fn(Arc<Generation>, Arc<Mailbox>) -> Life;

impl Runner {
    pub(super) fn new(live: Live, terms: MailboxTerms) -> Self {
        Self { mailbox: Arc::new(Mailbox::new(terms)), subscriptions: Mutex::default(), live }
    }

    /// The task of a new generation.
    pub(super) fn live(&self, generation: Arc<Generation>) -> Life {
        (self.live)(generation, Arc::clone(&self.mailbox))
    }

    /// Subscribes what `handlers` and `settings` say, unless that is done.
    pub(super) fn subscribe(&self, bus: &Arc<Bus>, handlers: &[Handler], settings: &Settings) {
        let mut made = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        if made.is_empty() {
            // As much room as they take, and no more, for as long as it runs.
            made.reserve_exact(connected(handlers).count());
            for (slot, handler, connect) in connected(handlers) {
                Connector::subscribe(connect, &self.terms(bus, slot, handler, settings), &mut made);
            }
        }
    }

    /// Those of the handlers in `slots` go by `settings` from now on. Nothing is missed meanwhile, and nothing comes twice.
    #[cfg(feature = "config")]
    pub(super) fn amend(&self, bus: &Arc<Bus>, handlers: &[Handler], settings: &Settings, slots: &[usize]) {
        let made = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        // One for each, in their order.
        for ((slot, handler, connect), subscription) in connected(handlers).zip(&*made) {
            if slots.contains(&slot) {
                Connector::amend(connect, &self.terms(bus, slot, handler, settings), subscription);
            }
        }
    }

    fn terms<'a>(&'a self, bus: &'a Arc<Bus>, slot: usize, handler: &Handler, settings: &Settings) -> Terms<'a> {
        let HandlerTerms { overflow, priority, .. } = settings.terms(slot, handler);
        let from = handler.from.map(|source| source.name);
        Terms { bus, mailbox: &self.mailbox, slot, overflow, priority, from }
    }

    /// Ends all subscriptions; says how many there were.
    pub(super) fn unsubscribe(&self) -> usize {
        let made = std::mem::take(&mut *self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner));
        made.len()
    }

    pub(crate) fn subscriptions(&self) -> usize {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Those of `handlers` that events come to, with their slots.
fn connected(handlers: &[Handler]) -> impl Iterator<Item = (usize, &Handler, fn(&mut Connector<'_>))> {
    handlers.iter().enumerate().filter_map(|(slot, handler)| match handler.trigger {
        Trigger::Event(connect) => Some((slot, handler, connect)),
        _ => None,
    })
}

/// The task of a generation of `D`.
pub(super) fn life<D: Daemon>(generation: Arc<Generation>, mailbox: Arc<Mailbox>) -> Life {
    Box::pin(live::<D>(generation, mailbox))
}

/// A generation from beginning to end.
async fn live<D: Daemon>(generation: Arc<Generation>, mailbox: Arc<Mailbox>) {
    let ctx = Context::new(Arc::clone(&generation));
    let mut intake = Intake::new(Arc::clone(&generation), mailbox);
    let mut built = start::<D>(&ctx, &mut intake).await;
    let mut timers = 0;
    if let Some((daemon, ready)) = &mut built {
        if *ready {
            let duty = Duty { intake: &mut intake, ctx: &ctx, daemon: PhantomData };
            generation.unit.limited.begin();
            // Overdue is also who serves already and has not said that it is ready.
            let cut = Flag::CUT.or(Flag::START_OVERDUE);
            let served = Guarded::new(&generation, cut, generation.mortal(daemon.serve(duty))).await;
            if let Err(interrupted) = &served {
                generation.lose_in_hand(&intake.in_hand(), interrupted);
            }
            generation.served(served.err());
        }
        timers = intake.close();
        generation.finish_serving(*ready);
        let cleanup = generation.run_of(Doing::Cleanup, daemon.cleanup(&ctx));
        let cleanup = generation.mortal(Exclusively::new(generation.unit.key, cleanup));
        let cleanup = Watched::new(&generation, Doing::Cleanup, Sender::OUTSIDE, cleanup);
        let cleaned = Guarded::new(&generation, Flag::END, cleanup).await;
        generation.cleaned_up(cleaned);
    }
    drop(ctx);
    let mut cleaned = generation.tear_down().await;
    cleaned.timers = timers;
    if let Err(panic) = guard(|| drop(built)) {
        generation.complain("its destructor panicked", &panic);
    }
    generation.gone(cleaned);
}

impl Generation {
    /// Something went wrong that stops nothing. As all that is said of a daemon, this is outside any span and names it
    /// in the event: once, wherever it is logged from.
    pub(super) fn complain(&self, what: &str, error: &str) {
        let (daemon, generation) = (&self.unit.name, self.number);
        tracing::warn!(parent: None, %daemon, generation, error, "{what}; the stop goes on");
    }

    /// The serving loop is over; of its own accord, or interrupted.
    fn served(&self, interrupted: Option<Interrupted>) {
        let place = self.in_hand();
        match interrupted {
            Some(Interrupted::Panicked(panic)) => {
                self.ending(Exit::Failed(Failure::new(FailureKind::Panic, panic).at(place)));
            }
            Some(Interrupted::Cut) if self.control.has(Flag::START_OVERDUE) => self.ending(self.not_ready_in_time()),
            // Noted as late when its time was up, if it was. That it ends as it was told is said with its `#[cleanup]`.
            Some(Interrupted::Cut) | None => {}
        }
    }

    fn cleaned_up(&self, outcome: Result<Result<(), BoxError>, Interrupted>) {
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.complain("its cleanup returned an error", &lifecycle::in_full(error.as_ref())),
            Err(Interrupted::Panicked(panic)) => self.complain("its cleanup panicked", &panic),
            Err(Interrupted::Cut) => self.complain("its cleanup was ended", "its stop_timeout was up"),
        }
        self.activity.set(Doing::Nothing);
    }

    /// Subscriptions, child tasks and tracked guards, in this order; whatever one of them does, the next is seen to.
    pub(super) async fn tear_down(&self) -> Cleaned {
        let mut cleaned = Cleaned::default();
        // Handlers given at run time go with their generation, and so does what is queued for them. What is in either
        // is the user's, and so are its destructors.
        match guard(|| self.orders.close()) {
            Ok(ended) => cleaned.subscriptions = ended,
            Err(panic) => self.complain("a handler given at run time panicked when it was dropped", &panic),
        }
        match guard(|| self.unit.runner.mailbox.forget_given()) {
            Ok(0) => {}
            Ok(count) => {
                self.unit.given().lost(count);
                cleaned.undrained = self.tell_of_lost(vec![Undrained { handler: GIVEN, count }]);
            }
            Err(panic) => self.complain("an event panicked when it was dropped", &panic),
        }
        if let Some(why) = self.supervisor.mail_is_lost(self.unit.id) {
            let (refused, left) = self.unit.runner.mailbox.clear_out(why);
            drop(refused);
            cleaned.undrained.extend(self.tell_of_lost(self.unit.undrained(&left)));
            cleaned.subscriptions += self.unit.runner.unsubscribe();
        }
        cleaned.tasks = self.children.end().await;
        let (guards, panics) = self.tracked.release();
        for panic in panics {
            self.complain("a tracked value panicked when it was dropped", &panic);
        }
        cleaned.guards = guards;
        cleaned
    }
}

impl Generation {
    /// What handlers had in hand when they were interrupted is not delivered again.
    fn lose_in_hand(&self, in_hand: &[(usize, u64)], interrupted: &Interrupted) {
        for (slot, count) in in_hand {
            self.unit.counter(*slot).lost(*count);
            let Some((handler, _)) = self.place(Doing::Handler(*slot)) else { continue };
            let what = What::Lost { handler: handler.into(), count: *count, in_hand: true };
            self.supervisor.note(self.unit.id, what, None);
            let (daemon, generation) = (&self.unit.name, self.number);
            let how = match interrupted {
                Interrupted::Panicked(_) => "panicked",
                Interrupted::Cut => "was cut short",
            };
            tracing::warn!(parent: None, %daemon, generation, handler, count, "mail in hand is lost: its handler {how}");
        }
    }

    /// Mail is lost: says so everywhere.
    fn tell_of_lost(&self, undrained: Vec<Undrained>) -> Vec<Undrained> {
        self.supervisor.note_lost(self.unit.id, &undrained);
        for Undrained { handler, count } in &undrained {
            let (daemon, generation) = (&self.unit.name, self.number);
            tracing::warn!(parent: None, %daemon, generation, handler, count, "stopped with mail that was not handled");
        }
        undrained
    }
}

impl Unit {
    /// What was thrown away, by handler. It counts as lost.
    pub(crate) fn undrained(&self, thrown: &Thrown) -> Vec<Undrained> {
        for &(slot, count) in &thrown.counts {
            self.counter(slot).lost(count);
        }
        let name = |slot: usize| self.handlers.get(slot).map_or(GIVEN, |handler| handler.name);
        thrown.counts.iter().map(|&(slot, count)| Undrained { handler: name(slot), count }).collect()
    }
}
