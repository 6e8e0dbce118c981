//! Carries out what `decide` decides.
//!
//! One lock guards the decisions and is held for one of them at a time, never across an await and never while a
//! daemon's code runs. So every command is answered at once, whatever the daemons do.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use daemon_grammar::nearest;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::aftermath::Aftermath;
use super::alarm::Alarm;
use super::announce::says_itself;
use super::brief::Brief;
use super::deadlines::{Armed, Deadlines};
use super::decide::{Act, Decider, Links, Move, Profile, UnitId};
use super::in_vain::InVain;
use super::overdue::expire;
use super::own::Own;
use super::report::Cleaned;
use super::rig::Rig;
use super::shutdown::{Shutdown, Stop};
use super::snapshot::lost_at;
use super::telling::{News, Telling};
use super::waiting::{Told, Waiters, Wanted};
use super::watch::{Watch, enlist};
use super::{Generation, Unit};
use crate::clock::later;
use crate::event::Bus;
use crate::lifecycle::journal::{Actor, Memory, Stamp, What};
use crate::lifecycle::{Failure, Status};
use crate::limits::charge_nobody;
use crate::resource::Resources;
use crate::unknown::UnknownDaemon;

/// For how many acts there is room between decisions.
const KEPT: usize = 64;

/// All daemons of a system, and what is decided about them.
pub(crate) struct Supervisor {
    pub(crate) units: Box<[Arc<Unit>]>,
    pub(crate) bus: Arc<Bus>,
    pub(crate) resources: Resources,
    pub(crate) journal: Arc<Memory>,
    #[cfg_attr(not(feature = "testing"), expect(dead_code, reason = "nobody rigs it"))]
    pub(crate) rig: Rig,
    pub(super) epoch: Instant,
    names: HashMap<Arc<str>, UnitId>,
    /// Who is of which type.
    types: HashMap<TypeId, Vec<UnitId>>,
    /// For each unit that there are any about, the `#[on_ready]`s about it: whose, and which of theirs.
    pub(super) listeners: HashMap<UnitId, Vec<(UnitId, usize)>>,
    /// What daemons run on.
    pub(super) daemons: Handle,
    /// What the supervisor's own tasks run on.
    pub(crate) own: Own,
    /// A deadline was set that comes before the next look at them, or there will be none any more.
    pub(super) rearmed: Alarm,
    pub(super) telling: Telling,
    /// Something was decided and has been told, or a handler stalls or blocks its thread.
    #[cfg(all(unix, feature = "systemd"))]
    pub(crate) changed: Alarm,
    pub(super) watch: Watch,
    state: Brief<State>,
}

/// What is under the lock.
pub(super) struct State {
    pub(super) decider: Decider,
    pub(super) deadlines: Deadlines,
    pub(super) current: Vec<Option<Arc<Generation>>>,
    pub(super) since: Vec<Instant>,
    /// Stops that are under way.
    pub(super) stops: Vec<Option<Box<Stop>>>,
    /// For whom somebody waits.
    pub(super) waits: HashMap<UnitId, Waiters<Wanted, Told>>,
    pub(super) settled: Waiters<(), ()>,
    /// The first failure of all, and who wants to know of it.
    pub(super) first_failure: Option<(UnitId, Failure)>,
    pub(super) failures: Waiters<(), (UnitId, Failure)>,
    /// The first that is down for good and that the app cannot do without, and who wants to know.
    pub(super) critical_failure: Option<(UnitId, Failure)>,
    pub(super) critical: Waiters<(), (UnitId, Failure)>,
    pub(super) shutdown: Option<Shutdown>,
    pub(super) down: Waiters<(), ()>,
    /// To be seen to when the lock is free.
    pub(super) after: Aftermath,
    /// Of the moves of one decision, their places in the journal. Empty between decisions, with its room.
    stamps: Vec<Stamp>,
}

