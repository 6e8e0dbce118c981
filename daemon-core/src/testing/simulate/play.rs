//! One history, from the start of the app to its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::Simulation;
use super::model::{Broken, Model};
use super::moment::Moment;
use super::operation::Step;
use super::random::Random;
use crate::BoxError;
use crate::caught::message;
use crate::lifecycle::journal::{Record, What};
use crate::lifecycle::{Status, WaitError};
use crate::supervise::ShutdownReport;
use crate::supervise::rig::Target;
use crate::system::System;
use crate::testing::clock;

/// How long an app may take to come to rest when nothing more is done to it, before it is shut down anyway.
const CALM: Duration = Duration::from_secs(10 * 60);

/// Longer than anything that has an end.
const NEVER: Duration = Duration::from_secs(60 * 60 * 24);

/// A rule that did not hold, and what had happened until then.
pub(super) struct Violation {
    pub(super) rule: String,
    pub(super) what: String,
    /// The journal of that run.
    pub(super) journal: Vec<Record>,
}

/// Plays `steps` and says what went wrong, if anything did.
pub(super) fn play(simulation: &Simulation, steps: &[Step]) -> Option<Violation> {
    let named = format!("seed {} of a simulation", simulation.seed);
    // Jitter and the like.
    let before = fastrand::get_seed();
    fastrand::seed(simulation.seed);
    let played = catch_unwind(AssertUnwindSafe(|| clock::run_named(named, start_and_play(simulation, steps))));
    fastrand::seed(before);
    played.unwrap_or_else(|panic| {
        Some(Violation {
            rule: "nothing panics around the daemons".into(),
            what: message(&*panic),
            journal: Vec::new(),
        })
    })
}

async fn start_and_play(simulation: &Simulation, steps: &[Step]) -> Option<Violation> {
    let app = simulation.app();
    app.rig.begin_trace();
    match app.start().await {
        Ok(system) => Play::new(simulation, system).play(steps).await,
        Err(error) => Some(Violation { rule: "the app starts".into(), what: error.to_string(), journal: Vec::new() }),
    }
}

struct Play<'a> {
    simulation: &'a Simulation,
    system: System,
    model: Model,
    /// How far the model has followed: the last record, and how many notes.
    followed: (u64, usize),
    forced: Vec<u64>,
    publishers: Vec<(mpsc::UnboundedSender<u64>, JoinHandle<()>)>,
    waits: Vec<JoinHandle<Result<(), WaitError>>>,
}

impl<'a> Play<'a> {
    fn new(simulation: &'a Simulation, system: System) -> Self {
        let publishers = simulation.generators.iter().map(|(_, generator)| {
            let (order, mut orders) = mpsc::unbounded_channel::<u64>();
            let (generator, system) = (Arc::clone(generator), system.clone());
            let publisher = spawn(async move {
                while let Some(seed) = orders.recv().await {
                    generator(&mut Random::of(seed), &system).await;
                }
            });
            (order, publisher)
        });
        let publishers = publishers.collect();
        let model = Model::of(&system);
        Self { simulation, system, model, followed: (0, 0), forced: Vec::new(), publishers, waits: Vec::new() }
    }

    async fn play(mut self, steps: &[Step]) -> Option<Violation> {
        let broken = match self.steps(steps).await {
            Ok(()) => self.end().await,
            broken => broken,
        };
        let (rule, what) = broken.err()?;
        Some(Violation { rule, what, journal: self.system.journal().records() })
    }

    async fn steps(&mut self, steps: &[Step]) -> Result<(), (String, String)> {
        self.look(false)?;
        for step in steps {
            let before = Instant::now();
            self.step(step).await;
            if !matches!(step, Step::Advance { .. }) {
                ensure("commands are answered at once (p21)", Instant::now() == before, || step.to_string())?;
            }
            self.look(false)?;
        }
        Ok(())
    }

    /// What is refused, because it is Completed, say, is refused.
    async fn step(&mut self, step: &Step) {
        let system = &self.system;
        match step {
            Step::Start { daemon, options: None } => drop(system.start(daemon).await),
            Step::Start { daemon, options: Some(options) } => {
                let before = system.journal().last();
                if system.start_with(daemon, *options).await.is_ok() && options.force {
                    let commanded = |record: &Record| matches!(record.what, What::Commanded(_));
                    let records = system.journal().after(before);
                    self.forced.extend(records.into_iter().find(commanded).map(|record| record.number));
                }
            }
            Step::StartAll => drop(system.start_all().await),
            Step::Stop { daemon } => drop(system.stop(daemon).await),
            Step::StopAll => drop(system.stop_all().await),
            Step::Restart { daemon } => drop(system.restart(daemon).await),
            Step::Retry { daemon } => drop(system.retry(daemon).await),
            Step::Reset { daemon } => drop(system.reset(daemon).await),
            Step::Kill { daemon } => {
                let unit = system.unit(daemon).map(|unit| unit.id);
                let current = unit.ok().and_then(|unit| system.supervisor().snapshot(unit).current);
                if let Some(generation) = current {
                    generation.kill();
                }
            }
            Step::Strike { daemon, doing, fault, .. } => {
                system.supervisor().rig.plan(daemon, Target::Method(*doing), *fault);
            }
            Step::Publish { generator, seed, .. } => {
                // Its publisher lives until this is dropped.
                let _ = self.publishers[*generator].0.send(*seed);
            }
            Step::Wait { daemon, status } => {
                let (system, daemon, status) = (system.clone(), daemon.clone(), *status);
                self.waits.push(spawn(async move { system.wait_for(&daemon, status).await }));
            }
            Step::Advance { by } => sleep(*by).await,
            Step::Yield => tokio::task::yield_now().await,
        }
    }

