//! Commands and reports, and what follows from each.

use super::super::{Exit, Stage};
use super::{ALONE, Rig, failed, id, unavailable};
use crate::lifecycle::{FailureKind, Status, answer};

#[test]
fn a_start_brings_along_what_is_needed_and_nothing_else() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), (&[1], &[]), (&[0], &[])]);
    assert_eq!(rig.start(&[2]), ["b waiting", "c waiting", "a starting"]);
    assert_eq!(rig.ready(0), ["a running", "b starting"]);
    assert_eq!(rig.ready(1), ["b running", "c starting"]);
    assert!(!rig.decider.is_settled());
    assert_eq!(rig.ready(2), ["c running"]);
    assert!(rig.decider.is_settled());
    assert_eq!(rig.status(3), Status::Stopped);
}

#[test]
fn a_launch_is_watched_and_a_stop_is_too() {
    let mut rig = Rig::new(&[ALONE]);
    let start = rig.acts(|decider| decider.start(&[id(0)]));
    assert_eq!(start, ["a starting", "launch a#1", "arm a Start 30s"]);
    assert_eq!(rig.acts(|decider| decider.ready(id(0), 1)), ["disarm a", "a running"]);
    assert_eq!(rig.acts(|decider| decider.stop(&[id(0)])), ["a stopping", "drain a", "arm a Drain 4s"]);
    assert_eq!(rig.acts(|decider| decider.ending(id(0), 1, Exit::Stopped)), [""; 0]);
    assert_eq!(rig.acts(|decider| decider.gone(id(0), 1)), ["disarm a", "a stopped"]);
}

#[test]
fn what_is_up_is_not_started_again() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    assert_eq!(rig.start(&[0, 1]), [""; 0]);
    assert_eq!(rig.generation(0), 1);
}

#[test]
fn a_diamond_starts_in_waves() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), (&[0], &[]), (&[1, 2], &[])]);
    rig.start(&[3]);
    assert_eq!(rig.ready(0), ["a running", "b starting", "c starting"]);
    assert_eq!(rig.ready(2), ["c running"]);
    assert_eq!(rig.waits_for(3), [1]);
    assert_eq!(rig.ready(1), ["b running", "d starting"]);
}

#[test]
fn a_stop_takes_those_who_need_it_first() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[]), (&[1], &[]), ALONE]);
    assert_eq!(rig.stop(0), ["c stopping"]);
    assert_eq!(rig.gone(2), ["c stopped", "b stopping"]);
    assert_eq!(rig.gone(1), ["b stopped", "a stopping"]);
    assert_eq!(rig.gone(0), ["a stopped"]);
    assert_eq!(rig.status(3), Status::Running);
}

#[test]
fn a_stop_reaches_those_that_wait() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[])]);
    rig.start(&[1]);
    assert_eq!(rig.stop(1), ["b stopped"]);
    assert_eq!(rig.ready(0), ["a running"]);
}

#[test]
fn a_stop_during_start_is_not_readiness() {
    let mut rig = Rig::new(&[ALONE]);
    rig.start(&[0]);
    assert_eq!(rig.stop(0), ["a stopping"]);
    assert!(!rig.decider.ready(id(0), 1));
    assert_eq!(rig.gone(0), ["a stopped"]);
}

#[test]
fn what_stopped_on_purpose_failed_for_nobody() {
    let mut rig = Rig::running(&[ALONE]);
    rig.stop(0);
    assert_eq!(rig.ends(0, failed()), ["a stopped"]);
}

#[test]
fn a_failure_blocks_those_who_need_it_and_heals() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), (&[1], &[]), ALONE]);
    rig.start(&[2, 3]);
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed"]);
    assert_eq!((rig.waits_for(1), rig.waits_for(2)), (vec![0], vec![1]));
    rig.ready(3);
    assert!(rig.decider.is_settled());
    assert_eq!(rig.start(&[0]), ["a starting"]);
    assert_eq!(rig.ready(0), ["a running", "b starting"]);
    assert_eq!(rig.ready(1), ["b running", "c starting"]);
}

