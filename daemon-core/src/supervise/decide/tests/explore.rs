//! Random graphs, random commands, and generations that report at random: what must hold after every step.

use std::time::Duration;

use super::super::{Act, Exit, Goal, Move, Neighbours, Slot, Stage, StartOrder, Terms, UnitId};
use super::{Rig, Row, defaults, failed, id, letter, text, unavailable};
use crate::daemon::{OnDependencyFailure, OnExhausted, Readiness, Restart, RestartPolicy};
use crate::lifecycle::Status;
use crate::lifecycle::journal::Actor;

const SEEDS: u64 = 4000;
const STEPS: usize = 120;

/// What a real generation would know of itself.
#[derive(Clone, Debug, Default)]
struct Life {
    told_to_stop: bool,
    ending: bool,
}

struct World {
    rig: Rig,
    needs: Vec<Vec<usize>>,
    terms: Vec<Terms>,
    /// What it is to be told when the time comes.
    armed: Vec<Option<Stage>>,
    statuses: Vec<Status>,
    /// Of each unit the generation that has not gone, given up or not.
    lives: Vec<Option<Life>>,
    launches: Vec<u64>,
    forced: bool,
    down: bool,
    /// What was said and what followed, for whoever has to find out.
    history: Vec<String>,
}

impl Drop for World {
    #[expect(clippy::print_stderr, reason = "a failure is of no use without it")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("needs: {:?}\nhistory:\n  {}", self.needs, self.history.join("\n  "));
        }
    }
}

impl World {
    fn random(random: &mut fastrand::Rng) -> Self {
        let count = random.usize(1..=8);
        let mut pick = |unit: usize| -> Vec<usize> { (0..unit).filter(|_| random.u8(..) < 70).collect() };
        let needs: Vec<Vec<usize>> = (0..count).map(&mut pick).collect();
        let after: Vec<Vec<usize>> = (0..count).map(&mut pick).collect();
        let rows: Vec<Row<'_>> = needs.iter().zip(&after).map(|(needs, after)| (&needs[..], &after[..])).collect();
        let terms: Vec<Terms> = (0..count).map(|_| random_terms(random)).collect();
        Self {
            rig: Rig::with(&rows, &terms),
            needs,
            armed: vec![None; count],
            terms: terms.clone(),
            statuses: vec![Status::Stopped; count],
            lives: vec![None; count],
            launches: vec![0; count],
            forced: false,
            down: false,
            history: vec![format!("after: {after:?}, {terms:?}")],
        }
    }

    /// One thing that could happen now. False if it could not.
    fn step(&mut self, random: &mut fastrand::Rng, commands: bool) -> bool {
        let unit = random.usize(..self.statuses.len());
        let generation = self.rig.generation(unit);
        let decider = &mut self.rig.decider;
        let life = self.lives[unit].clone();
        let mut say = |what: &str| self.history.push(format!("{}: {what}", letter(id(unit))));
        let armed = self.armed[unit];
        match (random.u8(..if commands { 17 } else { 8 }), life) {
            (0..=2, Some(life)) if !life.ending && self.statuses[unit] == Status::Starting => {
                say("ready");
                decider.ready(id(unit), generation);
            }
            (3, Some(life)) if !life.ending => {
                let exit = match random.u8(..8) {
                    0 => Exit::Completed,
                    1 => unavailable(),
                    _ => failed(),
                };
                if let Some(life) = &mut self.lives[unit] {
                    life.ending = true;
                }
                say(&format!("ends as {exit:?}"));
                decider.ending(id(unit), generation, exit);
            }
            (4..=6, Some(life)) if life.told_to_stop || life.ending || decider.is_abandoned(id(unit)) => {
                self.lives[unit] = None;
                say("is gone");
                decider.gone(id(unit), generation);
            }
            (7, _) if armed.is_some() && random.u8(..3) == 0 => {
                let stage = self.armed[unit].take().unwrap();
                let now = decider.now + Duration::from_secs(random.u64(..600));
                decider.begin(now, Actor::Supervisor);
                say(&format!("is overdue: {stage:?}"));
                decider.overdue(id(unit), generation, stage, None);
            }
            (8, _) if decider.is_open() => {
                say("stop!");
                decider.stop(&[id(unit)]);
            }
            (9, _) if decider.is_open() => {
                say("restart!");
                decider.restart(id(unit));
            }
            (10..=12, _) if decider.is_open() => {
                say("start!");
                decider.start(&[id(unit)]);
            }
            (14, _) if decider.is_open() => {
                say("retry!");
                decider.retry(id(unit));
            }
            (15, _) if decider.is_open() && random.u8(..4) == 0 => {
                say("reset!");
                decider.reset(id(unit));
            }
            (16, _) if decider.is_open() => {
                let order = StartOrder { immediate: random.bool(), force: random.bool(), deps: random.bool() };
                say(&format!("start! {order:?}"));
                decider.start_with(id(unit), order);
            }
            (13, _) if random.u8(..40) == 0 => {
                say("shutdown!");
                decider.shutdown();
            }
            _ => return false,
        }
        true
    }