    /// What holds at any moment.
    fn look(&mut self, is_end: bool) -> Result<(), (String, String)> {
        let supervisor = self.system.supervisor();
        let records = self.system.journal().after(self.followed.0);
        let noted = supervisor.rig.noted_after(self.followed.1);
        self.followed = (self.followed.0 + records.len() as u64, self.followed.1 + noted.len());
        self.model.follow(&records, &noted, &self.forced).map_err(|Broken { rule, what }| (rule.to_owned(), what))?;
        for unit in &supervisor.units {
            let (snapshot, place) = (supervisor.snapshot(unit.id), unit.id.index());
            let (name, status) = (self.model.name(place), snapshot.status);
            ensure("the journal says where a daemon is", self.model.status(place) == status, || {
                format!("{name} is {status}, and {} in the journal", self.model.status(place))
            })?;
            let waits = status == Status::Waiting;
            ensure("who waits, waits for somebody", waits != snapshot.waiting_for.is_empty(), || name.to_owned())?;
            let failed = matches!(status, Status::Failed | Status::Unavailable);
            ensure("who has failed says why (p19)", !failed || snapshot.failure.is_some(), || name.to_owned())?;
        }
        let leaks = supervisor.leaks();
        ensure("nothing is left of who is at rest (p13)", leaks.is_empty(), || format!("{leaks:?}"))?;
        let moment = Moment { system: &self.system, is_end };
        for (name, invariant) in &self.simulation.invariants {
            let outcome = catch_unwind(AssertUnwindSafe(|| invariant(&moment)));
            let outcome = outcome.unwrap_or_else(|panic| Err(BoxError::from(message(&*panic))));
            outcome.map_err(|error| (name.clone(), error.to_string()))?;
        }
        Ok(())
    }

    /// Nothing more goes wrong: the app comes to rest, and is shut down.
    async fn end(&mut self) -> Result<(), (String, String)> {
        self.system.supervisor().rig.call_off();
        let began = Instant::now();
        while !self.is_calm() && began.elapsed() < CALM {
            sleep(Duration::from_secs(1)).await;
        }
        self.look(false)?;
        if self.is_calm() {
            self.model.calm().map_err(|Broken { rule, what }| (rule.to_owned(), what))?;
        }
        let limit = self.model.longest_stop();
        let began = Instant::now();
        let Ok(report) = timeout(NEVER, self.system.shutdown()).await else {
            return Err(("a shutdown comes to its end (p12)".into(), format!("{:?}", self.system)));
        };
        is_in_order(&report, began.elapsed(), limit)?;
        for (orders, publisher) in self.publishers.drain(..) {
            drop(orders);
            ensure("every publish ends", timeout(NEVER, publisher).await.is_ok(), String::new)?;
        }
        for wait in self.waits.drain(..) {
            let answered = timeout(Duration::from_secs(1), wait).await;
            ensure("every wait is answered in the end (p38)", answered.is_ok(), String::new)?;
        }
        self.look(true)
    }

    /// Whether nothing is on its way.
    fn is_calm(&self) -> bool {
        let supervisor = self.system.supervisor();
        supervisor.units.iter().all(|unit| {
            let snapshot = supervisor.snapshot(unit.id);
            matches!(snapshot.status, Status::Running | Status::Waiting) || snapshot.status.is_at_rest()
        })
    }
}

/// A shutdown was as it should be.
fn is_in_order(report: &ShutdownReport, took: Duration, limit: Duration) -> Result<(), (String, String)> {
    let in_time = report.forced || took <= limit;
    ensure("a shutdown takes no longer than its longest chain (p12)", in_time, || {
        format!("{took:?}, of {limit:?}\n{report}")
    })?;
    let blocked = report.daemons.iter().find(|daemon| daemon.blocked);
    ensure("every daemon can be ended", blocked.is_none(), || report.to_string())
}

fn ensure(rule: &str, holds: bool, what: impl FnOnce() -> String) -> Result<(), (String, String)> {
    if holds { Ok(()) } else { Err((rule.to_owned(), what())) }
}

#[expect(clippy::disallowed_methods, reason = "a simulation owns its tasks, and its runtime ends with it")]
fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    tokio::spawn(task)
}