#[test]
fn who_waits_in_vain_hears_of_it_once_and_for_whom() {
    // d needs two, of whom the second fails later.
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), ALONE, (&[1, 2], &[])]);
    rig.start(&[3]);
    let in_vain = |acts: Vec<String>| acts.into_iter().filter(|act| act.contains("vain")).collect::<Vec<_>>();
    rig.ending(0, failed());
    assert_eq!(in_vain(rig.acts(|decider| decider.gone(id(0), 1))), ["b in vain for a", "d in vain for a"]);
    rig.ending(2, failed());
    assert_eq!(in_vain(rig.acts(|decider| decider.gone(id(2), 1))), [""; 0]);
    // Tried once more, and failed once more: an incident of its own. For d there is another reason meanwhile.
    assert_eq!(in_vain(rig.acts(|decider| decider.start(&[id(0)]))), [""; 0]);
    rig.ending(0, failed());
    assert_eq!(in_vain(rig.acts(|decider| decider.gone(id(0), 2))), ["b in vain for a"]);
}

#[test]
fn in_a_strict_start_nobody_is_launched_after_a_failure() {
    // b comes after a; d needs c, which is ready while a is going down.
    for exit in [failed(), unavailable()] {
        let mut rig = Rig::new(&[ALONE, (&[], &[0]), ALONE, (&[2], &[])]);
        let all = [id(0), id(1), id(2), id(3)];
        assert_eq!(
            rig.moves(|decider| decider.start_strictly(&all)),
            ["c starting", "d waiting", "a starting", "b waiting"]
        );
        assert_eq!(rig.ending(0, exit), ["a stopping"]);
        assert_eq!(rig.ready(2), ["c running"]);
        assert!(!rig.decider.is_settled());
        rig.gone(0);
        assert!(rig.decider.is_settled());
        assert_eq!((rig.status(1), rig.status(3)), (Status::Waiting, Status::Waiting));
        rig.decider.shutdown();
        assert_eq!((rig.generation(1), rig.generation(3)), (0, 0));
    }
}

#[test]
fn a_strict_start_without_a_failure_is_like_any_other() {
    let mut rig = Rig::new(&[ALONE, (&[], &[0])]);
    rig.moves(|decider| decider.start_strictly(&[id(0), id(1)]));
    rig.ready(0);
    rig.ready(1);
    assert!(rig.decider.end_strict_start());
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed"]);
    rig.stop(1);
    rig.gone(1);
    assert_eq!(rig.start(&[1]), ["b starting"], "a failure after the start holds nobody back");
}

#[test]
fn who_was_held_for_a_failure_that_was_mended_meanwhile_starts_after_all() {
    let mut rig = Rig::new(&[ALONE, (&[], &[0])]);
    rig.moves(|decider| decider.start_strictly(&[id(0), id(1)]));
    rig.ending(0, failed());
    // Commanded anew before it was down.
    rig.start(&[0]);
    assert_eq!(rig.gone(0), ["a waiting"]);
    let goes_on = rig.moves(|decider| assert!(!decider.end_strict_start()));
    assert_eq!(goes_on, ["a starting"]);
    assert_eq!(rig.ready(0), ["a running", "b starting"]);
    rig.ready(1);
    assert!(rig.decider.end_strict_start());
}

#[test]
fn whoever_cannot_run_here_is_unavailable() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[])]);
    rig.start(&[1]);
    assert_eq!(rig.ends(0, unavailable()), ["a stopping", "a unavailable"]);
    assert_eq!(rig.status(1), Status::Waiting);
    assert_eq!(rig.start(&[0]), ["a starting"]);
}

#[test]
fn of_several_endings_the_first_counts() {
    let mut rig = Rig::running(&[ALONE]);
    assert_eq!(rig.ending(0, failed()), ["a stopping"]);
    assert_eq!(rig.ending(0, unavailable()), [""; 0]);
    assert_eq!(rig.ending(0, Exit::Completed), [""; 0]);
    assert_eq!(rig.gone(0), ["a failed"]);
    assert_eq!(rig.decider.failure(id(0)).unwrap().kind(), FailureKind::Init);
}

#[test]
fn a_failure_at_run_time_takes_nobody_with_it() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed"]);
    assert_eq!(rig.status(1), Status::Running);
    // Started again it serves those who kept on.
    assert_eq!(rig.start(&[0]), ["a starting"]);
    assert_eq!(rig.ready(0), ["a running"]);
}

#[test]
fn who_is_completed_satisfies_and_is_never_started_again() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[])]);
    rig.start(&[0]);
    rig.ready(0);
    assert_eq!(rig.ends(0, Exit::Completed), ["a stopping", "a completed"]);
    assert_eq!(rig.start(&[1]), ["b starting"]);
    assert_eq!(rig.start(&[0]), [""; 0]);
    assert_eq!(rig.restart(0), ["b stopping"], "a restart reaches those who need it");
    assert_eq!(rig.gone(1), ["b waiting", "b starting"]);
}

