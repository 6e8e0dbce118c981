//! Carries out what `decide` decides.
//!
//! One lock guards the decisions and is held for one of them at a time, never across an await and never while a
//! daemon's code runs. So every command is answered at once, whatever the daemons do.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::control::Flag;
use super::deadlines::{Armed, Deadlines};
use super::decide::{Act, Budget, Decider, Exit, Links, Stage, UnitId};
use super::report::{Cleaned, DaemonReport, Late, Leaks, ShutdownReport};
use super::{Generation, Unit};
use crate::event::Bus;
use crate::lifecycle::{Failure, FailureKind, Status, WaitError, answer};
use crate::resource::Resources;

/// All daemons of a system, and what is decided about them.
pub(crate) struct Supervisor {
    pub(crate) units: Box<[Arc<Unit>]>,
    pub(crate) bus: Arc<Bus>,
    pub(crate) resources: Resources,
    names: HashMap<Arc<str>, UnitId>,
    /// For each unit, the `#[on_ready]`s about it: whose, and which of theirs.
    listeners: Box<[Vec<(UnitId, usize)>]>,
    runtime: Handle,
    /// A deadline earlier than all others was set, or there will be none any more.
    rearmed: Notify,
    down: Notify,
    state: Mutex<State>,
}

struct State {
    decider: Decider,
    deadlines: Deadlines,
    current: Vec<Option<Arc<Generation>>>,
    since: Vec<Instant>,
    stops: Vec<Option<Stop>>,
    waits: Vec<Wait>,
    settled: Vec<oneshot::Sender<()>>,
    /// Who wants to know of the first failure.
    failures: Vec<oneshot::Sender<(UnitId, Failure)>>,
    shutdown: Option<Shutdown>,
}

/// A stop under way.
struct Stop {
    began: Instant,
    late: Option<Late>,
    cleaned: Cleaned,
}

struct Wait {
    unit: UnitId,
    wanted: Status,
    reply: oneshot::Sender<Result<(), WaitError>>,
}

struct Shutdown {
    began: Instant,
    report: ShutdownReport,
    over: bool,
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

/// A transition, to be logged when the lock is free.
struct Move {
    unit: UnitId,
    to: Status,
    generation: u64,
    failure: Option<Failure>,
    waiting_for: Vec<UnitId>,
}

impl Supervisor {
    /// Must be called within a tokio runtime, the one that daemons then run on.
    pub(crate) fn new(units: Vec<Unit>, links: Vec<Links>, bus: Arc<Bus>, resources: Resources) -> Arc<Self> {
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
        };
        let supervisor = Arc::new(Self {
            units,
            bus,
            resources,
            names,
            listeners,
            runtime: Handle::current(),
            rearmed: Notify::new(),
            down: Notify::new(),
            state: Mutex::new(state),
        });
        supervisor.spawn(Arc::clone(&supervisor).keep_time());
        supervisor
    }