impl Supervisor {
    /// Must be called within a tokio runtime, which need not be the one that daemons run on.
    pub(crate) fn new(
        units: Vec<Unit>,
        links: Vec<Links>,
        bus: Arc<Bus>,
        resources: Resources,
        journal: Arc<Memory>,
        rig: Rig,
        daemons: Handle,
    ) -> Arc<Self> {
        let units: Box<[Arc<Unit>]> = units.into_iter().map(Arc::new).collect();
        let names = units.iter().map(|unit| (Arc::clone(&unit.name), unit.id)).collect();
        let mut types: HashMap<TypeId, Vec<UnitId>> = HashMap::new();
        for unit in &units {
            types.entry((unit.blueprint.type_id)()).or_default().push(unit.id);
        }
        let mut listeners: HashMap<UnitId, Vec<(UnitId, usize)>> = HashMap::new();
        for unit in &units {
            for (index, ready) in unit.ready.iter().enumerate() {
                listeners.entry(ready.source).or_default().push((unit.id, index));
            }
        }
        let profiles = units.iter().zip(links).map(|(unit, links)| Profile {
            name: Arc::clone(&unit.name),
            links,
            terms: (&*unit.settings().declaration).into(),
        });
        let now = Instant::now();
        let state = State {
            decider: Decider::new(profiles, fastrand::u64(..)),
            deadlines: Deadlines::default(),
            current: units.iter().map(|_| None).collect(),
            since: units.iter().map(|_| now).collect(),
            stops: units.iter().map(|_| None).collect(),
            waits: HashMap::new(),
            settled: Waiters::default(),
            first_failure: None,
            failures: Waiters::default(),
            critical_failure: None,
            critical: Waiters::default(),
            shutdown: None,
            down: Waiters::default(),
            after: Aftermath::default(),
            stamps: Vec::new(),
        };
        let own = Own::current();
        let watch = Watch::new(now, units.iter().map(|unit| unit.settings().declaration.patience()), own.alarm());
        let supervisor = Arc::new(Self {
            units,
            bus,
            resources,
            epoch: now,
            journal,
            rig,
            names,
            types,
            listeners,
            daemons,
            rearmed: own.alarm(),
            #[cfg(all(unix, feature = "systemd"))]
            changed: own.alarm(),
            own,
            telling: Telling::default(),
            watch,
            state: Brief::new(state),
        });
        supervisor.spawn(Arc::clone(&supervisor).keep_time());
        supervisor.spawn(Arc::clone(&supervisor).keep_watch());
        enlist(&supervisor);
        supervisor
    }