#[test]
fn a_restart_goes_down_in_order_and_up_in_order() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[]), ALONE]);
    assert_eq!(rig.restart(0), ["b stopping"]);
    assert!(rig.decider.keeps_mail(id(1)) && rig.decider.keeps_mail(id(0)) && !rig.decider.keeps_mail(id(2)));
    assert_eq!(rig.gone(1), ["b waiting", "a stopping"]);
    assert_eq!(rig.gone(0), ["a waiting", "a starting"]);
    assert_eq!(rig.ready(0), ["a running", "b starting"]);
    assert_eq!((rig.generation(0), rig.generation(1), rig.generation(2)), (2, 2, 1));
}

#[test]
fn a_restart_of_what_is_down_is_a_start() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    rig.stop(0);
    rig.gone(1);
    rig.gone(0);
    assert_eq!(rig.restart(0), ["a starting"]);
    assert_eq!(rig.status(1), Status::Stopped);
}

#[test]
fn a_restart_counts_however_the_old_generation_ends() {
    for exit in [Exit::Stopped, failed(), unavailable()] {
        let mut rig = Rig::running(&[ALONE]);
        rig.restart(0);
        assert_eq!(rig.ends(0, exit), ["a waiting", "a starting"]);
    }
}

#[test]
fn a_start_or_restart_while_it_fails_is_not_lost() {
    for restart in [false, true] {
        let mut rig = Rig::running(&[ALONE]);
        rig.ending(0, failed());
        assert_eq!(if restart { rig.restart(0) } else { rig.start(&[0]) }, [""; 0]);
        assert_eq!(rig.gone(0), ["a waiting", "a starting"]);
    }
}

#[test]
fn a_start_while_it_stops_comes_after_the_stop() {
    let mut rig = Rig::running(&[ALONE]);
    rig.stop(0);
    assert_eq!(rig.start(&[0]), [""; 0]);
    assert_eq!(rig.gone(0), ["a waiting", "a starting"]);
    assert_eq!(rig.generation(0), 2);
}

#[test]
fn a_stop_during_a_restart_wins() {
    let mut rig = Rig::running(&[ALONE]);
    rig.restart(0);
    rig.stop(0);
    assert_eq!(rig.gone(0), ["a stopped"]);
}

#[test]
fn a_stop_that_waits_for_others_can_be_called_off() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    rig.stop(0);
    let acts = rig.acts(|decider| decider.start(&[id(0)]));
    assert_eq!(acts, ["answer a"]);
    assert_eq!(rig.gone(1), ["b stopped"]);
    assert_eq!((rig.status(0), rig.generation(0)), (Status::Running, 1));
    assert!(rig.decider.is_settled());
}

#[test]
fn a_restart_is_one_also_where_a_stop_waits_for_others() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    rig.stop(0);
    rig.restart(0);
    assert_eq!(rig.gone(1), ["b stopped", "a stopping"]);
    assert_eq!(rig.gone(0), ["a waiting", "a starting"]);
}

#[test]
fn a_stop_is_not_called_off_on_top_of_a_restart() {
    // d holds c back, c holds b back, b is to restart.
    let mut rig = Rig::running(&[ALONE, (&[0], &[]), (&[1], &[]), (&[2], &[])]);
    rig.restart(1);
    rig.stop(2);
    assert_eq!(rig.start(&[2]), [""; 0]);
    assert_eq!(rig.gone(3), ["d stopped", "c stopping"]);
    assert_eq!(rig.gone(2), ["c waiting", "b stopping"]);
    assert_eq!(rig.gone(1), ["b waiting", "b starting"]);
    assert_eq!(rig.ready(1), ["b running", "c starting"]);
}

#[test]
fn after_is_an_order_among_those_that_are_started() {
    let rows = [ALONE, (&[][..], &[0][..])];
    let mut together = Rig::new(&rows);
    assert_eq!(together.start(&[0, 1]), ["a starting", "b waiting"]);
    assert_eq!(together.waits_for(1), [0]);
    assert_eq!(together.ready(0), ["a running", "b starting"]);
    let mut alone = Rig::new(&rows);
    assert_eq!(alone.start(&[1]), ["b starting"]);
    assert_eq!(alone.start(&[0]), ["a starting"], "the order is not the other way around");
}

