//! The task of one generation: init, serve, clean up, tear down.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use tracing::Instrument;

use super::activity::Doing;
use super::control::Flag;
use super::decide::Exit;
use super::guarded::{Guarded, Interrupted, guard};
use super::intake::{Duty, Intake};
use super::report::{Cleaned, Undrained};
use super::start::start;
use super::{Generation, Unit};
use crate::caught::message;
use crate::context::Context;
use crate::daemon::{Daemon, Trigger};
use crate::event::{Bus, Connector, Subscription, Terms};
use crate::lifecycle::journal::What;
use crate::lifecycle::{Failure, FailureKind};
use crate::mailbox::{Exclusively, GivenMail, Mail, Mailbox, MailboxTerms, Offer, Postbox, Thrown};
use crate::{BoxError, lifecycle};

/// A task that the supervisor spawns.
pub(crate) type Life = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a unit does with its daemon's type.
pub(crate) trait Runner: Send + Sync {
    /// The task of a new generation.
    fn live(self: Arc<Self>, generation: Arc<Generation>) -> Life;
    /// Offers mail for a handler that was given at run time.
    fn offer(&self, mail: GivenMail, wait: bool) -> Offer;
    /// The same of a signal, for which there is always room.
    fn signal(&self, mail: GivenMail, number: u64);
    /// Subscribes what `#[subscribe]` says, unless it is.
    fn subscribe(&self, bus: &Arc<Bus>);
    /// Ends all subscriptions; says how many there were.
    fn unsubscribe(&self) -> usize;
    fn subscriptions(&self) -> usize;
    fn postbox(&self) -> &dyn Postbox;
}

pub(super) struct TypedRunner<D: Daemon> {
    mailbox: Arc<Mailbox<Mail<D::Mail>>>,
    subscriptions: Mutex<Vec<Subscription>>,
    daemon: PhantomData<fn() -> D>,
}

impl<D: Daemon> TypedRunner<D> {
    pub(super) fn new(terms: MailboxTerms) -> Self {
        Self { mailbox: Arc::new(Mailbox::new(terms)), subscriptions: Mutex::default(), daemon: PhantomData }
    }
}

impl<D: Daemon> Runner for TypedRunner<D> {
    fn live(self: Arc<Self>, generation: Arc<Generation>) -> Life {
        Box::pin(live::<D>(generation, Arc::clone(&self.mailbox)))
    }

    fn offer(&self, mail: GivenMail, wait: bool) -> Offer {
        self.mailbox.offer(|| Mail::Given(Box::new(mail)), wait)
    }

    fn signal(&self, mail: GivenMail, number: u64) {
        self.mailbox.offer_signal(Mail::Given(Box::new(mail)), number);
    }

    fn subscribe(&self, bus: &Arc<Bus>) {
        let mut made = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        if made.is_empty() {
            for (slot, handler) in D::HANDLERS.iter().enumerate() {
                if let Trigger::Event(connect) = &handler.trigger {
                    let from = handler.from.map(|source| source.name);
                    let terms = Terms { bus, mailbox: &self.mailbox, slot, overflow: handler.overflow, from };
                    connect(&mut Connector::subscribing(terms, &mut made));
                }
            }
        }
    }

    fn unsubscribe(&self) -> usize {
        let made = std::mem::take(&mut *self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner));
        made.len()
    }

    fn subscriptions(&self) -> usize {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn postbox(&self) -> &dyn Postbox {
        self.mailbox.as_ref()
    }
}

/// A generation from beginning to end.
async fn live<D: Daemon>(generation: Arc<Generation>, mailbox: Arc<Mailbox<Mail<D::Mail>>>) {
    let ctx = Context::new(Arc::clone(&generation));
    let mut intake = Intake::new(Arc::clone(&generation), mailbox, D::HANDLERS);
    let mut built = start::<D>(&ctx, &mut intake).await;
    let mut timers = 0;
    if let Some((daemon, ready)) = &mut built {
        if *ready {
            let duty = Duty { intake: &mut intake, ctx: &ctx };
            // Overdue is also who serves already and has not said that it is ready.
            let cut = Flag::CUT.or(Flag::START_OVERDUE);
            let served = Guarded::new(&generation, cut, None, generation.mortal(daemon.serve(duty))).await;
            if let Err(interrupted) = &served {
                generation.lose_in_hand(&intake.in_hand(), interrupted);
            }
            generation.served(served.err());
        }
        timers = intake.close();
        generation.finish_serving();
        let cleanup = generation.run_of(Doing::Cleanup, daemon.cleanup(&ctx));
        let cleanup = generation.mortal(Exclusively::new(generation.unit.key, cleanup));
        let cleaned = Guarded::new(&generation, Flag::END, Some(Doing::Cleanup), cleanup).await;
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

/// The supervisor and a generation hold each other. That ends with the task also where it is dropped without having come to
/// its end, because its runtime is.
struct Forgotten(Arc<Generation>);

impl Drop for Forgotten {
    fn drop(&mut self) {
        self.0.forget();
    }
}

impl Generation {
    /// The task of a generation: its `life`, and whatever becomes of that.
    pub(super) async fn live(self: Arc<Self>, life: Life) {
        let _forgotten = Forgotten(Arc::clone(&self));
        let lived = async {
            // Made here: a subscriber is the user's code, and this is not under the supervisor's lock.
            let span = tracing::info_span!(parent: None, "daemon", daemon = %self.unit.name, generation = self.number);
            life.instrument(span).await;
        };
        if let Err(panic) = AssertUnwindSafe(lived).catch_unwind().await {
            // Somewhere between the user's methods, each of which is guarded by itself: in a destructor, or a subscriber.
            self.ending(Exit::Failed(Failure::new(FailureKind::Panic, message(&*panic)).at(self.in_hand())));
            let cleaned = AssertUnwindSafe(self.tear_down()).catch_unwind().await;
            self.gone(cleaned.unwrap_or_default());
        }
    }

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
            // Noted as late when its time was up.
            Some(Interrupted::Cut) | None => self.ending(Exit::Stopped),
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
    async fn tear_down(&self) -> Cleaned {
        let mut cleaned = Cleaned::default();
        // Handlers given at run time go with their generation, and so does what is queued for them. What is in either
        // is the user's, and so are its destructors.
        match guard(|| self.orders.close()) {
            Ok(ended) => cleaned.subscriptions = ended,
            Err(panic) => self.complain("a handler given at run time panicked when it was dropped", &panic),
        }
        if let Err(panic) = guard(|| self.unit.runner.postbox().forget_given()) {
            self.complain("an event panicked when it was dropped", &panic);
        }
        if !self.supervisor.keeps_mail(self.unit.id) {
            let postbox = self.unit.runner.postbox();
            let (_refused, left) = postbox.clear_out();
            cleaned.undrained = self.lose(&left);
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
    fn lose(&self, thrown: &Thrown) -> Vec<Undrained> {
        let undrained = self.unit.undrained(thrown);
        self.supervisor.note_lost(self.unit.id, &undrained);
        for Undrained { handler, count } in &undrained {
            let (daemon, generation) = (&self.unit.name, self.number);
            tracing::warn!(parent: None, %daemon, generation, handler, count, "stopped with mail that was not handled");
        }
        undrained
    }
}

impl Unit {
    /// What was thrown away, by handler.
    pub(crate) fn undrained(&self, thrown: &Thrown) -> Vec<Undrained> {
        let name = |slot: usize| self.handlers.get(slot).map_or("a handler given at run time", |facts| facts.name);
        thrown.counts.iter().map(|&(slot, count)| Undrained { handler: name(slot), count }).collect()
    }
}
