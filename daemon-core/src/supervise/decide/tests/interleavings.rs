//! What a critical reader found: commands, failures and stops that meet halfway.

use std::time::Duration;

use super::super::{Exit, Stage, StartOrder, Terms};
use super::{ALONE, Rig, Row, defaults, failed, id};
use crate::daemon::{OnDependencyFailure, OnExhausted, Readiness, Restart, RestartPolicy};
use crate::lifecycle::Status;

const CHAIN: [Row<'static>; 3] = [ALONE, (&[0], &[]), (&[1], &[])];

fn plain() -> Terms {
    Terms { restart: Restart::DEFAULT.delay(Duration::from_secs(1)).jitter(0.0), ..defaults() }
}

#[test]
fn start_calls_off_a_cascade_stop() {
    let mut terms = [plain(); 3];
    terms[1].on_dependency_failure = OnDependencyFailure::Stop;
    let mut rig = Rig::with(&CHAIN, &terms).up(3);
    assert_eq!(rig.ending(0, failed()), ["a stopping", "c stopping"]);
    rig.gone(0);
    rig.start(&[1]);
    rig.gone(2);
    assert_ne!(rig.status(1), Status::Running, "b runs on top of a, which is {}", rig.status(0));
}

#[test]
fn stop_start_calls_off_a_cascade_bounce() {
    let mut rig = Rig::with(&CHAIN, &[plain(); 3]).up(3);
    rig.ending(0, failed());
    rig.gone(0);
    rig.stop(1);
    rig.start(&[1]);
    rig.gone(2);
    rig.later(0, Stage::Backoff, 1);
    rig.ready(0);
    assert_ne!((rig.generation(1), rig.status(1)), (1, Status::Running), "b has not noticed");
}

#[test]
fn start_of_a_dependent_makes_the_culprits_failure_free() {
    let mut terms = [plain(); 2];
    terms[0].restart = terms[0].restart.max(3);
    let mut rig = Rig::with(&CHAIN[..2], &terms).up(2);
    for _ in 0..10 {
        rig.ending(0, failed());
        rig.gone(1);
        rig.start(&[1]);
        rig.gone(0);
        if rig.status(0) != Status::Starting {
            return;
        }
        rig.ready(0);
        rig.ready(1);
    }
    panic!("failed 10 times within no time; restarts counted: {}", rig.decider.streak(id(0)).restarts);
}

#[test]
fn force_that_was_called_off_cuts_a_later_stop() {
    let mut rig = Rig::with(&CHAIN[..2], &[plain(); 2]).up(2);
    let force = StartOrder { immediate: false, force: true, deps: true };
    rig.acts(|decider| decider.start_with(id(0), force));
    rig.stop(0);
    rig.start(&[0]);
    rig.gone(1);
    assert_eq!(rig.status(0), Status::Running);
    let acts = rig.acts(|decider| decider.stop(&[id(0)]));
    assert!(acts.iter().all(|act| !act.starts_with("expire")), "{acts:?}");
}

#[test]
fn force_then_stop_does_not_drain() {
    let mut rig = Rig::with(&CHAIN[..2], &[plain(); 2]).up(2);
    let force = StartOrder { immediate: false, force: true, deps: true };
    rig.acts(|decider| decider.start_with(id(0), force));
    rig.stop(0);
    let acts = rig.acts(|decider| {
        let g = decider.generation(id(1));
        decider.gone(id(1), g);
    });
    assert!(acts.iter().all(|act| !act.starts_with("expire")), "{acts:?}");
}

#[test]
fn a_blocked_generation_with_its_last_restart_keeps_mail() {
    let mut terms = plain();
    terms.restart = terms.restart.max(1);
    let mut rig = Rig::with(&[ALONE], &[terms]).up(1);
    rig.ending(0, failed());
    assert!(rig.decider.keeps_mail(id(0)));
    for stage in [Stage::Drain, Stage::Cleanup] {
        rig.later(0, stage, 1);
    }
    assert_eq!(rig.later(0, Stage::GiveUp, 1), ["a restarting"]);
    rig.later(0, Stage::Backoff, 1);
    assert!(rig.decider.keeps_mail(id(0)), "it is {} for its last restart", rig.status(0));
}

#[test]
fn after_somebody_who_waits_for_a_failing_one() {
    let rows: [Row<'_>; 3] = [ALONE, (&[0], &[]), (&[], &[1])];
    let mut rig = Rig::with(&rows, &[plain(); 3]);
    rig.start(&[0, 1, 2]);
    rig.ends(0, failed());
    assert_eq!(rig.status(2), Status::Starting, "c only comes after b, and nobody it has to do with is on the way");
}

#[test]
fn tries_after_exhaustion_count_for_the_hour() {
    let mut terms = plain();
    terms.restart = terms.restart.max(0);
    terms.exhaustion = OnExhausted::RetryEvery(Duration::from_secs(10));
    let mut rig = Rig::with(&[ALONE], &[terms]);
    rig.start(&[0]);
    for _ in 0..100 {
        rig.ends(0, failed());
        rig.later(0, Stage::Retry, 10);
    }
    let now = rig.decider.now;
    let streak = rig.decider.streak(id(0));
    assert!(
        streak.in_last_hour(now) > 60,
        "generation {}, total {}, in the hour {}",
        rig.generation(0),
        streak.total,
        streak.in_last_hour(now)
    );
}

#[test]
fn told_to_stop_is_stopped() {
    let mut rig = Rig::with(&CHAIN[..2], &[plain(); 2]).up(2);
    rig.stop(0);
    rig.ends(0, Exit::Completed);
    assert_eq!(rig.status(0), Status::Stopped);
}

#[test]
fn told_to_restart_and_returned() {
    let mut rig = Rig::with(&CHAIN[..2], &[plain(); 2]).up(2);
    rig.restart(0);
    rig.ends(0, Exit::Completed);
    rig.gone(1);
    assert_ne!(rig.status(0), Status::Completed);
}

#[test]
fn strict_and_always() {
    let mut terms = [plain(); 2];
    terms[0].restart = terms[0].restart.policy(RestartPolicy::Always);
    let mut rig = Rig::with(&[ALONE, ALONE], &terms);
    rig.decider.start_strictly(&[id(0), id(1)]);
    rig.decider.take_acts();
    rig.ready(0);
    rig.ending(0, Exit::Completed);
    rig.ready(1);
    assert!(!rig.decider.is_settled(), "a is stopping for a failure: {:?}", rig.decider.is_held());
}

#[test]
fn a_gone_generation_does_not_fail() {
    let mut rig = Rig::with(&[ALONE], &[plain()]);
    rig.start(&[0]);
    rig.stop(0);
    assert_eq!(rig.gone(0), ["a stopped"]);
    rig.ending(0, failed());
    assert!(rig.decider.failure(id(0)).is_none());
}

#[test]
fn job_running_is_settled() {
    let mut terms = plain();
    terms.ready = Readiness::Completed;
    let mut rig = Rig::with(&[ALONE], &[terms]);
    rig.start(&[0]);
    rig.ready(0);
    assert!(rig.decider.is_settled(), "it is Running");
}
