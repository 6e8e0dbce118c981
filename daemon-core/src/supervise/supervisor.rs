//! Carries out what `decide` decides.
//!
//! One lock guards the decisions and is held for one of them at a time, never across an await and never while a
//! daemon's code runs. So every command is answered at once, whatever the daemons do.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot};
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tracing::Instrument;

use super::deadlines::{Armed, Deadlines};
use super::decide::{Act, Budget, Decider, Links, UnitId};
use super::in_vain::InVain;
use super::overdue::expire;
use super::report::Cleaned;
use super::shutdown::{Shutdown, Stop};
use super::waiting::Wait;
use super::{Generation, Unit};
use crate::clock::later;
use crate::event::Bus;
use crate::lifecycle::journal::{Actor, Entry, Memory, What};
use crate::lifecycle::{Failure, Status};
use crate::resource::Resources;

/// All daemons of a system, and what is decided about them.
pub(crate) struct Supervisor {
    pub(crate) units: Box<[Arc<Unit>]>,
    pub(crate) bus: Arc<Bus>,
    pub(crate) resources: Resources,
    pub(crate) journal: Arc<Memory>,
    names: HashMap<Arc<str>, UnitId>,
    /// For each unit, the `#[on_ready]`s about it: whose, and which of theirs.
    listeners: Box<[Vec<(UnitId, usize)>]>,
    /// What daemons run on.
    daemons: Handle,
    /// What the supervisor's own tasks run on: the same, unless the app has a runtime for each.
    pub(crate) own: Handle,
    /// A deadline earlier than all others was set, or there will be none any more.
    pub(super) rearmed: Notify,
    pub(super) down: Notify,
    /// Held by whoever logs: one at a time, so that the order stands.
    logging: Mutex<()>,
    state: Mutex<State>,
}

/// What is under the lock.
pub(super) struct State {
    pub(super) decider: Decider,
    pub(super) deadlines: Deadlines,
    pub(super) current: Vec<Option<Arc<Generation>>>,
    pub(super) since: Vec<Instant>,
    pub(super) stops: Vec<Option<Stop>>,
    pub(super) waits: Vec<Wait>,
    pub(super) settled: Vec<oneshot::Sender<()>>,
    /// Who wants to know of the first failure.
    pub(super) failures: Vec<oneshot::Sender<(UnitId, Failure)>>,
    pub(super) shutdown: Option<Shutdown>,
    /// What is yet to be logged, in order.
    unlogged: VecDeque<News>,
}

/// What there is to know of a daemon, at one moment.
pub(crate) struct Snapshot {
    pub(crate) status: Status,
    pub(crate) since: Instant,
    pub(crate) generation: u64,
    pub(crate) waiting_for: Vec<UnitId>,
    pub(crate) failure: Option<Failure>,
    pub(crate) current: Option<Arc<Generation>>,
}

/// To be logged when the lock is free.
enum News {
    Moved(Move),
    InVain(InVain),
}

/// A transition.
struct Move {
    unit: UnitId,
    to: Status,
    generation: u64,
    failure: Option<Failure>,
    waiting_for: Vec<UnitId>,
}

impl Supervisor {
    /// Must be called within a tokio runtime, which need not be the one that daemons run on.
    pub(crate) fn new(
        units: Vec<Unit>,
        links: Vec<Links>,
        bus: Arc<Bus>,
        resources: Resources,
        journal: Arc<Memory>,
        daemons: Handle,
    ) -> Arc<Self> {
        let units: Box<[Arc<Unit>]> = units.into_iter().map(Arc::new).collect();
        let names = units.iter().map(|unit| (Arc::clone(&unit.name), unit.id)).collect();
        let mut listeners: Box<[Vec<(UnitId, usize)>]> = units.iter().map(|_| Vec::new()).collect();
        for unit in &units {
            for (index, ready) in unit.ready.iter().enumerate() {
                listeners[ready.source.index()].push((unit.id, index));
            }
        }
        let budgets = units.iter().map(|unit| {
            let declaration = unit.blueprint.declaration;
            Budget { start: declaration.start_timeout, stop: declaration.stop_timeout }
        });
        let now = Instant::now();
        let state = State {
            decider: Decider::new(links.into_iter().zip(budgets)),
            deadlines: Deadlines::default(),
            current: units.iter().map(|_| None).collect(),
            since: units.iter().map(|_| now).collect(),
            stops: units.iter().map(|_| None).collect(),
            waits: Vec::new(),
            settled: Vec::new(),
            failures: Vec::new(),
            shutdown: None,
            unlogged: VecDeque::new(),
        };
        let supervisor = Arc::new(Self {
            units,
            bus,
            resources,
            journal,
            names,
            listeners,
            daemons,
            own: Handle::current(),
            rearmed: Notify::new(),
            down: Notify::new(),
            logging: Mutex::new(()),
            state: Mutex::new(state),
        });
        supervisor.spawn(Arc::clone(&supervisor).keep_time());
        supervisor
    }