    /// Carries out what was decided, and checks each act against what is the case when it is its turn.
    fn carry_out(&mut self) {
        for act in self.rig.decider.take_acts() {
            self.history.push(text(&act));
            match act {
                Act::Moved(Move { unit, from, to, failure, retry, .. }) => {
                    assert_eq!(self.statuses[unit.index()], from, "the moves of a unit are a chain");
                    assert!(from.may_become(to), "{from} → {to}");
                    self.statuses[unit.index()] = to;
                    let failing = matches!(to, Status::Restarting | Status::Failed | Status::Unavailable);
                    assert!(!failing || failure.is_some(), "{unit:?} is {to} for a failure");
                    assert_eq!(retry.is_some(), to == Status::Restarting, "{unit:?} is {to}");
                }
                Act::Launch { unit, generation } => self.launch(unit.index(), generation),
                Act::Stop { unit, .. } => self.stop(unit.index()),
                Act::Expire { .. }
                | Act::Answer { .. }
                | Act::InVain { .. }
                | Act::Commanded { .. }
                | Act::RestartsOften { .. }
                | Act::CriticalDown { .. } => {}
                Act::Arm { unit, stage, .. } => {
                    let status = self.statuses[unit.index()];
                    let in_it = match stage {
                        Stage::Backoff => status == Status::Restarting,
                        Stage::Retry => status == Status::Failed,
                        Stage::Settle => status == Status::Running,
                        Stage::Start => status == Status::Starting,
                        Stage::Drain | Stage::Cleanup | Stage::GiveUp => status.is_live(),
                    };
                    assert!(in_it, "{stage:?} of {unit:?}, which is {status}");
                    self.armed[unit.index()] = Some(stage);
                }
                Act::Disarm { unit } => {
                    self.armed[unit.index()] = None;
                }
                Act::Down => {
                    assert!(!self.down, "once");
                    assert!(self.statuses.iter().all(|status| !status.is_live()));
                    self.down = true;
                }
            }
        }
    }

    fn launch(&mut self, unit: usize, generation: u64) {
        assert_eq!(self.statuses[unit], Status::Starting);
        assert!(self.lives[unit].is_none(), "one generation at a time");
        self.launches[unit] += 1;
        assert_eq!(generation, self.launches[unit]);
        for &need in &self.needs[unit] {
            let there = match self.statuses[need] {
                Status::Completed => true,
                Status::Running => self.terms[need].ready != Readiness::Completed,
                _ => false,
            };
            assert!(there, "{need} is not there for {unit}");
        }
        self.lives[unit] = Some(Life::default());
    }

