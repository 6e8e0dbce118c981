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
use super::report::{Cleaned, Undrained};
use super::{Generation, Unit};
use crate::context::Context;
use crate::daemon::{Daemon, Trigger};
use crate::event::{Bus, Connector, Subscription, Terms};
use crate::lifecycle::{Failure, FailureKind, Unavailable};
use crate::mailbox::{Exclusively, GivenMail, Mail, Mailbox, MailboxTerms, Offer, Postbox};
use crate::resource::MissingResource;
use crate::{BoxError, lifecycle};

/// A task that the supervisor spawns.
pub(crate) type Life = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a unit does with its daemon's type.
pub(crate) trait Runner: Send + Sync {
    /// The task of a new generation.
    fn live(self: Arc<Self>, generation: Arc<Generation>) -> Life;
    /// Offers mail for a handler that was given at run time.
    fn offer(&self, mail: GivenMail, wait: bool) -> Offer;
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
            let served = Guarded::new(&generation.control, Flag::CUT, daemon.serve(duty)).await;
            generation.served(served.err());
        }
        timers = intake.close();
        generation.finish_serving();
        let cleanup = Exclusively::new(generation.unit.key, daemon.cleanup(&ctx));
        let cleaned = Guarded::new(&generation.control, Flag::END, cleanup).await;
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

/// Builds the daemon and reports it ready; says whether it is to serve. Without one, the failure has been reported.
async fn start<D: Daemon>(ctx: &Context, intake: &mut Intake<D::Mail>) -> Option<(D, bool)> {
    let generation = ctx.generation_ref();
    generation.activity.set(Doing::Init);
    let place = generation.place(Doing::Init);
    let built = match intake.periods() {
        Err(failure) => Err(Exit::Failed(failure)),
        Ok(periods) => {
            let init = Exclusively::new(generation.unit.key, D::init(ctx));
            match Guarded::new(&generation.control, Flag::START_OVERDUE.or(Flag::CUT), init).await {
                Ok(Ok(daemon)) => Ok((daemon, periods)),
                Ok(Err(error)) => Err(Exit::Failed(init_failed(&error).at(place))),
                Err(Interrupted::Panicked(panic)) => {
                    Err(Exit::Failed(Failure::new(FailureKind::Panic, panic).at(place)))
                }
                Err(Interrupted::Cut) if generation.control.has(Flag::START_OVERDUE) => {
                    Err(generation.not_ready_in_time())
                }
                // Told to stop, which is no failure.
                Err(Interrupted::Cut) => Err(Exit::Stopped),
            }
        }
    };
    generation.activity.set(Doing::Nothing);
    match built {
        Ok((daemon, periods)) => {
            // It serves if it has been Running, however briefly: what was published meanwhile is in its mailbox.
            let ready = generation.ready();
            if ready {
                intake.set_timers(periods);
            } else if generation.control.has(Flag::START_OVERDUE) {
                // A blocked thread kept the news from it.
                generation.ending(generation.not_ready_in_time());
            }
            Some((daemon, ready))
        }
        Err(exit) => {
            generation.ending(exit);
            None
        }
    }
}

fn init_failed(error: &BoxError) -> Failure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error.as_ref());
    while let Some(error) = cause {
        if error.is::<Unavailable>() || error.is::<MissingResource>() {
            return Failure::new(FailureKind::Unavailable, lifecycle::in_full(error));
        }
        cause = error.source();
    }
    Failure::from_error(FailureKind::Init, error)
}

impl Generation {
    /// Something went wrong that stops nothing. As all that is said of a daemon, this is outside any span and names it
    /// in the event: once, wherever it is logged from.
    pub(super) fn complain(&self, what: &str, error: &str) {
        let (daemon, generation) = (&self.unit.name, self.number);
        tracing::warn!(parent: None, %daemon, generation, error, "{what}; the stop goes on");
    }

    fn not_ready_in_time(&self) -> Exit {
        let budget = daemon_grammar::duration::display(self.unit.blueprint.declaration.start_timeout);
        let failure = format!("not ready within its start_timeout of {budget}");
        Exit::Failed(Failure::new(FailureKind::StartTimeout, failure).at(self.place(Doing::Init)))
    }

    /// The serving loop is over; of its own accord, or interrupted.
    fn served(&self, interrupted: Option<Interrupted>) {
        let place = self.in_hand();
        match interrupted {
            Some(Interrupted::Panicked(panic)) => {
                self.ending(Exit::Failed(Failure::new(FailureKind::Panic, panic).at(place)));
            }
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
        // Handlers given at run time go with their generation, and so does what is queued for them.
        let mut cleaned = Cleaned { subscriptions: self.orders.close(), ..Cleaned::default() };
        self.unit.runner.postbox().forget_given();
        if !self.supervisor.keeps_mail(self.unit.id) {
            self.unit.runner.postbox().close();
            cleaned.undrained = self.unit.discard();
            for Undrained { handler, count } in &cleaned.undrained {
                let (daemon, generation) = (&self.unit.name, self.number);
                tracing::warn!(parent: None, %daemon, generation, handler, count, "stopped with mail that was not handled");
            }
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

impl Unit {
    /// Throws away what is queued, and says what that was.
    pub(crate) fn discard(&self) -> Vec<Undrained> {
        let left = self.runner.postbox().discard();
        let name = |slot: usize| self.handlers.get(slot).map_or("a handler given at run time", |facts| facts.name);
        left.into_iter().map(|(slot, count)| Undrained { handler: name(slot), count }).collect()
    }
}