#[test]
fn after_ends_with_the_other_one_way_or_the_other() {
    for exit in [failed(), unavailable(), Exit::Completed] {
        let mut rig = Rig::new(&[ALONE, (&[], &[0])]);
        rig.start(&[0, 1]);
        rig.ending(0, exit);
        assert_eq!(rig.waits_for(1), [0], "still on its way");
        assert_eq!(rig.gone(0).last().unwrap(), "b starting");
    }
    let mut rig = Rig::new(&[ALONE, (&[], &[0])]);
    rig.start(&[0, 1]);
    rig.stop(0);
    assert_eq!(rig.status(1), Status::Starting, "called off");
}

#[test]
fn after_does_not_wait_for_whom_waits_in_vain() {
    // b needs a, c needs b, d comes after c.
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), (&[1], &[]), (&[], &[2]), ALONE]);
    rig.start(&[2, 3, 4]);
    assert_eq!(rig.waits_for(3), [2]);
    // Whether somebody else is still busy makes no difference.
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed", "d starting"]);
    assert_eq!(rig.status(4), Status::Starting);
}

#[test]
fn after_waits_for_whom_waits_for_somebody_who_comes() {
    // a fails. b needs it. c comes after b, d needs c, e comes after d.
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), (&[], &[1]), (&[2], &[]), (&[], &[3])]);
    rig.start(&[1, 3, 4]);
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed", "c starting"]);
    assert_eq!(rig.waits_for(4), [3]);
    assert_eq!(rig.ready(2), ["c running", "d starting"]);
    assert_eq!(rig.ready(3), ["d running", "e starting"]);
}

#[test]
fn after_holds_again_when_the_failure_is_retried() {
    // b needs a, c comes after b; all are started anew while b waits for a.
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), (&[], &[1])]);
    rig.start(&[1]);
    rig.ends(0, failed());
    for started in [[2, 0], [0, 2]] {
        rig.start(&started);
        assert_eq!((rig.status(0), rig.waits_for(2)), (Status::Starting, vec![1]));
        if started[0] == 2 {
            rig.ends(0, failed());
            assert_eq!(rig.status(2), Status::Starting);
            rig.ends(2, failed());
        }
    }
    rig.ready(0);
    assert_eq!(rig.ready(1), ["b running", "c starting"]);
}

#[test]
fn after_holds_in_reverse_at_a_stop() {
    let mut rig = Rig::running(&[ALONE, (&[], &[0])]);
    assert_eq!(rig.moves(super::Decider::shutdown), ["b stopping"]);
    assert_eq!(rig.gone(1), ["b completed", "a stopping"]);
    let mut rig = Rig::running(&[ALONE, (&[], &[0])]);
    assert_eq!(rig.stop(0), ["a stopping"], "who only comes after it goes on");
}

#[test]
fn a_shutdown_completes_who_was_up_and_leaves_the_others_as_they_were() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[]), ALONE, ALONE]);
    rig.start(&[1, 2]);
    rig.ends(0, failed());
    rig.ready(2);
    assert_eq!(rig.moves(super::Decider::shutdown), ["b stopped", "c stopping"]);
    assert!(!rig.decider.is_open());
    assert_eq!(rig.gone(2), ["c completed", "down"]);
    assert_eq!((rig.status(0), rig.status(3)), (Status::Failed, Status::Stopped));
}

#[test]
fn a_shutdown_of_nothing_is_over_at_once_and_only_once() {
    let mut rig = Rig::new(&[ALONE]);
    assert_eq!(rig.moves(super::Decider::shutdown), ["down"]);
    assert_eq!(rig.moves(super::Decider::shutdown), [""; 0]);
    assert_eq!(rig.acts(super::Decider::force), [""; 0]);
}

#[test]
fn a_stage_that_is_overdue_hands_on_to_the_next() {
    let mut rig = Rig::running(&[ALONE]);
    rig.stop(0);
    let drain = rig.acts(|decider| decider.overdue(id(0), 1, Stage::Drain, None));
    assert_eq!(drain, ["expire a Drain", "arm a Cleanup 1s"]);
    let cleanup = rig.acts(|decider| decider.overdue(id(0), 1, Stage::Cleanup, None));
    assert_eq!(cleanup, ["expire a Cleanup", "arm a GiveUp 1s"]);
    assert_eq!(rig.acts(|decider| decider.overdue(id(0), 1, Stage::GiveUp, None)), ["a stopped"]);
    assert!(rig.decider.is_abandoned(id(0)));
    assert_eq!(rig.decider.failure(id(0)).unwrap().kind(), FailureKind::Blocked);
}