    fn stop(&mut self, unit: usize) {
        let life = self.lives[unit].as_mut().expect("who is told to stop is alive");
        assert!(!life.told_to_stop, "once");
        life.told_to_stop = true;
        // Who has failed, or is given up, goes down before those on top of it.
        let told = !life.ending && self.rig.decider.exit_failure(id(unit)).is_none();
        if told && !self.forced {
            let above = (0..self.needs.len()).filter(|&other| self.needs[other].contains(&unit));
            for other in above {
                let keeps = self.terms[other].on_dependency_failure == OnDependencyFailure::Keep;
                assert!(keeps || !self.statuses[other].is_live(), "{unit} stops while {other}, who needs it, is there");
            }
        }
    }

    /// What holds between decisions.
    fn check(&mut self) {
        let decider = &self.rig.decider;
        for (unit, slot) in decider.slots.iter().enumerate() {
            let unit = id(unit);
            let in_vain = slot.abandoned || slot.links.needs.iter().any(|&need| decider.slot(need).will_not_come());
            let waits = slot.status == Status::Waiting;
            assert_eq!(slot.stuck.is_some(), waits && in_vain, "{unit:?} knows whether it waits in vain");
            let at_fault = |culprit| decider.slot(culprit).will_not_come() || decider.is_abandoned(culprit);
            assert!(slot.stuck.is_none_or(at_fault), "{unit:?} knows for whom");
            let count = |units: &[UnitId], is: &dyn Fn(&Slot) -> bool| {
                u32::try_from(units.iter().filter(|unit| is(&decider.slots[unit.index()])).count()).unwrap()
            };
            let links = &slot.links;
            let recounted = Neighbours {
                unheld: count(&links.needs, &|slot| !slot.holds_others()),
                hopeless: count(&links.needs, &Slot::will_not_come),
                lost: count(&links.needs, &Slot::is_lost),
                late: count(&links.needs, &Slot::is_late),
                coming: count(&links.after, &Slot::is_coming),
                leaving: count(&links.dependents, &Slot::is_leaving) + count(&links.followers, &Slot::is_leaving),
            };
            assert_eq!(slot.neighbours, recounted, "{unit:?} knows its neighbours");
            assert_eq!(slot.is_free(), decider.blockers(unit).is_empty(), "{unit:?} knows who keeps it");
            assert!(!waits || !decider.blockers(unit).is_empty(), "{unit:?} waits for somebody");
            assert!(!slot.status.is_at_rest() || slot.goal == Goal::Down, "{unit:?} is at rest and wants to be");
            assert!(!slot.bounce || slot.goal == Goal::Up && slot.status.is_live());
            assert!(!slot.held || slot.status == Status::Restarting, "{unit:?} is held");
            assert!(slot.trouble.streak.restarts <= slot.terms.restart.budget(), "{unit:?} keeps to its budget");
            let late = links.needs.iter().any(|&need| decider.slot(need).is_late());
            assert_eq!(slot.late, waits && late, "{unit:?} knows whether it waits for somebody who is late");
            let lost = links.needs.iter().any(|&need| decider.slot(need).is_lost());
            assert_eq!(slot.lost, waits && lost, "{unit:?} knows whether it waits for somebody who is down for good");
            let minds = slot.terms.on_dependency_failure != OnDependencyFailure::Keep;
            let gone = |status| !matches!(status, Status::Running | Status::Stopping | Status::Completed);
            let on_nothing = links.needs.iter().any(|&need| gone(decider.status(need)));
            let runs = slot.status == Status::Running && !slot.is_going_down();
            assert!(!(runs && minds && on_nothing), "{unit:?} runs on top of nobody");
            assert!(!slot.hurry || slot.is_going_down(), "{unit:?} is in a hurry for nothing");
            let waits = matches!(self.armed[unit.index()], Some(Stage::Backoff));
            assert_eq!(slot.held, waits, "{unit:?} is held for a while");
        }
        assert_eq!(decider.live, decider.slots.iter().filter(|slot| slot.status.is_live()).count());
        assert_eq!(decider.busy, decider.slots.iter().filter(|slot| slot.is_busy()).count());
        // Nobody was forgotten: looking at everybody again moves nobody.
        let all = decider.ids();
        self.rig.decider.agenda.extend(all);
        self.rig.decider.settle();
        assert_eq!(self.rig.decider.take_acts(), []);
    }

