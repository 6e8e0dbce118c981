//! What a generation does next: stop, or begin a readiness signal, a tick, or mail, in this order.

mod finish;
mod hand;
mod held_back;
mod orders;
mod take;
mod timers;

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::marker::PhantomData;
use std::mem;
use std::sync::Arc;
use std::task::{Context as Task, Poll, ready};
use std::time::Duration;

use held_back::HeldBack;
use tokio::time::Instant;

use super::Generation;
use super::activity::Doing;
use super::control::Flag;
use super::flights::Flights;
use super::given::Given;
use super::guarded::guard;
use super::throttles::Throttles;
use crate::BoxError;
use crate::context::Context;
use crate::daemon::{Daemon, Lane};
use crate::mailbox::{Coming, Mail, Mailbox};
use crate::message::Priority;
use crate::metrics::Counts;
use crate::timer::Agenda;

/// How many handlers may begin before the task lets others run.
const TURN: u32 = 256;

/// After how many handlers timers are looked at, if none of them has suspended.
const LOOK: u32 = 16;

/// A generation's daemon and its work, as one of the loops in `serve` is given them.
pub struct Duty<'a, D: Daemon> {
    pub(crate) intake: &'a mut Intake,
    pub(crate) ctx: &'a Context,
    pub(crate) daemon: PhantomData<fn(&mut D)>,
}

/// Everything that makes handlers run, merged into one order.
pub(crate) struct Intake {
    generation: Arc<Generation>,
    mailbox: Arc<Mailbox>,
    /// For each handler with an attribute. The unit's, at hand.
    counters: Arc<[Counts]>,
    /// Handlers given at run time, by their slots, which come after those of attributes.
    given: BTreeMap<usize, (Given, Runs)>,
    throttles: Arc<Throttles>,
    /// Whether there are any, which is looked up again with the orders.
    throttled: bool,
    /// Once something was held back by one of them.
    held_back: Option<Box<HeldBack>>,
    /// Taken from the mailbox, not begun.
    batch: VecDeque<Mail>,
    /// What has begun last: what is left of it.
    mail: Mail,
    agenda: Agenda,
    /// Of the timers that are not set yet.
    periods: Vec<Duration>,
    /// Indices of the `#[on_ready]`s whose signal has come.
    ready: VecDeque<usize>,
    flights: Flights,
    /// When the handler in hand began, if it is timed from its beginning.
    began: Option<Instant>,
    /// What the daemon does between handlers: `run`, while that goes on beside them.
    beside: Doing,
    stopping: bool,
    /// The timer of its check, while that is to pass before anything else begins.
    held: Option<usize>,
    /// The timer of its check after that.
    check: Option<usize>,
    /// How many timers were live when it began to stop.
    ended_timers: usize,
    /// An exclusive handler is chosen, that of this slot, and waits for those in flight.
    chosen: Option<(Source, usize)>,
    left: u32,
    /// How much of the batch may begin without another look at timers, signals and rings: nothing of them comes first.
    clear: usize,
    /// A tick began last: mail comes first now, so that a timer that is always late does not starve it.
    after_tick: bool,
}

/// How often a handler that was given runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    Once,
    Often,
}

/// Where the next run comes from.
#[derive(Clone, Copy, Debug)]
enum Source {
    Ready,
    Timer(usize),
    Mail,
    /// Mail from a ring. It may be dropped for something newer until it begins.
    Ring,
    /// A lifecycle event.
    Signal,
    /// Mail of this priority, which is not the normal one.
    Lane(Priority),
}

/// What is to happen next.
pub(crate) enum Next {
    /// The handler of `Intake::mail` begins.
    Begin,
    /// An exclusive handler is to begin once nothing is in flight.
    Clear,
    /// Nothing more begins.
    Over,
}

impl Intake {
    pub(crate) fn new(generation: Arc<Generation>, mailbox: Arc<Mailbox>) -> Self {
        let live_timers = Arc::clone(&generation.unit.live_timers);
        Self {
            counters: Arc::clone(&generation.unit.counters),
            throttles: Arc::clone(&generation.unit.throttles),
            throttled: generation.unit.throttles.are_there(),
            held_back: None,
            generation,
            mailbox,
            given: BTreeMap::new(),
            batch: VecDeque::new(),
            mail: Mail::NONE,
            agenda: Agenda::new(live_timers),
            periods: Vec::new(),
            ready: VecDeque::new(),
            flights: Flights::default(),
            began: None,
            beside: Doing::Nothing,
            stopping: false,
            held: None,
            check: None,
            ended_timers: 0,
            chosen: None,
            left: TURN,
            clear: 0,
            after_tick: false,
        }
    }