#[test]
fn who_is_not_ready_in_time_is_never_ready() {
    let mut rig = Rig::new(&[ALONE]);
    rig.start(&[0]);
    let overdue = rig.acts(|decider| decider.overdue(id(0), 1, Stage::Start, None));
    assert_eq!(overdue, ["expire a Start", "arm a GiveUp 1s"]);
    assert!(!rig.decider.ready(id(0), 1), "its thread was blocked, and `init` has returned after all");
    assert_eq!(rig.status(0), Status::Starting);
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed"]);
    // The next one has its own time.
    rig.start(&[0]);
    assert_eq!(rig.ready(0), ["a running"]);
}

#[test]
fn a_deadline_that_comes_too_late_harms_nobody() {
    let mut rig = Rig::new(&[ALONE]);
    rig.start(&[0]);
    rig.ready(0);
    for stage in [Stage::Start, Stage::Drain, Stage::Cleanup, Stage::GiveUp] {
        assert_eq!(rig.acts(|decider| decider.overdue(id(0), 1, stage, None)), [""; 0], "{stage:?}");
    }
    rig.restart(0);
    rig.gone(0);
    assert_eq!(rig.acts(|decider| decider.overdue(id(0), 1, Stage::Start, None)), [""; 0], "of another generation");
}

#[test]
fn the_next_generation_waits_for_a_blocked_one() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[])]);
    rig.start(&[1]);
    rig.acts(|decider| decider.overdue(id(0), 1, Stage::Start, None));
    assert_eq!(rig.moves(|decider| decider.overdue(id(0), 1, Stage::GiveUp, None)), ["a stopping", "a failed"]);
    assert_eq!(rig.start(&[0]), ["a waiting"]);
    assert_eq!(rig.waits_for(0), [0], "itself");
    assert_eq!(rig.gone(0), ["a starting"]);
    assert_eq!(rig.ready(0), ["a running", "b starting"]);
}

#[test]
fn force_waits_for_nobody() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    rig.moves(super::Decider::shutdown);
    let acts = rig.acts(super::Decider::force);
    let expected = [
        "a stopping",
        "stop a",
        "arm a Drain 4s",
        "expire a Drain",
        "expire a Cleanup",
        "arm a GiveUp 1s",
        "expire b Drain",
        "expire b Cleanup",
        "arm b GiveUp 1s",
    ];
    assert_eq!(acts, expected);
    assert_eq!(rig.gone(0), ["a completed"]);
    assert_eq!(rig.gone(1), ["b completed", "down"]);
}

#[test]
fn reports_of_a_former_generation_are_ignored() {
    let mut rig = Rig::running(&[ALONE]);
    rig.restart(0);
    rig.gone(0);
    assert!(!rig.decider.ready(id(0), 1));
    rig.decider.ending(id(0), 1, failed());
    rig.decider.gone(id(0), 1);
    assert_eq!(rig.decider.take_acts().len(), 0);
    assert_eq!(rig.ready(0), ["a running"]);
}

#[test]
fn waits_see_what_has_happened_since_the_command_alone() {
    let waits = |rig: &Rig| answer(Status::Running, &rig.decider.standing(id(0)));
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    assert_eq!(waits(&rig), Some(Ok(())));
    // It is still Running, because b is; but not for long.
    rig.restart(0);
    assert_eq!((rig.status(0), waits(&rig)), (Status::Running, None));
    rig.gone(1);
    rig.gone(0);
    rig.ends(0, failed());
    assert_eq!((rig.status(0), waits(&rig)), (Status::Failed, Some(Err(()))), "it was Running before the restart");
    rig.start(&[0]);
    rig.ready(0);
    rig.ends(0, failed());
    assert_eq!(waits(&rig), Some(Ok(())), "however briefly");
    rig.start(&[0]);
    rig.ready(0);
    rig.stop(0);
    assert_eq!(waits(&rig), None);
    rig.start(&[0]);
}

#[test]
fn who_was_never_started_is_yet_to_begin_until_the_shutdown() {
    let mut rig = Rig::new(&[ALONE]);
    assert_eq!(answer(Status::Running, &rig.decider.standing(id(0))), None);
    assert_eq!(rig.acts(super::Decider::shutdown), ["answer a", "down"]);
    assert_eq!(answer(Status::Running, &rig.decider.standing(id(0))), Some(Err(())));
}

#[test]
fn waits_see_that_a_stop_was_called_off() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    rig.stop(0);
    rig.start(&[0]);
    let standing = rig.decider.standing(id(0));
    assert_eq!(answer(Status::Running, &standing), Some(Ok(())));
}
