//! The failure of one, and what the others do.

use std::time::Duration;

use super::super::{Act, Stage, Terms};
use super::{ALONE, Rig, Row, defaults, failed, id};
use crate::daemon::{OnDependencyFailure, Restart};
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{FailureKind, Status};

use OnDependencyFailure::{Keep, Restart as Bounce, Stop};

/// A unit for each row, running, that does this when one below it fails.
fn rig(rows: &[Row<'_>], on_dependency_failure: &[OnDependencyFailure]) -> Rig {
    let restart = Restart::DEFAULT.delay(Duration::from_secs(1)).jitter(0.0);
    let terms: Vec<Terms> = on_dependency_failure
        .iter()
        .map(|&on_dependency_failure| Terms { restart, on_dependency_failure, ..defaults() })
        .collect();
    Rig::with(rows, &terms).up(rows.len())
}

const CHAIN: [Row<'static>; 3] = [ALONE, (&[0], &[]), (&[1], &[])];

#[test]
fn p20_dependents_stop_in_reverse_and_start_again_in_order_at_the_cost_of_the_culprit() {
    let mut rig = rig(&CHAIN, &[Bounce; 3]);
    assert_eq!(rig.ending(0, failed()), ["a stopping", "c stopping"]);
    assert!(rig.decider.keeps_mail(id(1)) && rig.decider.keeps_mail(id(2)));
    assert_eq!(rig.gone(0), ["a restarting"]);
    assert_eq!(rig.gone(2), ["c waiting", "b stopping"]);
    assert_eq!(rig.later(0, Stage::Backoff, 1), ["a starting"]);
    assert_eq!(rig.ready(0), ["a running"], "b is still on its way down");
    assert_eq!(rig.gone(1), ["b waiting", "b starting"]);
    assert_eq!(rig.ready(1), ["b running", "c starting"]);
    rig.ready(2);
    let restarts: Vec<u32> = (0..3).map(|unit| rig.decider.streak(id(unit)).restarts).collect();
    assert_eq!(restarts, [1, 0, 0]);
    assert_eq!((rig.generation(0), rig.generation(1), rig.generation(2)), (2, 2, 2));
}

#[test]
fn p09_who_is_on_the_way_down_for_a_failure_of_its_own_is_waited_for() {
    let mut rig = rig(&CHAIN, &[Bounce; 3]);
    assert_eq!(rig.ending(2, failed()), ["c stopping"]);
    assert_eq!(rig.ending(0, failed()), ["a stopping"]);
    assert_eq!(rig.gone(2), ["c restarting", "b stopping"]);
    assert_eq!(rig.gone(1), ["b waiting"]);
}

#[test]
fn p20_once_for_each_incident() {
    let mut rig = rig(&CHAIN, &[Bounce; 3]);
    rig.ending(0, failed());
    rig.gone(0);
    rig.gone(2);
    rig.gone(1);
    // It fails again before anybody stands on it again.
    rig.later(0, Stage::Backoff, 1);
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a restarting"]);
    assert_eq!((rig.generation(1), rig.generation(2)), (1, 1));
}

#[test]
fn p20_keep_goes_on_and_shields_those_above() {
    let mut rig = rig(&CHAIN, &[Bounce, Keep, Bounce]);
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a restarting"]);
    assert_eq!((rig.status(1), rig.status(2)), (Status::Running, Status::Running));
    rig.later(0, Stage::Backoff, 1);
    assert_eq!(rig.ready(0), ["a running"]);
}

#[test]
fn p20_keep_on_top_of_one_that_goes_does_not_hold_it_back() {
    let mut rig = rig(&CHAIN, &[Bounce, Bounce, Keep]);
    assert_eq!(rig.ending(0, failed()), ["a stopping", "b stopping"]);
    assert_eq!(rig.status(2), Status::Running);
}

#[test]
fn p20_stop_stops_for_good_and_takes_along_those_above() {
    let mut rig = rig(&CHAIN, &[Bounce, Stop, Bounce]);
    assert_eq!(rig.ending(0, failed()), ["a stopping", "c stopping"]);
    assert_eq!(rig.gone(2), ["c waiting", "b stopping"]);
    assert_eq!(rig.gone(1), ["b stopped"]);
    rig.gone(0);
    rig.later(0, Stage::Backoff, 1);
    assert_eq!(rig.ready(0), ["a running"]);
    assert_eq!((rig.status(1), rig.waits_for(2)), (Status::Stopped, vec![1]));
    assert_eq!(rig.start(&[1]), ["b starting"]);
    assert_eq!(rig.ready(1), ["b running", "c starting"]);
}

#[test]
fn p20_a_blocked_culprit_is_one_too() {
    let mut rig = rig(&CHAIN[..2], &[Bounce; 2]);
    rig.stop(1);
    rig.gone(1);
    rig.start(&[1]);
    rig.ready(1);
    // It never notices that it was told to end.
    let acts = rig.ending(0, failed());
    assert_eq!(acts, ["a stopping", "b stopping"]);
    for stage in [Stage::Drain, Stage::Cleanup] {
        rig.later(0, stage, 1);
    }
    assert_eq!(rig.later(0, Stage::GiveUp, 1), ["a restarting"]);
    assert_eq!(rig.later(0, Stage::Backoff, 1), ["a waiting"], "for its own thread");
    rig.gone(1);
    assert_eq!(rig.gone(0), ["a starting"]);
}

#[test]
fn p24_what_follows_is_tagged_as_following() {
    let mut rig = rig(&CHAIN, &[Bounce; 3]);
    let generation = rig.generation(0);
    rig.decider.ending(id(0), generation, failed());
    let moves: Vec<_> = rig
        .decider
        .take_acts()
        .into_iter()
        .filter_map(|act| match act {
            Act::Moved(change) => Some(change),
            _ => None,
        })
        .collect();
    let of = |unit: usize| moves.iter().find(|change| change.unit == id(unit)).unwrap();
    assert_eq!(of(0).by, Actor::Supervisor);
    assert!(of(0).failure.as_ref().unwrap().following().is_none());
    assert_eq!(of(2).by, Actor::Cascade("a".into()));
    let consequence = of(2).failure.as_ref().unwrap();
    assert_eq!((consequence.kind(), consequence.following()), (FailureKind::DependencyLost, Some("a")));
    assert!(consequence.message().contains("as the test says"), "{consequence}");
    assert!(rig.decider.first_failure(id(2)).is_none(), "it has not failed itself");
}

#[test]
fn p20_its_own_failure_during_a_cascade_costs_nothing() {
    let mut rig = rig(&CHAIN[..2], &[Bounce; 2]);
    rig.ending(0, failed());
    assert_eq!(rig.ends(1, failed()), ["b waiting"]);
    assert_eq!(rig.decider.streak(id(1)).restarts, 0);
    assert_eq!(rig.decider.failure(id(1)).unwrap().kind(), FailureKind::DependencyLost);
}

#[test]
fn a_stop_by_command_is_no_failure_for_those_who_keep() {
    let mut rig = rig(&CHAIN[..2], &[Bounce, Keep]);
    assert_eq!(rig.stop(0), ["b stopping"], "whoever needs it is stopped with it");
}