    /// From now on several handlers may be in flight.
    pub(crate) fn share(&mut self) {
        let (unit, settings) = (&self.generation.unit, self.generation.unit.settings());
        let handlers = unit.handlers.iter().enumerate();
        self.flights.share(handlers.map(|(slot, handler)| settings.terms(slot, handler).lane.most()));
    }

    /// Notes what the daemon does while nothing of it is polled: one of the handlers in flight, or else `beside`.
    pub(crate) fn rest(&mut self, beside: Doing) {
        self.beside = beside;
        self.generation.activity.set(self.flights.any().map_or(beside, Doing::Handler));
    }

    /// Whether the handler in `slot` has the daemon to itself.
    pub(crate) fn is_exclusive(&self, slot: usize) -> bool {
        self.lane(slot) == Lane::Exclusive
    }

    fn lane(&self, slot: usize) -> Lane {
        self.generation.unit.handlers.get(slot).map_or(Lane::Exclusive, |handler| handler.lane)
    }

    /// What is to happen next.
    #[inline]
    pub(crate) fn poll_next(&mut self, task: &mut Task<'_>) -> Poll<Next> {
        if self.at_hand() { Poll::Ready(Next::Begin) } else { self.choose(task) }
    }

    /// The same, looking at everything.
    fn choose(&mut self, task: &mut Task<'_>) -> Poll<Next> {
        self.clear = 0;
        if !self.flights.are_shared() {
            // Between the mail of a batch nobody can tell.
            self.rest(self.beside);
        }
        if self.left == 0 {
            self.left = TURN;
            task.waker().wake_by_ref();
            return Poll::Pending;
        }
        if !self.generation.control.is_quiet() && self.look_up() {
            return Poll::Ready(Next::Over);
        }
        let (source, slot) = match self.chosen.take() {
            Some(chosen) => chosen,
            None => match ready!(self.poll_source(task)) {
                Some(next) => next,
                None => return Poll::Ready(Next::Over),
            },
        };
        if !self.flights.is_empty() && self.is_exclusive(slot) {
            self.chosen = Some((source, slot));
            return Poll::Ready(Next::Clear);
        }
        self.left -= 1;
        let Some(mail) = self.take(source, slot) else { return self.look_again(task) };
        self.mail = mail;
        if matches!(source, Source::Mail) && self.comes_first() {
            self.clear = self.batch.len().min((self.left % LOOK) as usize);
        }
        Poll::Ready(Next::Begin)
    }

    /// Whether the mail of the batch comes before anything else that is known.
    fn comes_first(&self) -> bool {
        let nothing_else = self.ready.is_empty() && self.due().is_none() && self.mailbox.ringed() == 0;
        nothing_else && !self.flights.are_shared() && !self.throttled
    }

    /// What was next has been dropped from its ring for something newer, is a message that nobody waits for any more, or is a
    /// time so long past that it is left out.
    #[cold]
    fn look_again(&self, task: &mut Task<'_>) -> Poll<Next> {
        debug_assert!(self.chosen.is_none(), "what is gone is not chosen");
        task.waker().wake_by_ref();
        Poll::Pending
    }

    /// Sees to what the supervisor has told. Says whether nothing more is to begin.
    #[cold]
    fn look_up(&mut self) -> bool {
        if self.generation.control.has(Flag::RUNNING) {
            self.generation.control.lower(Flag::RUNNING);
            self.set_timers();
        }
        if self.generation.control.has(Flag::ORDERS) {
            self.generation.control.lower(Flag::ORDERS);
            self.throttled = self.throttles.are_there();
            self.carry_out_orders();
        }
        let control = &self.generation.control;
        if control.has(Flag::STOP) {
            if !self.stopping {
                self.stopping = true;
                // What is stopped on purpose misses nothing; after anything else, schedules go on in the next generation.
                self.ended_timers += self.agenda.clear(!control.has(Flag::DRAIN));
                self.ready.clear();
                self.check = None;
                if !matches!(self.chosen, Some((Source::Mail | Source::Ring | Source::Signal | Source::Lane(_), _))) {
                    self.chosen = None;
                }
            }
            return self.held.is_some() || !control.has(Flag::DRAIN) || control.has(Flag::CUT);
        }
        if control.has(Flag::READY) {
            for index in self.generation.ready.take(control) {
                if self.ready.contains(&index) {
                    self.counts(self.generation.unit.ready[index].slot).coalesced();
                } else {
                    self.ready.push_back(index);
                }
            }
        }
        false
    }