    /// Spawns a task of the supervisor's own.
    #[expect(clippy::disallowed_methods, reason = "the supervisor owns these tasks")]
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.own.spawn(task);
    }

    /// Spawns a task of a daemon where daemons run, whatever thread this is called on.
    #[expect(clippy::disallowed_methods, reason = "generations own these tasks, and the supervisor owns generations")]
    pub(super) fn spawn_daemon(&self, task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.daemons.spawn(task).abort_handle()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn find(&self, name: &str) -> Option<UnitId> {
        self.names.get(name).copied()
    }

    pub(crate) fn unit(&self, id: UnitId) -> &Arc<Unit> {
        &self.units[id.index()]
    }

    /// One decision, and everything that follows from it.
    pub(crate) fn decide<R>(self: &Arc<Self>, decision: impl FnOnce(&mut Decider) -> R) -> R {
        let mut state = self.state();
        let result = decision(&mut state.decider);
        self.carry_out(&mut state);
        drop(state);
        self.log_moves();
        result
    }

    fn carry_out(self: &Arc<Self>, state: &mut State) {
        for act in state.decider.take_acts() {
            match act {
                Act::Moved { unit, from, to } => {
                    let change = self.moved(state, unit, from, to);
                    state.unlogged.push_back(News::Moved(change));
                }
                Act::Launch { unit, generation } => self.launch(state, unit, generation),
                Act::Stop { unit, drain } => self.stop(state, unit, drain),
                Act::Expire { unit, stage } => expire(state, unit, stage),
                Act::Arm { unit, stage, after } => {
                    let generation = state.decider.generation(unit);
                    if state.deadlines.arm(unit, Armed { at: later(Instant::now(), after), stage, generation }) {
                        self.rearmed.notify_one();
                    }
                }
                Act::Disarm { unit } => state.deadlines.disarm(unit),
                Act::Answer { unit } => self.answer_waits(state, unit),
                Act::InVain { unit, culprit } => {
                    let wait = InVain::new(state, unit, culprit);
                    state.unlogged.push_back(News::InVain(wait));
                }
                Act::Down => self.over(state),
            }
        }
        if state.decider.is_settled() {
            state.settled.drain(..).for_each(|waiting| {
                // Whoever waited may have gone away.
                let _ = waiting.send(());
            });
        }
    }

    fn launch(self: &Arc<Self>, state: &mut State, id: UnitId, number: u64) {
        let unit = self.unit(id);
        let generation = Arc::new(Generation::new(Arc::clone(self), Arc::clone(unit), number));
        state.current[id.index()] = Some(Arc::clone(&generation));
        unit.runner.subscribe(&self.bus);
        unit.runner.postbox().open();
        let (life, name) = (Arc::clone(&unit.runner).live(generation), Arc::clone(&unit.name));
        self.spawn_daemon(async move {
            // Made here: a subscriber is the user's code, and this is not under the lock.
            let span = tracing::info_span!(parent: None, "daemon", daemon = %name, generation = number);
            life.instrument(span).await;
        });
    }

    fn stop(&self, state: &mut State, id: UnitId, drain: bool) {
        if !state.decider.keeps_mail(id) {
            self.unit(id).runner.postbox().close();
        }
        if let Some(generation) = &state.current[id.index()] {
            generation.stop(drain);
        }
    }

    fn moved(&self, state: &mut State, id: UnitId, from: Status, to: Status) -> Move {
        let now = Instant::now();
        state.since[id.index()] = now;
        self.record(state, id, from, to);
        if to == Status::Stopping {
            state.stops[id.index()] = Some(Stop { began: now, late: None, cleaned: Cleaned::default() });
        }
        if to == Status::Running {
            self.announce(state, id);
        }
        if to.is_at_rest() {
            // Already done by the generation, but for what was decided after it looked.
            let runner = &self.unit(id).runner;
            runner.postbox().close();
            runner.postbox().discard();
            runner.unsubscribe();
        }
        if from == Status::Stopping {
            self.note_end(state, id, to, now);
        }
        if let (Status::Failed | Status::Unavailable, Some(failure)) = (to, state.decider.failure(id).cloned()) {
            for waiting in state.failures.drain(..) {
                // Whoever waited may have gone away.
                let _ = waiting.send((id, failure.clone()));
            }
        }
        self.answer_waits(state, id);
        let waiting = to == Status::Waiting;
        Move {
            unit: id,
            to,
            generation: state.decider.generation(id),
            failure: state.decider.failure(id).cloned(),
            waiting_for: if waiting { state.decider.blockers(id) } else { Vec::new() },
        }
    }

    /// Writes a move into the journal, before anybody is told.
    fn record(&self, state: &State, id: UnitId, from: Status, to: Status) {
        let names = |units: Vec<UnitId>| units.into_iter().map(|unit| Arc::clone(&self.unit(unit).name)).collect();
        let waiting_for = if to == Status::Waiting { names(state.decider.blockers(id)) } else { Vec::new() };
        let entry = Entry {
            daemon: Some(Arc::clone(&self.unit(id).name)),
            generation: state.decider.generation(id),
            what: What::Moved { from, to, retry: None, waiting_for },
            cause: state.decider.failure(id).map(Into::into),
            actor: Actor::Supervisor,
        };
        self.journal.append(entry);
    }

    /// Signals readiness: of `id` to those who listen, and to `id` of those who were ready before.
    fn announce(&self, state: &State, id: UnitId) {
        let is_running = |unit: UnitId| state.decider.status(unit) == Status::Running;
        for &(listener, index) in &self.listeners[id.index()] {
            if listener != id && is_running(listener) {
                signal(state, listener, index);
            }
        }
        for (index, ready) in self.unit(id).ready.iter().enumerate() {
            if is_running(ready.source) {
                signal(state, id, index);
            }
        }
    }

    /// Logs what is to be logged, with the state unlocked: a subscriber may ask the system something. If somebody is at
    /// it, they log this too.
    fn log_moves(&self) {
        loop {
            let logging = match self.logging.try_lock() {
                Ok(logging) => logging,
                Err(TryLockError::Poisoned(panicked)) => panicked.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            while let Some(news) = { self.state().unlogged.pop_front() } {
                self.log(news);
            }
            drop(logging);
            // What came between the last look and the unlocking found it locked.
            if self.state().unlogged.is_empty() {
                return;
            }
        }
    }

    /// Logs everything that has happened so far, waiting for whoever is at it.
    pub(super) fn flush_log(&self) {
        let logging = self.logging.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(news) = { self.state().unlogged.pop_front() } {
            self.log(news);
        }
        drop(logging);
    }

    fn log(&self, news: News) {
        match news {
            News::Moved(change) => self.log_move(change),
            News::InVain(wait) => self.log_in_vain(&wait),
        }
    }

    fn log_move(&self, change: Move) {
        let Move { unit, to, generation, failure, waiting_for } = change;
        let daemon = &self.unit(unit).name;
        match (to, failure) {
            (Status::Failed | Status::Unavailable, Some(failure)) => {
                tracing::error!(parent: None, %daemon, generation, cause = %failure, "{to}");
            }
            (Status::Waiting, _) => tracing::debug!(parent: None, %daemon, "waiting for {}", self.list(&waiting_for)),
            (Status::Starting | Status::Stopping, _) => tracing::debug!(parent: None, %daemon, generation, "{to}"),
            _ => tracing::info!(parent: None, %daemon, generation, "{to}"),
        }
    }

    /// The names of `units`, for a sentence.
    pub(crate) fn list(&self, units: &[UnitId]) -> String {
        let names: Vec<&str> = units.iter().map(|&unit| &*self.unit(unit).name).collect();
        names.join(", ")
    }

    /// What there is to know of `unit`.
    pub(crate) fn snapshot(&self, unit: UnitId) -> Snapshot {
        let state = self.state();
        let status = state.decider.status(unit);
        Snapshot {
            status,
            since: state.since[unit.index()],
            generation: state.decider.generation(unit),
            waiting_for: if status == Status::Waiting { state.decider.blockers(unit) } else { Vec::new() },
            failure: state.decider.failure(unit).cloned(),
            current: state.current[unit.index()].clone(),
        }
    }

    /// Whether the mail of `unit` is kept for its next generation.
    pub(crate) fn keeps_mail(&self, unit: UnitId) -> bool {
        self.state().decider.keeps_mail(unit)
    }
}

fn signal(state: &State, unit: UnitId, index: usize) {
    if let Some(generation) = &state.current[unit.index()] {
        generation.signal_ready(index);
    }
}
