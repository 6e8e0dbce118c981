//! Decisions about many units cost as much as there is to do.

use std::collections::VecDeque;

use super::super::Act;
use super::{Rig, Row, failed, id};
use crate::lifecycle::Status;

const MANY: usize = 1000;

/// What came of a decision: how many acts, and who was launched.
fn counted(rig: &mut Rig) -> (usize, Vec<usize>) {
    let mut acts = rig.decider.take_acts();
    acts.retain(|act| !matches!(act, Act::Commanded { .. }));
    let launched = acts.iter().filter_map(|act| match act {
        Act::Launch { unit, .. } => Some(unit.index()),
        _ => None,
    });
    (acts.len(), launched.collect())
}

/// Starts all and answers every launch until nothing is left to launch; says how many acts that took.
fn bring_up(rig: &mut Rig, count: usize) -> usize {
    let all: Vec<_> = (0..count).map(id).collect();
    rig.decider.start(&all);
    let (mut total, mut launched) = counted(rig);
    while let Some(unit) = launched.pop() {
        rig.decider.ready(id(unit), 1);
        let (acts, more) = counted(rig);
        total += acts;
        launched.extend(more);
    }
    total
}

/// Each of `count` needs what `needs` says.
fn rig(count: usize, needs: impl Fn(usize) -> Vec<usize>, after: impl Fn(usize) -> Vec<usize>) -> Rig {
    let needs: Vec<Vec<usize>> = (0..count).map(needs).collect();
    let after: Vec<Vec<usize>> = (0..count).map(after).collect();
    let rows: Vec<Row<'_>> = needs.iter().zip(&after).map(|(needs, after)| (&needs[..], &after[..])).collect();
    Rig::new(&rows)
}

fn before(unit: usize) -> Vec<usize> {
    unit.checked_sub(1).into_iter().collect()
}

fn nobody(_: usize) -> Vec<usize> {
    Vec::new()
}

#[test]
fn a_chain_of_a_thousand_comes_up_one_by_one_and_goes_down_one_by_one() {
    let mut rig = rig(MANY, before, nobody);
    // Waiting, Starting, Running; a launch, a deadline, and its end. The first does not wait.
    assert_eq!(bring_up(&mut rig, MANY), 6 * MANY - 1);
    rig.decider.shutdown();
    let mut down = counted(&mut rig).0;
    for unit in (0..MANY).rev() {
        assert_eq!(rig.status(unit), Status::Stopping);
        rig.decider.gone(id(unit), 1);
        down += counted(&mut rig).0;
    }
    // Stopping, told, a deadline and its end, Completed; and once, down.
    assert_eq!(down, 5 * MANY + 1);
}

#[test]
fn a_thousand_who_need_one_start_together() {
    let mut rig = rig(MANY, |unit| if unit == 0 { vec![] } else { vec![0] }, nobody);
    assert_eq!(bring_up(&mut rig, MANY), 6 * MANY - 1);
}

#[test]
fn a_failure_below_a_thousand_is_one_failure() {
    let mut rig = rig(MANY, before, nobody);
    let all: Vec<_> = (0..MANY).map(id).collect();
    rig.decider.start(&all);
    counted(&mut rig);
    rig.decider.ending(id(0), 1, failed());
    rig.decider.gone(id(0), 1);
    // Stopping, a deadline and its end, told, Failed; and everybody above hears of it once.
    assert_eq!(counted(&mut rig), (5 + MANY - 1, vec![]));
    assert!(rig.decider.is_settled());
    assert!((1..MANY).all(|unit| rig.status(unit) == Status::Waiting));
}

#[test]
fn a_ladder_of_after_whose_foot_fails_is_decided_without_going_around_it() {
    // Each pair needs the first unit, and comes after both of the pair before it: 2^500 ways from the top to the foot.
    let pair = |unit: usize| unit.div_ceil(2);
    let needs = |unit: usize| if unit == 0 { vec![] } else { vec![0] };
    let after = |unit: usize| if pair(unit) < 2 { vec![] } else { vec![2 * pair(unit) - 3, 2 * pair(unit) - 2] };
    let mut rig = rig(MANY + 1, needs, after);
    let all: Vec<_> = (0..=MANY).map(id).collect();
    rig.decider.start(&all);
    counted(&mut rig);
    rig.decider.ending(id(0), 1, failed());
    rig.decider.gone(id(0), 1);
    assert_eq!(counted(&mut rig), (5 + MANY, vec![]));
    rig.decider.start(&[id(0)]);
    rig.decider.ready(id(0), 2);
    assert_eq!(counted(&mut rig).1, [0, 1, 2]);
}

/// How often units were looked at while `rig` was brought up and taken down.
fn looks(mut rig: Rig, count: usize) -> usize {
    bring_up(&mut rig, count);
    rig.decider.shutdown();
    let mut stopping = stops(&mut rig);
    while let Some(unit) = stopping.pop_front() {
        rig.decider.gone(id(unit), 1);
        stopping.extend(stops(&mut rig));
    }
    assert!((0..count).all(|unit| rig.status(unit) == Status::Completed));
    rig.decider.looks.get()
}

/// Who was told to stop.
fn stops(rig: &mut Rig) -> VecDeque<usize> {
    let acts = rig.decider.take_acts();
    let told = acts.iter().filter_map(|act| match act {
        Act::Stop { unit, .. } => Some(unit.index()),
        _ => None,
    });
    told.collect()
}

/// What it is called, and so many of it.
type Shape = (&'static str, fn(usize) -> Rig);

#[test]
fn ten_times_the_units_are_ten_times_the_work() {
    let shapes: [Shape; 5] = [
        ("alone", |count| rig(count, nobody, nobody)),
        ("a chain", |count| rig(count, before, nobody)),
        ("one after the other", |count| rig(count, nobody, before)),
        ("all need the first", |count| rig(count, |unit| if unit == 0 { vec![] } else { vec![0] }, nobody)),
        ("the last needs all", |count| rig(count, |unit| (0..unit).filter(|_| unit + 1 == count).collect(), nobody)),
    ];
    for (shape, make) in shapes {
        let [few, many] = [MANY, 10 * MANY].map(|count| looks(make(count), count));
        let ratio = many as f64 / few as f64;
        assert!((9.0..=11.5).contains(&ratio), "{shape}: {few} for {MANY}, {many} for ten times as many");
    }
}