    /// Where the next run comes from, and its slot; none if nothing is left and nothing will come.
    fn poll_source(&mut self, task: &mut Task<'_>) -> Poll<Option<(Source, usize)>> {
        if let Some(gate) = self.held {
            let anew = self.generation.control.is_new_poll();
            self.agenda.poll(task, anew);
            let due = self.agenda.is_due(gate).then(|| (Source::Timer(gate), self.agenda.slot(gate)));
            return due.map_or(Poll::Pending, |tick| Poll::Ready(Some(tick)));
        }
        if let Some(&index) = self.ready.front() {
            return Poll::Ready(Some((Source::Ready, self.generation.unit.ready[index].slot)));
        }
        let anew = self.generation.control.is_new_poll();
        if anew || self.batch.is_empty() {
            self.agenda.poll(task, anew);
        } else if self.left.is_multiple_of(LOOK) {
            self.agenda.look();
        }
        if !self.after_tick
            && let Some(tick) = self.due()
        {
            return Poll::Ready(Some(tick));
        }
        let mail = if self.throttled { self.poll_throttled(task) } else { self.poll_coming(task) };
        match mail {
            Poll::Ready(Some(source)) => Poll::Ready(Some(source)),
            // After a tick mail has its turn; there is none.
            other => self.due().map_or(other, |tick| Poll::Ready(Some(tick))),
        }
    }

    /// The first timer that is due and may begin.
    fn due(&self) -> Option<(Source, usize)> {
        let timer = self.agenda.due(|slot| self.has_place(slot))?;
        Some((Source::Timer(timer), self.agenda.slot(timer)))
    }

    /// The next of the mail, if its handler may begin.
    fn poll_coming(&mut self, task: &mut Task<'_>) -> Poll<Option<(Source, usize)>> {
        match self.mailbox.poll_coming(&mut self.batch, task) {
            Poll::Ready(Coming::Aside(priority, slot)) => self.in_its_place(Source::Lane(priority), slot, task),
            Poll::Ready(Coming::Ringed(slot)) => self.in_its_place(Source::Ring, slot, task),
            Poll::Ready(Coming::Signal(slot)) => self.in_its_place(Source::Signal, slot, task),
            Poll::Ready(Coming::Batched(slot)) => self.in_its_place(Source::Mail, slot, task),
            Poll::Pending if self.stopping => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }

    /// `source`, which is next, if its handler may begin.
    fn in_its_place(&mut self, source: Source, slot: usize, task: &mut Task<'_>) -> Poll<Option<(Source, usize)>> {
        if self.has_place(slot) {
            return Poll::Ready(Some((source, slot)));
        }
        // The end of one in flight will wake the task; so must the next timer.
        self.agenda.poll(task, false);
        Poll::Pending
    }

    /// Whether one more run of `slot` may join those in flight, now or when they have ended.
    fn has_place(&self, slot: usize) -> bool {
        self.is_exclusive(slot) || self.flights.have_place(slot)
    }

    /// Ends the generation's part: timers go, mail that has not begun goes back. Returns how many timers there were.
    pub(crate) fn close(&mut self) -> usize {
        self.mailbox.restore(&mut self.batch);
        if let Err(panic) = guard(|| drop(self.take_mail())) {
            self.generation.complain("an event that no handler took panicked when it was dropped", &panic);
        }
        // What is in their states is the user's, and so are its destructors.
        for given in mem::take(&mut self.given).into_values() {
            if let Err(panic) = guard(|| drop(given)) {
                self.generation.complain("the state of a handler panicked when it was dropped", &panic);
            }
        }
        let goes_on = !self.generation.control.has(Flag::DRAIN);
        mem::take(&mut self.ended_timers) + self.agenda.clear(goes_on)
    }
}

impl Intake {
    /// What is to happen next, waiting for it.
    pub(crate) async fn next(&mut self) -> Next {
        poll_fn(|task| self.poll_next(task)).await
    }
}

impl<D: Daemon> Duty<'_, D> {
    /// Runs the exclusive handler that `Intake::mail` is for.
    pub(crate) async fn run(&mut self, daemon: &mut D, slot: usize) -> Result<(), BoxError> {
        let (generation, doing) = (self.ctx.generation_ref(), Doing::Handler(slot));
        if let Mail::Written(letter) = self.intake.mail() {
            return generation.run_of(doing, daemon.handle(letter, self.ctx)).await;
        }
        generation.run_of(doing, self.intake.call(daemon, self.ctx)).await
    }
}
