//! What generations report of themselves, and what is known of them afterwards.

use std::time::Duration;

use super::super::{Act, Exit, Stage, StartOrder, Terms};
use super::{ALONE, Rig, Row, defaults, failed, id, unavailable};
use crate::daemon::{OnDependencyFailure, Restart, RestartPolicy};
use crate::lifecycle::journal::{Actor, Command};
use crate::lifecycle::{Failure, FailureKind, Status, answer};

const CHAIN: [Row<'static>; 2] = [ALONE, (&[0], &[])];

fn mishap() -> Exit {
    Exit::Failed(Failure::new(FailureKind::Panic, "while it drained"))
}

/// The moves of `acts`: where to, and with what failure.
fn causes(acts: &[Act]) -> Vec<(Status, Option<FailureKind>)> {
    let moves = acts.iter().filter_map(|act| match act {
        Act::Moved(change) => Some((change.to, change.failure.as_ref().map(Failure::kind))),
        _ => None,
    });
    moves.collect()
}

#[test]
fn more_time_to_become_ready_is_had_while_it_is_starting_and_in_time() {
    let more = Duration::from_secs(7);
    let mut rig = Rig::new(&[ALONE]);
    rig.start(&[0]);
    assert_eq!(rig.acts(|decider| decider.extend_start(id(0), 1, more)), ["arm a Start 7s"]);
    assert_eq!(rig.acts(|decider| decider.extend_start(id(0), 2, more)), [""; 0], "of another generation");
    rig.acts(|decider| decider.overdue(id(0), 1, Stage::Start, None));
    assert_eq!(rig.acts(|decider| decider.extend_start(id(0), 1, more)), [""; 0], "too late");
    let mut rig = Rig::running(&[ALONE]);
    assert_eq!(rig.acts(|decider| decider.extend_start(id(0), 1, more)), [""; 0], "it is ready");
}

#[test]
fn readiness_says_whether_it_lasted() {
    let mut rig = Rig::new(&[ALONE]);
    rig.start(&[0]);
    assert!(rig.decider.ready(id(0), 1));
    assert!(!rig.decider.ready(id(0), 1), "once");
    // Told to go down before it was up, behind one that stands on it and is not down yet.
    let keep = Terms { on_dependency_failure: OnDependencyFailure::Keep, ..defaults() };
    let mut rig = Rig::with(&CHAIN, &[defaults(), keep]).up(2);
    rig.ends(0, failed());
    rig.later(0, Stage::Backoff, 1);
    assert_eq!(rig.status(0), Status::Starting);
    rig.stop(0);
    assert_eq!(rig.status(0), Status::Starting, "it waits for the one above");
    assert!(rig.decider.ready(id(0), 2), "so it serves until then");
}

#[test]
fn who_ends_well_is_drained_and_who_fails_is_not() {
    let ended = |exit| {
        let mut rig = Rig::running(&[ALONE]);
        rig.acts(|decider| decider.ending(id(0), 1, exit))
    };
    assert_eq!(ended(Exit::Completed), ["a stopping", "drain a", "arm a Drain 4s"]);
    assert_eq!(ended(failed()), ["a stopping", "stop a", "arm a Drain 4s"]);
}

#[test]
fn who_has_completed_takes_nobody_along_and_who_fails_does() {
    let mut rig = Rig::with(&CHAIN, &[defaults(); 2]).up(2);
    assert_eq!(rig.ends(0, Exit::Completed), ["a stopping", "a completed"]);
    assert_eq!(rig.status(1), Status::Running);
    let mut rig = Rig::with(&CHAIN, &[defaults(); 2]).up(2);
    assert_eq!(rig.ending(0, failed()), ["a stopping", "b stopping"]);
}

#[test]
fn a_daemon_that_stops_itself_takes_along_who_needs_it() {
    let mut rig = Rig::running(&CHAIN);
    rig.decider.begin(Duration::ZERO, Actor::Daemon("a".into()));
    rig.decider.stop_itself(id(0), 1);
    let acts = rig.decider.take_acts();
    let told =
        acts.iter().any(|act| matches!(act, Act::Commanded { unit, command: Command::Stop, .. } if *unit == id(0)));
    assert!(told, "{acts:?}");
    rig.gone(1);
    rig.gone(0);
    assert_eq!((rig.status(0), rig.status(1)), (Status::Stopped, Status::Stopped));
    assert_eq!((rig.decider.taken_along_by(id(1)), rig.decider.taken_along_by(id(0))), (Some(id(0)), None));
    assert_eq!(
        (rig.decider.by(id(0)), rig.decider.by(id(1))),
        (&Actor::Daemon("a".into()), &Actor::Daemon("a".into()))
    );
}

#[test]
fn who_is_over_stops_nobody() {
    let mut rig = Rig::running(&[ALONE]);
    rig.restart(0);
    rig.gone(0);
    rig.ready(0);
    assert_eq!(rig.moves(|decider| decider.stop_itself(id(0), 1)), [""; 0], "of a former generation");
    rig.stop(0);
    rig.gone(0);
    rig.decider.stop_itself(id(0), 2);
    assert_eq!(rig.decider.take_acts(), [], "it is down");
    rig.start(&[0]);
    rig.decider.shutdown();
    rig.decider.take_acts();
    rig.decider.stop_itself(id(0), 3);
    assert_eq!(rig.decider.take_acts(), [], "everybody is going down");
}

#[test]
fn whose_failure_took_it_along_is_known_and_nobody_else() {
    let mut rig = Rig::with(&CHAIN, &[defaults(); 2]).up(2);
    assert_eq!(rig.decider.taken_along_by(id(1)), None);
    rig.ending(0, failed());
    assert_eq!(rig.decider.taken_along_by(id(1)), Some(id(0)));
}

#[test]
fn what_goes_wrong_after_it_said_that_it_is_done_is_told_and_changes_nothing() {
    for (exit, told, to) in [(Exit::Completed, false, Status::Completed), (Exit::Stopped, true, Status::Stopped)] {
        let mut rig = Rig::with(&[ALONE], &[defaults()]).up(1);
        if told {
            rig.stop(0);
        }
        rig.ending(0, exit);
        assert!(rig.decider.exit_failure(id(0)).is_none());
        rig.ending(0, mishap());
        rig.ending(0, failed());
        assert_eq!(rig.decider.exit_failure(id(0)).unwrap().kind(), FailureKind::Panic, "the first of them");
        rig.decider.gone(id(0), 1);
        assert_eq!(causes(&rig.decider.take_acts()), [(to, Some(FailureKind::Panic))]);
        assert!(rig.decider.first_failure(id(0)).is_none(), "it was none");
    }
}

#[test]
fn what_goes_wrong_after_a_failure_is_not_told() {
    let mut rig = Rig::with(&[ALONE], &[defaults()]).up(1);
    rig.ending(0, failed());
    rig.ending(0, mishap());
    rig.ending(0, Exit::Completed);
    assert_eq!(rig.decider.exit_failure(id(0)).unwrap().kind(), FailureKind::Init);
    rig.decider.gone(id(0), 1);
    assert_eq!(causes(&rig.decider.take_acts()), [(Status::Restarting, Some(FailureKind::Init))]);
}

#[test]
fn the_next_generation_begins_without_the_mishap_of_the_last() {
    let mut rig = Rig::with(&[ALONE], &[defaults()]).up(1);
    rig.restart(0);
    rig.ending(0, Exit::Stopped);
    rig.ending(0, mishap());
    rig.gone(0);
    assert!(rig.decider.exit_failure(id(0)).is_none());
}

#[test]
fn a_return_is_a_failure_if_it_is_to_run_always_and_was_not_told_to_end() {
    let always = Terms { restart: Restart::DEFAULT.policy(RestartPolicy::Always), ..defaults() };
    let returned = |terms, told: bool| {
        let mut rig = Rig::with(&[ALONE], &[terms]).up(1);
        if told {
            rig.stop(0);
        }
        rig.ending(0, Exit::Completed);
        rig.decider.failure(id(0)).map(Failure::kind)
    };
    assert_eq!(returned(always, false), Some(FailureKind::Returned));
    assert_eq!(returned(always, true), None);
    assert_eq!(returned(defaults(), false), None);
}

#[test]
fn force_cuts_what_it_finds() {
    let force = |rig: &mut Rig| {
        rig.acts(|decider| decider.start_with(id(0), StartOrder { immediate: false, force: true, deps: true }))
    };
    // Draining, then cleaning up, then on its way out: each is cut once.
    let mut rig = Rig::running(&[ALONE]);
    rig.stop(0);
    rig.decider.cleaning(id(0), 2);
    assert_eq!(force(&mut rig), ["expire a Drain", "arm a Cleanup 1s"], "another generation cleans up");
    assert_eq!(force(&mut rig), [""; 0]);
    rig.decider.cleaning(id(0), 1);
    assert_eq!(force(&mut rig), ["expire a Cleanup", "arm a GiveUp 1s"]);
    assert_eq!(force(&mut rig), [""; 0]);
    // Cleaning up, with nothing to drain.
    let mut rig = Rig::running(&[ALONE]);
    rig.stop(0);
    rig.decider.cleaning(id(0), 1);
    assert_eq!(force(&mut rig), ["expire a Cleanup", "arm a GiveUp 1s"]);
    rig.gone(0);
    rig.ready(0);
    // The next one begins anew.
    rig.stop(0);
    assert_eq!(force(&mut rig), ["expire a Drain", "arm a Cleanup 1s"]);
}

#[test]
fn where_it_was_given_up_is_in_the_failure() {
    let place = ("poll", crate::daemon::Source::new("src/cache.rs", 41));
    let mut rig = Rig::with(&[ALONE], &[defaults()]).up(1);
    rig.restart(0);
    assert!(!rig.decider.is_abandoned(id(0)));
    rig.acts(|decider| decider.overdue(id(0), 1, Stage::Drain, None));
    rig.acts(|decider| decider.overdue(id(0), 1, Stage::Cleanup, None));
    rig.acts(|decider| decider.overdue(id(0), 1, Stage::GiveUp, Some(place)));
    let failure = rig.decider.exit_failure(id(0)).unwrap();
    assert_eq!((failure.kind(), failure.handler()), (FailureKind::Blocked, Some("poll")));
}

#[test]
fn who_gave_a_command_and_whether_any_was_is_known() {
    let mut rig = Rig::new(&[ALONE, ALONE]);
    assert!(!rig.decider.was_commanded(id(0)));
    rig.decider.begin(Duration::ZERO, Actor::Program);
    rig.start(&[0]);
    assert!(rig.decider.was_commanded(id(0)) && !rig.decider.was_commanded(id(1)));
    assert_eq!(rig.decider.by(id(0)), &Actor::Program);
}

#[test]
fn moves_carry_what_belongs_to_them() {
    let mut rig = Rig::with(&CHAIN, &[defaults(); 2]).up(2);
    let moves = |rig: &mut Rig| {
        let acts = rig.decider.take_acts().into_iter();
        let moves = acts.filter_map(|act| match act {
            Act::Moved(change) => Some((change.to, change.retry.is_some(), change.waiting_for)),
            _ => None,
        });
        moves.collect::<Vec<_>>()
    };
    rig.decider.ending(id(0), 1, failed());
    rig.decider.gone(id(0), 1);
    rig.decider.gone(id(1), 1);
    let expected = [
        (Status::Stopping, false, vec![]),
        (Status::Stopping, false, vec![]),
        (Status::Restarting, true, vec![]),
        (Status::Waiting, false, vec![id(0)]),
    ];
    assert_eq!(moves(&mut rig), expected);
    rig.decider.end_backoff(id(0));
    rig.decider.settle();
    assert_eq!(moves(&mut rig), [(Status::Starting, false, vec![])]);
}

#[test]
fn who_is_needed_and_comes_first_too_is_named_once() {
    let mut rig = Rig::new(&[ALONE, ALONE, (&[0], &[0, 1])]);
    rig.start(&[2]);
    assert_eq!(rig.waits_for(2), [0], "nobody has started the one that it only comes after");
    rig.start(&[1]);
    assert_eq!(rig.waits_for(2), [0, 1]);
}

#[test]
fn who_is_completed_is_left_alone_by_a_start_of_those_above() {
    let mut rig = Rig::new(&CHAIN);
    rig.start(&[0]);
    rig.ready(0);
    rig.ends(0, Exit::Completed);
    rig.decider.begin(Duration::ZERO, Actor::Program);
    let noted = rig.acts(|decider| decider.start(&[id(1)]));
    let standing = rig.decider.standing(id(0));
    assert_eq!(answer(Status::Running, &standing), Some(Ok(())), "what it was is not forgotten");
    assert_eq!(rig.decider.by(id(0)), &Actor::Supervisor);
    assert_eq!(noted, ["b starting", "launch b#1", "arm b Start 30s"]);
    assert!(!rig.decider.is_settled() && rig.decider.is_open());
    rig.ready(1);
    assert!(rig.decider.is_settled());
    assert_eq!(rig.ends(1, unavailable()).last().unwrap(), "b unavailable");
}

#[test]
fn who_fails_in_a_shutdown_is_completed_all_the_same() {
    let mut rig = Rig::running(&[ALONE]);
    rig.decider.shutdown();
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a completed", "down"]);
}

#[test]
fn whose_stop_is_called_off_while_it_starts_is_still_on_its_way() {
    let keep = Terms { on_dependency_failure: OnDependencyFailure::Keep, ..defaults() };
    let mut rig = Rig::with(&CHAIN, &[defaults(), keep]).up(2);
    rig.ends(0, failed());
    rig.later(0, Stage::Backoff, 1);
    rig.stop(0);
    rig.start(&[0]);
    rig.gone(1);
    assert_eq!((rig.status(0), rig.status(1)), (Status::Starting, Status::Stopped));
    assert!(!rig.decider.is_settled());
    rig.ready(0);
    assert!(rig.decider.is_settled());
}

#[test]
fn who_has_failed_once_holds_up_no_start_when_it_begins_anew() {
    let mut rig = Rig::with(&[ALONE], &[defaults()]);
    rig.start(&[0]);
    assert!(!rig.decider.is_settled());
    rig.ending(0, failed());
    assert!(!rig.decider.is_settled(), "what becomes of it is yet to be seen");
    rig.gone(0);
    assert!(rig.decider.is_settled());
    rig.later(0, Stage::Backoff, 1);
    assert_eq!(rig.status(0), Status::Starting);
    assert!(rig.decider.is_settled());
}

#[test]
fn who_was_told_to_stop_is_not_taken_along_by_a_restart_below() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[]), (&[1], &[])]);
    rig.stop(1);
    assert_eq!((rig.status(1), rig.status(2)), (Status::Running, Status::Stopping), "it waits for the one above");
    rig.restart(0);
    rig.gone(2);
    assert_eq!(rig.gone(1), ["b stopped", "a stopping"]);
    assert_eq!(rig.gone(0), ["a waiting", "a starting"]);
    rig.ready(0);
    assert_eq!((rig.status(1), rig.status(2)), (Status::Stopped, Status::Stopped));
}