    #[expect(clippy::disallowed_methods, reason = "the supervisor owns these tasks")]
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    fn state(&self) -> MutexGuard<'_, State> {
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
        let moves = self.carry_out(&mut state);
        drop(state);
        moves.into_iter().for_each(|change| self.log(change));
        result
    }

    fn carry_out(self: &Arc<Self>, state: &mut State) -> Vec<Move> {
        let mut moves = Vec::new();
        for act in state.decider.take_acts() {
            match act {
                Act::Moved { unit, from, to } => moves.push(self.moved(state, unit, from, to)),
                Act::Launch { unit, generation } => self.launch(state, unit, generation),
                Act::Stop { unit, drain } => self.stop(state, unit, drain),
                Act::Expire { unit, stage } => expire(state, unit, stage),
                Act::Arm { unit, stage, after } => {
                    let generation = state.decider.generation(unit);
                    if state.deadlines.arm(unit, Armed { at: Instant::now() + after, stage, generation }) {
                        self.rearmed.notify_one();
                    }
                }
                Act::Disarm { unit } => state.deadlines.disarm(unit),
                Act::Down => self.over(state),
            }
        }
        if state.decider.is_settled() {
            state.settled.drain(..).for_each(|waiting| {
                // Whoever waited may have gone away.
                let _ = waiting.send(());
            });
        }
        moves
    }

    fn launch(self: &Arc<Self>, state: &mut State, id: UnitId, number: u64) {
        let unit = self.unit(id);
        let generation = Arc::new(Generation::new(Arc::clone(self), Arc::clone(unit), number));
        state.current[id.index()] = Some(Arc::clone(&generation));
        unit.runner.subscribe(&self.bus);
        unit.runner.postbox().open();
        let span = tracing::info_span!(parent: None, "daemon", name = %unit.name, generation = number);
        self.spawn(Arc::clone(&unit.runner).live(generation).instrument(span));
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

    fn note_end(&self, state: &mut State, id: UnitId, status: Status, now: Instant) {
        let Some(Stop { began, late, cleaned }) = state.stops[id.index()].take() else { return };
        let report = DaemonReport {
            daemon: self.unit(id).name.to_string(),
            status,
            took: now - began,
            late,
            blocked: state.decider.is_abandoned(id),
            failure: state.decider.failure(id).cloned(),
            cleaned,
        };
        if let Some(shutdown) = &mut state.shutdown {
            shutdown.report.daemons.push(report);
        }
    }

    fn answer_waits(&self, state: &mut State, id: UnitId) {
        let mut waits = std::mem::take(&mut state.waits);
        for wait in waits.extract_if(.., |wait| wait.unit == id) {
            match self.answer(state, id, wait.wanted) {
                // Whoever waited may have gone away.
                Some(answer) => drop(wait.reply.send(answer)),
                None => state.waits.push(wait),
            }
        }
        state.waits.append(&mut waits);
    }

    fn answer(&self, state: &State, id: UnitId, wanted: Status) -> Option<Result<(), WaitError>> {
        let standing = state.decider.standing(id);
        let answer = answer(wanted, &standing)?;
        Some(answer.map_err(|()| WaitError::AtRest {
            daemon: self.unit(id).name.to_string(),
            wanted,
            status: standing.status,
            failure: standing.failure.cloned(),
        }))
    }

    fn over(&self, state: &mut State) {
        if let Some(shutdown) = &mut state.shutdown {
            shutdown.report.took = shutdown.began.elapsed();
            shutdown.over = true;
        }
        self.rearmed.notify_one();
        self.down.notify_waiters();
    }

    fn log(&self, change: Move) {
        let Move { unit, to, generation, failure, waiting_for } = change;
        let daemon = &self.unit(unit).name;
        match (to, failure) {
            (Status::Failed | Status::Unavailable, Some(failure)) => {
                tracing::error!(parent: None, %daemon, generation, cause = %failure, "{to}");
            }
            (Status::Waiting, _) => tracing::info!(parent: None, %daemon, "waiting for {}", self.list(&waiting_for)),
            (Status::Starting | Status::Stopping, _) => tracing::debug!(parent: None, %daemon, generation, "{to}"),
            _ => tracing::info!(parent: None, %daemon, generation, "{to}"),
        }
    }

    /// The names of `units`, for a sentence.
    pub(crate) fn list(&self, units: &[UnitId]) -> String {
        let names: Vec<&str> = units.iter().map(|&unit| &*self.unit(unit).name).collect();
        names.join(", ")
    }

    /// Reports what is overdue, until the system is down.
    async fn keep_time(self: Arc<Self>) {
        loop {
            let (next, over) = {
                let state = self.state();
                (state.deadlines.next(), state.shutdown.as_ref().is_some_and(|shutdown| shutdown.over))
            };
            if over {
                return;
            }
            match next {
                // Either way there is a reason to look again.
                Some(next) => drop(timeout_at(next, self.rearmed.notified()).await),
                None => self.rearmed.notified().await,
            }
            loop {
                let due = self.state().deadlines.take_due(Instant::now());
                let Some((unit, Armed { stage, generation, .. })) = due else { break };
                self.decide(|decider| decider.overdue(unit, generation, stage));
            }
        }
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

    /// Resolves when `unit` is, or has been, `wanted`; or when that is out of reach.
    pub(crate) async fn wait_for(&self, unit: UnitId, wanted: Status) -> Result<(), WaitError> {
        let told = {
            let mut state = self.state();
            if let Some(answer) = self.answer(&state, unit, wanted) {
                return answer;
            }
            let (reply, told) = oneshot::channel();
            state.waits.push(Wait { unit, wanted, reply });
            told
        };
        match told.await {
            Ok(answer) => answer,
            // The supervisor lives as long as this reference to it.
            Err(_) => std::future::pending().await,
        }
    }

    /// Resolves when what was started has come to something.
    pub(crate) async fn settled(&self) {
        let settled = {
            let mut state = self.state();
            if state.decider.is_settled() {
                return;
            }
            let (tell, settled) = oneshot::channel();
            state.settled.push(tell);
            settled
        };
        // An error would mean that the supervisor is gone, which this reference prevents.
        let _ = settled.await;
    }

    /// Resolves when the first daemon from now on ends as failed or unavailable.
    pub(crate) async fn first_failure(&self) -> (UnitId, Failure) {
        let told = {
            let (tell, told) = oneshot::channel();
            self.state().failures.push(tell);
            told
        };
        match told.await {
            Ok(failure) => failure,
            Err(_) => std::future::pending().await,
        }
    }

    /// Begins to stop everything; cuts it short after `limit`. Repeated calls do nothing.
    pub(crate) fn begin_shutdown(self: &Arc<Self>, limit: Duration) {
        {
            let mut state = self.state();
            if state.shutdown.is_some() {
                return;
            }
            let began = Instant::now();
            state.shutdown = Some(Shutdown { began, report: ShutdownReport::default(), over: false });
        }
        self.decide(Decider::shutdown);
        let supervisor = Arc::clone(self);
        let deadline = Instant::now() + limit;
        self.spawn(async move {
            if timeout_at(deadline, supervisor.wait_down()).await.is_err() {
                tracing::warn!("the shutdown_timeout is up: ending what is left");
                supervisor.force();
            }
        });
    }

    /// Ends everything without waiting for anything, if a shutdown has begun.
    pub(crate) fn force(self: &Arc<Self>) {
        if let Some(shutdown) = &mut self.state().shutdown {
            shutdown.report.forced |= !shutdown.over;
        }
        self.decide(Decider::force);
    }

    /// Resolves when the shutdown is over.
    pub(crate) async fn wait_down(&self) -> ShutdownReport {
        loop {
            let mut down = pin!(self.down.notified());
            down.as_mut().enable();
            if let Some(shutdown) = &self.state().shutdown
                && shutdown.over
            {
                return shutdown.report.clone();
            }
            down.await;
        }
    }

    /// Whether the mail of `unit` is kept for its next generation.
    pub(crate) fn keeps_mail(&self, unit: UnitId) -> bool {
        self.state().decider.keeps_mail(unit)
    }

    /// What is left of daemons at rest.
    pub(crate) fn leaks(&self) -> Leaks {
        let state = self.state();
        let mut leaks = Leaks::default();
        for unit in &self.units {
            if !state.decider.status(unit.id).is_at_rest() {
                continue;
            }
            let before = leaks.clone();
            leaks.subscriptions += unit.runner.subscriptions();
            leaks.timers += unit.timers.iter().filter(|timer| timer.tally.is_scheduled()).count();
            leaks.mail += unit.runner.postbox().backlog();
            if let Some(generation) = &state.current[unit.id.index()] {
                leaks.generations += 1;
                leaks.tasks += generation.children.len();
                leaks.guards += generation.tracked.len();
            }
            if leaks != before {
                leaks.daemons.push(unit.name.to_string());
            }
        }
        leaks
    }
}

fn signal(state: &State, unit: UnitId, index: usize) {
    if let Some(generation) = &state.current[unit.index()] {
        generation.signal_ready(index);
    }
}

/// The time for `stage` is up: notes what the unit is doing instead, and tells it.
fn expire(state: &mut State, unit: UnitId, stage: Stage) {
    let Some(generation) = &state.current[unit.index()] else { return };
    if let Some(stop) = &mut state.stops[unit.index()]
        && stop.late.is_none()
    {
        let (handler, source) = generation.in_hand().unzip();
        stop.late = Some(Late { handler, source });
    }
    generation.control.raise(match stage {
        Stage::Start => Flag::START_OVERDUE,
        Stage::Drain => Flag::CUT,
        Stage::Cleanup | Stage::GiveUp => Flag::CUT.or(Flag::END),
    });
}

/// What a generation reports.
impl Generation {
    /// `#[init]` has returned; says whether the daemon is Running now.
    pub(crate) fn ready(&self) -> bool {
        self.supervisor.decide(|decider| decider.ready(self.unit.id, self.number))
    }

    /// Whether it is to serve: ready, and not told to stop since.
    pub(crate) fn is_running(&self) -> bool {
        self.supervisor.snapshot(self.unit.id).status == Status::Running
    }

    /// It is about to end. Of several reports the first counts.
    pub(crate) fn ending(&self, exit: Exit) {
        self.supervisor.decide(|decider| decider.ending(self.unit.id, self.number, exit));
    }

    /// Nothing of it is left.
    pub(crate) fn gone(&self, cleaned: Cleaned) {
        {
            let mut state = self.supervisor.state();
            state.current[self.unit.id.index()] = None;
            if let Some(stop) = &mut state.stops[self.unit.id.index()] {
                stop.cleaned = cleaned;
            }
        }
        self.supervisor.decide(|decider| decider.gone(self.unit.id, self.number));
    }

    /// Something of it failed that is not one of its handlers.
    pub(crate) fn fail(&self, kind: FailureKind, message: String) {
        self.ending(Exit::Failed(Failure::new(kind, message).at(self.in_hand())));
    }
}
