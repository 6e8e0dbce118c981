//! Random graphs, random commands, and generations that report at random: what must hold after every step.

use super::super::{Act, Exit, Goal, Neighbours, Slot, Stage, UnitId};
use super::{Rig, Row, failed, id, letter, text, unavailable};
use crate::lifecycle::Status;

const SEEDS: u64 = 4000;
const STEPS: usize = 120;

/// What a real generation would know of itself.
#[derive(Clone, Debug, Default)]
struct Life {
    told_to_stop: bool,
    ending: bool,
    armed: Option<Stage>,
}

struct World {
    rig: Rig,
    needs: Vec<Vec<usize>>,
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
        Self {
            rig: Rig::new(&rows),
            needs,
            statuses: vec![Status::Stopped; count],
            lives: vec![None; count],
            launches: vec![0; count],
            forced: false,
            down: false,
            history: vec![format!("after: {after:?}")],
        }
    }

    /// One thing that could happen now. False if it could not.
    fn step(&mut self, random: &mut fastrand::Rng, commands: bool) -> bool {
        let unit = random.usize(..self.statuses.len());
        let generation = self.rig.generation(unit);
        let decider = &mut self.rig.decider;
        let life = self.lives[unit].clone();
        let mut say = |what: &str| self.history.push(format!("{}: {what}", letter(id(unit))));
        match (random.u8(..if commands { 14 } else { 8 }), life) {
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
            (7, Some(Life { armed: Some(stage), .. })) if random.u8(..4) == 0 => {
                if let Some(life) = &mut self.lives[unit] {
                    life.armed = None;
                }
                say(&format!("is overdue: {stage:?}"));
                decider.overdue(id(unit), generation, stage);
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
                Act::Moved { unit, from, to } => {
                    assert_eq!(self.statuses[unit.index()], from, "the moves of a unit are a chain");
                    assert!(from.may_become(to), "{from} → {to}");
                    self.statuses[unit.index()] = to;
                }
                Act::Launch { unit, generation } => self.launch(unit.index(), generation),
                Act::Stop { unit, .. } => self.stop(unit.index()),
                Act::Expire { .. } | Act::Answer { .. } | Act::InVain { .. } => {}
                Act::Arm { unit, stage, .. } => {
                    let life = self.lives[unit.index()].as_mut().expect("who has a deadline is alive");
                    life.armed = Some(stage);
                }
                Act::Disarm { unit } => {
                    if let Some(life) = &mut self.lives[unit.index()] {
                        life.armed = None;
                    }
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
            assert!(
                matches!(self.statuses[need], Status::Running | Status::Completed),
                "{need} is not there for {unit}"
            );
        }
        self.lives[unit] = Some(Life::default());
    }

    fn stop(&mut self, unit: usize) {
        let life = self.lives[unit].as_mut().expect("who is told to stop is alive");
        assert!(!life.told_to_stop, "once");
        life.told_to_stop = true;
        if !life.ending && !self.forced {
            let above = (0..self.needs.len()).filter(|&other| self.needs[other].contains(&unit));
            for other in above {
                assert!(!self.statuses[other].is_live(), "{unit} stops while {other}, who needs it, is there");
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
                units.iter().filter(|unit| is(&decider.slots[unit.index()])).count()
            };
            let leaving = |slot: &Slot| slot.status.is_live() && slot.is_going_down();
            let links = &slot.links;
            let recounted = Neighbours {
                unheld: count(&links.needs, &|slot| !slot.holds_others()),
                hopeless: count(&links.needs, &Slot::will_not_come),
                coming: count(&links.after, &Slot::is_coming),
                leaving: count(&links.dependents, &leaving) + count(&links.followers, &leaving),
            };
            assert_eq!(slot.neighbours, recounted, "{unit:?} knows its neighbours");
            assert_eq!(slot.is_free(), decider.blockers(unit).is_empty(), "{unit:?} knows who keeps it");
            assert!(!waits || !decider.blockers(unit).is_empty(), "{unit:?} waits for somebody");
            assert!(!slot.status.is_at_rest() || slot.goal == Goal::Down, "{unit:?} is at rest and wants to be");
            assert!(!slot.bounce || slot.goal == Goal::Up && slot.status.is_live());
        }
        assert_eq!(decider.live, decider.slots.iter().filter(|slot| slot.status.is_live()).count());
        assert_eq!(decider.busy, decider.slots.iter().filter(|slot| slot.is_busy()).count());
        // Nobody was forgotten: looking at everybody again moves nobody.
        let all = decider.ids();
        self.rig.decider.agenda.extend(all);
        self.rig.decider.settle();
        assert_eq!(self.rig.decider.take_acts(), []);
    }

    /// Lets everybody come to an end: every `init` returns, every stop is over.
    fn come_to_rest(&mut self) {
        for _ in 0..1000 {
            let mut moved = false;
            for unit in 0..self.statuses.len() {
                let generation = self.rig.generation(unit);
                let Some(life) = self.lives[unit].clone() else { continue };
                if life.told_to_stop || life.ending || self.rig.decider.is_abandoned(id(unit)) {
                    self.lives[unit] = None;
                    self.rig.decider.gone(id(unit), generation);
                } else if self.statuses[unit] != Status::Starting {
                    continue;
                } else if !self.rig.decider.ready(id(unit), generation) {
                    self.lives[unit] = Some(Life { ending: true, ..life });
                    self.rig.decider.ending(id(unit), generation, failed());
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
            Goal::Up => slot.status == Status::Running || slot.stuck.is_some(),
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