    /// Lets everybody come to an end: every `init` returns, every job is done, every stop and every pause is over.
    fn come_to_rest(&mut self) {
        for _ in 0..1000 {
            let mut moved = false;
            for unit in 0..self.statuses.len() {
                let generation = self.rig.generation(unit);
                let decider = &mut self.rig.decider;
                match (self.lives[unit].clone(), self.statuses[unit]) {
                    (None, Status::Restarting) if self.armed[unit].take().is_some() => {
                        decider.overdue(id(unit), generation, Stage::Backoff, None);
                    }
                    (Some(life), _) if life.told_to_stop || life.ending || decider.is_abandoned(id(unit)) => {
                        self.lives[unit] = None;
                        decider.gone(id(unit), generation);
                    }
                    (Some(life), Status::Starting) => {
                        if !decider.ready(id(unit), generation) {
                            self.lives[unit] = Some(Life { ending: true, ..life });
                            decider.ending(id(unit), generation, failed());
                        }
                    }
                    (Some(life), Status::Running) if self.terms[unit].ready == Readiness::Completed => {
                        self.lives[unit] = Some(Life { ending: true, ..life });
                        decider.ending(id(unit), generation, Exit::Completed);
                    }
                    _ => continue,
                }
                moved = true;
                self.carry_out();
                self.check();
            }
            if !moved {
                return;
            }
        }
        panic!("it does not come to rest: {:?}", self.statuses);
    }
}

fn random_terms(random: &mut fastrand::Rng) -> Terms {
    let policies = [RestartPolicy::OnFailure, RestartPolicy::OnFailure, RestartPolicy::Always, RestartPolicy::Never];
    let modes = [OnDependencyFailure::Restart, OnDependencyFailure::Keep, OnDependencyFailure::Stop];
    let delays = [Duration::ZERO, Duration::from_secs(1)];
    let exhaustions = [OnExhausted::Fail, OnExhausted::RetryEvery(Duration::from_secs(300))];
    let policy = random.choice(policies).unwrap_or_default();
    // A job that is always restarted is never done.
    let is_job = policy != RestartPolicy::Always && random.u8(..5) == 0;
    Terms {
        restart: Restart::DEFAULT.policy(policy).max(random.u32(..4)).delay(random.choice(delays).unwrap_or_default()),
        exhaustion: random.choice(exhaustions).unwrap_or(OnExhausted::Fail),
        on_dependency_failure: random.choice(modes).unwrap_or_default(),
        ready: if is_job { Readiness::Completed } else { Readiness::Init },
        critical: random.bool(),
        ..defaults()
    }
}

#[test]
fn random_histories_are_legal_and_come_to_an_end() {
    for seed in 0..SEEDS {
        let outcome = std::panic::catch_unwind(|| explore(seed));
        assert!(outcome.is_ok(), "seed {seed}");
    }
}

fn explore(seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut world = World::random(&mut random);
    for _ in 0..STEPS {
        if world.step(&mut random, true) {
            world.carry_out();
            world.check();
        }
    }
    world.come_to_rest();
    for (unit, slot) in world.rig.decider.slots.iter().enumerate() {
        let there = match slot.goal {
            Goal::Up => matches!(slot.status, Status::Running | Status::Completed) || slot.stuck.is_some(),
            Goal::Down => slot.status.is_at_rest(),
        };
        assert!(there, "{unit} is {} in the end: {:?}", slot.status, world.statuses);
    }
    assert!(world.rig.decider.is_settled());
    world.rig.decider.shutdown();
    world.carry_out();
    world.check();
    // Some, then all by force, or all as they should.
    for _ in 0..random.usize(..20) {
        if world.step(&mut random, false) {
            world.carry_out();
            world.check();
        }
    }
    if random.bool() {
        world.forced = true;
        world.rig.decider.force();
        world.carry_out();
        world.check();
    }
    world.come_to_rest();
    assert!(world.down, "{:?}", world.statuses);
    assert!(world.lives.iter().all(Option::is_none));
}