    /// Spawns a task of the supervisor's own.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.own.spawn(task);
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// How long the system had been there at `now`.
    pub(crate) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.epoch)
    }

    pub(crate) fn find(&self, name: &str) -> Option<UnitId> {
        self.names.get(name).copied()
    }

    /// The daemon of this name, which somebody has written.
    pub(crate) fn named(&self, name: &str) -> Result<UnitId, UnknownDaemon> {
        self.find(name).ok_or_else(|| UnknownDaemon {
            name: name.to_owned(),
            nearest: nearest(name, self.units.iter().map(|unit| &*unit.name)).map(str::to_owned),
        })
    }

    /// All daemons of a type.
    pub(super) fn of_type(&self, daemon: TypeId) -> &[UnitId] {
        self.types.get(&daemon).map_or(&[], |units| &units[..])
    }

    pub(crate) fn unit(&self, id: UnitId) -> &Arc<Unit> {
        &self.units[id.index()]
    }

    /// One decision, and everything that follows from it.
    pub(crate) fn decide<R>(self: &Arc<Self>, decision: impl FnOnce(&mut Decider) -> R) -> R {
        self.decide_for(Actor::Supervisor, decision)
    }

    /// The same, on behalf of `actor`.
    pub(crate) fn decide_for<R>(self: &Arc<Self>, actor: Actor, decision: impl FnOnce(&mut Decider) -> R) -> R {
        self.decide_under(self.state(), actor, decision)
    }

    /// The same, under the lock, which is released before anybody is told.
    pub(super) fn decide_under<R>(
        self: &Arc<Self>,
        mut state: MutexGuard<'_, State>,
        actor: Actor,
        decision: impl FnOnce(&mut Decider) -> R,
    ) -> R {
        // What comes of a decision, another daemon's generation for one, is not for whoever is polled here to pay.
        let _nobodys = charge_nobody();
        state.decider.begin(self.epoch.elapsed(), actor);
        let result = decision(&mut state.decider);
        self.carry_out(&mut state);
        let after = std::mem::take(&mut state.after);
        drop(state);
        self.see_to(after);
        result
    }

    fn carry_out(self: &Arc<Self>, state: &mut State) {
        let mut acts = state.decider.take_acts();
        // Everything is in the journal before anybody is told of anything.
        let mut stamps = std::mem::take(&mut state.stamps);
        for act in &acts {
            match act {
                Act::Moved(change) => stamps.push(self.record_move(change)),
                Act::Commanded { unit, command, by } => {
                    self.record(state, *unit, What::Commanded(*command), None, by.clone());
                }
                Act::RestartsOften { unit, count } => {
                    let what = What::RestartsOften { in_last_hour: *count };
                    self.record(state, *unit, what, None, Actor::Supervisor);
                }
                _ => {}
            }
        }
        let mut places = stamps.drain(..);
        for act in acts.drain(..) {
            match act {
                Act::Moved(change) => match places.next() {
                    Some(stamp) => self.moved(state, change, stamp),
                    None => unreachable!("each was recorded"),
                },
                Act::Commanded { .. } => {}
                Act::Launch { unit, generation } => self.launch(state, unit, generation),
                Act::Stop { unit, drain } => self.stop(state, unit, drain),
                Act::Expire { unit, stage } => expire(state, unit, stage),
                Act::Arm { unit, stage, after } => {
                    let generation = state.decider.generation(unit);
                    if state.deadlines.arm(unit, Armed { at: later(Instant::now(), after), stage, generation }) {
                        self.rearmed.poke();
                    }
                }
                Act::Disarm { unit } => state.deadlines.disarm(unit),
                Act::Answer { unit } => self.answer_waits(state, unit, None),
                Act::InVain { unit, culprit } => self.telling.add(News::InVain(InVain::new(state, unit, culprit))),
                Act::RestartsOften { unit, count } => {
                    self.telling.add(News::RestartsOften(unit, count));
                }
                Act::CriticalDown { unit, failure } => {
                    if state.critical_failure.is_none() {
                        state.critical_failure = Some((unit, failure.clone()));
                        state.critical.answer(&mut state.after.replies, |()| Some((unit, failure.clone())));
                    }
                }
                Act::Down => self.over(state),
            }
        }
        drop(places);
        // Most decisions come to a few acts: the next has their room. What ten thousand took at once is given back.
        if stamps.capacity() <= KEPT {
            state.stamps = stamps;
        }
        if acts.capacity() <= KEPT {
            state.decider.reuse(acts);
        }
        if state.decider.is_settled() {
            state.settled.answer(&mut state.after.replies, |()| Some(()));
        }
    }

    fn launch(self: &Arc<Self>, state: &mut State, id: UnitId, number: u64) {
        let unit = self.unit(id);
        unit.limited.begin_generation();
        let generation = Arc::new(Generation::new(Arc::clone(self), Arc::clone(unit), number));
        state.current[id.index()] = Some(Arc::clone(&generation));
        if says_itself(unit) {
            // It may be waiting for just that.
            self.announce_others(state, id);
        }
        state.after.launched.push(generation);
    }

    fn stop(&self, state: &mut State, id: UnitId, drain: bool) {
        if !state.decider.keeps_mail(id) {
            let refused = self.unit(id).runner.mailbox.close(self.journal.last());
            state.after.throw(refused);
        }
        if let Some(generation) = &state.current[id.index()] {
            generation.cancel();
            state.after.stopping.push((Arc::clone(generation), drain));
        }
    }

    /// Sees to what follows from `change`, which the journal has at `stamp`.
    fn moved(&self, state: &mut State, change: Move, stamp: Stamp) {
        let Move { unit: id, from, to, .. } = change;
        let now = Instant::now();
        state.since[id.index()] = now;
        if to == Status::Starting {
            // Of what a daemon hears its own start is the first.
            let unit = self.unit(id);
            unit.runner.subscribe(&self.bus, unit.handlers, &unit.settings());
            unit.runner.mailbox.open(stamp.number - 1);
        }
        if to == Status::Stopping {
            state.stops[id.index()] = Some(Box::new(Stop { began: now, late: None, cleaned: Cleaned::default() }));
        }
        if to == Status::Running {
            self.announce(state, id);
        }
        if to.is_at_rest() {
            // Already done by the generation, but for what was decided after it looked.
            self.clear_out(state, id);
        }
        self.note_end(state, id, from, to, now);
        if let (Status::Restarting | Status::Failed | Status::Unavailable, Some(failure)) = (to, &change.failure) {
            let first = state.first_failure.get_or_insert_with(|| (id, failure.clone())).clone();
            state.failures.answer(&mut state.after.replies, |()| Some(first.clone()));
        }
        self.answer_waits(state, id, Some(to));
        self.telling.add(News::Moved(change, stamp));
    }

    /// Nothing of the mail of a unit at rest is kept.
    fn clear_out(&self, state: &mut State, id: UnitId) {
        let unit = self.unit(id);
        let (refused, left) = unit.runner.mailbox.clear_out(lost_at(state.decider.status(id)));
        let undrained = unit.undrained(&left);
        state.after.throw(refused);
        state.after.throw(left);
        unit.runner.unsubscribe();
        self.record_lost(state, id, &undrained);
        match &mut state.stops[id.index()] {
            Some(stop) => stop.cleaned.undrained.extend(undrained),
            // Kept for a next generation that does not come.
            None => self.report_lost(state, id, undrained),
        }
    }

    /// The names of `units`, for a sentence.
    pub(crate) fn list(&self, units: &[UnitId]) -> String {
        let names: Vec<&str> = units.iter().map(|&unit| &*self.unit(unit).name).collect();
        names.join(", ")
    }
}
