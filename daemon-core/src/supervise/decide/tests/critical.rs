//! Who is down for good, and what that means for those above: waits in vain, and critical daemons.

use std::time::Duration;

use super::super::{Act, Decider, Stage, StartOrder, Terms};
use super::{ALONE, Rig, Row, defaults, failed, id, unavailable};
use crate::daemon::{OnDependencyFailure, OnExhausted, Restart, RestartPolicy};
use crate::lifecycle::{Failure, FailureKind, Status};

const CHAIN: [Row<'static>; 3] = [ALONE, (&[0], &[]), (&[1], &[])];

fn never() -> Terms {
    Terms { restart: Restart::DEFAULT.policy(RestartPolicy::Never), exhaustion: OnExhausted::Fail, ..defaults() }
}

fn retried() -> Terms {
    let every = OnExhausted::RetryEvery(Duration::from_secs(300));
    Terms { restart: Restart::DEFAULT.max(0), exhaustion: every, ..defaults() }
}

fn critical() -> Terms {
    Terms { critical: true, ..defaults() }
}

/// Who is said to be critical and down, for whose failure.
fn down<R>(rig: &mut Rig, decision: impl FnOnce(&mut Decider) -> R) -> Vec<(usize, Option<String>)> {
    decision(&mut rig.decider);
    let acts = rig.decider.take_acts().into_iter();
    let down = acts.filter_map(|act| match act {
        Act::CriticalDown { unit, failure } => Some((unit.index(), failure.following().map(str::to_owned))),
        _ => None,
    });
    down.collect()
}

fn of_a(unit: usize) -> Vec<(usize, Option<String>)> {
    vec![(unit, Some("a".to_owned()))]
}

#[test]
fn p12_a_critical_daemon_that_waits_for_one_down_for_good_is_said_once() {
    for exit in [failed(), unavailable()] {
        let mut rig = Rig::with(&CHAIN, &[never(), defaults(), critical()]);
        rig.start(&[2]);
        rig.ending(0, exit);
        assert_eq!(down(&mut rig, |decider| decider.gone(id(0), 1)), of_a(2));
        // Commands that change nothing of it.
        assert_eq!(down(&mut rig, |decider| decider.start(&[id(2)])), []);
        rig.ready(0);
        rig.ready(1);
        rig.ready(2);
        assert_eq!(rig.status(2), Status::Running, "it can be mended all the same");
    }
}

#[test]
fn p12_one_that_is_tried_again_is_not_down_for_good() {
    let mut rig = Rig::with(&CHAIN, &[retried(), defaults(), critical()]);
    rig.start(&[2]);
    rig.ending(0, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(0), 1)), []);
    assert_eq!(rig.later(0, Stage::Retry, 300), ["a starting"]);
    rig.ending(0, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(0), 2)), []);
}

#[test]
fn p12_nor_one_that_was_stopped_on_purpose() {
    let mut rig = Rig::with(&CHAIN[..2], &[never(), critical()]).up(2);
    rig.stop(0);
    rig.gone(1);
    rig.ends(0, failed());
    assert_eq!(
        (rig.status(0), rig.decider.failure(id(0)).map(Failure::kind)),
        (Status::Stopped, Some(FailureKind::Init))
    );
    let alone = StartOrder { immediate: false, force: false, deps: false };
    assert_eq!(down(&mut rig, |decider| decider.start_with(id(1), alone)), []);
    assert_eq!(rig.status(1), Status::Waiting);
}

#[test]
fn p12_nor_is_a_daemon_said_that_is_not_critical() {
    let mut rig = Rig::with(&CHAIN, &[never(), defaults(), defaults()]);
    rig.start(&[2]);
    rig.ending(0, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(0), 1)), []);
}

#[test]
fn p12_who_waits_for_one_that_a_failure_has_stopped_waits_for_good() {
    let stops = Terms { on_dependency_failure: OnDependencyFailure::Stop, ..defaults() };
    let mut rig = Rig::with(&CHAIN, &[defaults(), stops, critical()]).up(3);
    rig.ending(0, failed());
    rig.gone(2);
    assert_eq!((rig.status(2), rig.status(1)), (Status::Waiting, Status::Stopping));
    assert_eq!(down(&mut rig, |decider| decider.gone(id(1), 1)), of_a(2));
}

#[test]
fn p12_a_critical_daemon_that_the_failure_of_another_has_stopped_is_down_for_good() {
    let stops = Terms { on_dependency_failure: OnDependencyFailure::Stop, ..critical() };
    let mut rig = Rig::with(&CHAIN[..2], &[defaults(), stops]).up(2);
    rig.ending(0, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(1), 1)), of_a(1));
    // Stopped by somebody it is not.
    rig.gone(0);
    rig.later(0, Stage::Backoff, 1);
    rig.ready(0);
    rig.start(&[1]);
    rig.ready(1);
    rig.stop(1);
    rig.ending(1, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(1), 2)), []);
}

#[test]
fn p12_a_critical_daemon_of_a_strict_start_leaves_the_word_to_that() {
    let mut rig = Rig::with(&CHAIN[..2], &[never(), critical()]);
    rig.decider.start_strictly(&[id(0), id(1)]);
    rig.ending(0, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(0), 1)), []);
}

#[test]
fn p12_of_several_that_are_needed_the_one_down_for_good_counts() {
    // c needs a, which is tried again, and b, which is not.
    let mut rig = Rig::with(&[ALONE, ALONE, (&[0, 1], &[])], &[retried(), never(), critical()]);
    rig.start(&[2]);
    rig.ending(0, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(0), 1)), []);
    rig.ending(1, failed());
    assert_eq!(down(&mut rig, |decider| decider.gone(id(1), 1)), [(2, Some("b".to_owned()))]);
}

#[test]
fn who_waits_in_vain_is_said_once_for_each_incident() {
    let mut rig = Rig::with(&CHAIN, &[retried(), defaults(), defaults()]);
    let fails = |rig: &mut Rig| {
        let generation = rig.generation(0);
        rig.ending(0, failed());
        let acts = rig.acts(|decider| decider.gone(id(0), generation));
        acts.into_iter().filter(|act| act.contains("vain")).collect::<Vec<_>>()
    };
    rig.start(&[2]);
    assert_eq!(fails(&mut rig), ["b in vain for a", "c in vain for a"]);
    for _ in 0..3 {
        assert_eq!(rig.later(0, Stage::Retry, 300), ["a starting"]);
        assert_eq!(fails(&mut rig), [""; 0], "the same incident");
    }
    rig.start(&[0]);
    assert_eq!(fails(&mut rig), ["b in vain for a", "c in vain for a"], "somebody has tried to mend it");
    rig.later(0, Stage::Retry, 300);
    rig.ready(0);
    rig.ready(1);
    assert_eq!(rig.status(2), Status::Starting);
    rig.ready(2);
    rig.ending(0, failed());
    rig.gone(2);
    rig.gone(1);
    assert_eq!(fails(&mut rig), ["b in vain for a", "c in vain for a"], "it had been well");
}
