//! Restarts: the table, the backoff, the budget, and what resets it.

use std::time::Duration;

use super::super::verdict::{End, Verdict, delay, verdict};
use super::super::{Act, Exit, OFTEN, Stage, StartOrder, Terms};
use super::{ALONE, Rig, defaults, failed, id, unavailable};
use crate::daemon::{Backoff, OnExhausted, Readiness, Restart, RestartPolicy};
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, FailureKind, Status};

/// One unit, running, that is restarted as `restart` says and stays Failed after that.
fn restarted(restart: Restart) -> Rig {
    Rig::with(&[ALONE], &[Terms { restart, exhaustion: OnExhausted::Fail, ..defaults() }]).up(1)
}

fn exact() -> Restart {
    Restart::DEFAULT.max(5).delay(Duration::from_secs(1)).jitter(0.0)
}

/// What `unit` is told to wait for, of `acts`.
fn armed(acts: &[String]) -> Vec<&str> {
    acts.iter().filter_map(|act| act.strip_prefix("arm a ")).collect()
}

#[test]
fn p14_the_table_of_policy_and_exit() {
    use {End::*, RestartPolicy::*};
    let table = [
        (OnFailure, Returned, Verdict::Complete),
        (OnFailure, Failed, Verdict::Restart),
        (OnFailure, Unavailable, Verdict::GiveUp),
        (Always, Returned, Verdict::Restart),
        (Always, Failed, Verdict::Restart),
        (Always, Unavailable, Verdict::GiveUp),
        (Never, Returned, Verdict::Complete),
        (Never, Failed, Verdict::Fail),
        (Never, Unavailable, Verdict::GiveUp),
    ];
    for (policy, end, expected) in table {
        assert_eq!(verdict(policy, end), expected, "{policy:?} × {end:?}");
    }
}

#[test]
fn p14_every_exit_under_every_policy_ends_where_the_table_says() {
    use RestartPolicy::{Always, Never, OnFailure};
    let rows: [(Exit, [&str; 3]); 3] = [
        (Exit::Completed, ["completed", "restarting", "completed"]),
        (failed(), ["restarting", "restarting", "failed"]),
        (unavailable(), ["unavailable", "unavailable", "unavailable"]),
    ];
    for (exit, ends) in rows {
        for (policy, end) in [OnFailure, Always, Never].into_iter().zip(ends) {
            let mut rig = restarted(exact().policy(policy));
            assert_eq!(rig.ends(0, exit.clone()), ["a stopping".to_owned(), format!("a {end}")], "{policy:?}");
        }
    }
}

#[test]
fn p14_who_was_stopped_on_purpose_stays_stopped_whatever_the_policy() {
    for policy in [RestartPolicy::OnFailure, RestartPolicy::Always, RestartPolicy::Never] {
        for exit in [Exit::Stopped, failed(), unavailable()] {
            let mut rig = restarted(exact().policy(policy));
            rig.stop(0);
            assert_eq!(rig.ends(0, exit), ["a stopped"], "{policy:?}");
        }
    }
}

#[test]
fn p15_delays_grow_as_declared_and_stop_growing() {
    let seconds =
        |restart: Restart| -> Vec<u64> { (1..=6).map(|attempt| delay(&restart, attempt, 0.0).as_secs()).collect() };
    let base = exact().max_delay(Duration::from_secs(10));
    assert_eq!(seconds(base), [1, 2, 4, 8, 10, 10]);
    assert_eq!(seconds(base.backoff(Backoff::Linear)), [1, 2, 3, 4, 5, 6]);
    assert_eq!(seconds(base.backoff(Backoff::Fixed)), [1, 1, 1, 1, 1, 1]);
    let endless = base.max_delay(Duration::MAX);
    assert_eq!(delay(&endless, 1000, 0.0), Duration::from_secs(u64::from(u32::MAX)), "no overflow");
}

#[test]
fn p15_jitter_shortens_by_at_most_its_share() {
    let restart = exact().jitter(0.2).delay(Duration::from_secs(10));
    assert_eq!(delay(&restart, 1, 0.0), Duration::from_secs(10));
    assert_eq!(delay(&restart, 1, 0.5), Duration::from_secs(9));
    let most = delay(&restart, 1, 0.999_999);
    assert!(most > Duration::from_secs(8) && most < Duration::from_millis(8001));
    let whole = exact().jitter(1.0);
    assert!(delay(&whole, 1, 0.999_999) < Duration::from_millis(1));
}

#[test]
fn p15_with_the_defaults_it_is_tried_for_over_five_minutes_however_the_jitter_falls() {
    let shortest: Duration = (1..=Restart::BUDGET).map(|attempt| delay(&Restart::DEFAULT, attempt, 1.0)).sum();
    assert!(shortest > Duration::from_secs(300), "{shortest:?}");
}

#[test]
fn p15_the_budget_is_exact() {
    let mut rig = restarted(exact());
    let mut at = Vec::new();
    for seconds in [1, 2, 4, 8, 16] {
        rig.ending(0, failed());
        let generation = rig.generation(0);
        let acts = rig.acts(|decider| decider.gone(id(0), generation));
        assert_eq!(armed(&acts), [format!("Backoff {seconds}s")]);
        assert_eq!(rig.decider.next_start(id(0)), Some(rig.decider.now + Duration::from_secs(seconds)));
        assert_eq!(rig.later(0, Stage::Backoff, seconds), ["a starting"]);
        at.push(rig.decider.now.as_secs());
    }
    assert_eq!(at, [1, 3, 7, 15, 31]);
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed"], "the sixth failure");
    assert_eq!(rig.generation(0), 6);
    assert_eq!(rig.decider.next_start(id(0)), None);
}

#[test]
fn p15_spent_restarts_can_be_followed_by_a_try_now_and_then() {
    let terms =
        Terms { restart: exact().max(1), exhaustion: OnExhausted::RetryEvery(Duration::from_secs(300)), ..defaults() };
    let mut rig = Rig::with(&[ALONE], &[terms]).up(1);
    rig.ends(0, failed());
    rig.later(0, Stage::Backoff, 1);
    rig.ending(0, failed());
    assert_eq!(armed(&rig.acts(|decider| decider.gone(id(0), 2))), ["Retry 300s"]);
    assert_eq!(rig.status(0), Status::Failed);
    assert_eq!(rig.later(0, Stage::Retry, 300), ["a starting"]);
    rig.ready(0);
    rig.ending(0, failed());
    let again = rig.acts(|decider| decider.gone(id(0), 3));
    assert_eq!(armed(&again), ["Retry 300s"], "one try, no restarts");
    assert_eq!(rig.later(0, Stage::Retry, 300), ["a starting"]);
    rig.ready(0);
    assert_eq!(rig.later(0, Stage::Settle, 60), [""; 0]);
    assert_eq!(rig.ends(0, failed()).last().unwrap(), "a restarting", "it was well for long enough");
}

#[test]
fn the_defaults_for_when_restarts_are_spent() {
    let every = OnExhausted::RetryEvery(Duration::from_secs(300));
    let declared = crate::daemon::Declaration::new("", "", crate::daemon::Source::new("", 0));
    assert_eq!(declared.exhaustion(), every);
    assert_eq!(declared.critical(true).exhaustion(), OnExhausted::Fail);
    assert_eq!(declared.restart(Restart::DEFAULT.max(20)).exhaustion(), OnExhausted::Fail);
    assert_eq!(declared.restart(Restart::DEFAULT.policy(RestartPolicy::Never)).exhaustion(), OnExhausted::Fail);
    assert_eq!(declared.critical(true).on_exhausted(Some(every)).exhaustion(), every);
}

#[test]
fn p16_counters_are_reset_by_being_well_for_long_enough_alone() {
    let mut rig = restarted(exact());
    rig.ends(0, failed());
    rig.later(0, Stage::Backoff, 1);
    let ready = rig.acts(|decider| decider.ready(id(0), 2));
    assert_eq!(armed(&ready), ["Settle 60s"]);
    assert_eq!(rig.decider.streak(id(0)).restarts, 1);
    // A command does not.
    rig.restart(0);
    rig.gone(0);
    rig.ready(0);
    rig.stop(0);
    rig.gone(0);
    rig.start(&[0]);
    rig.ready(0);
    assert_eq!(rig.decider.streak(id(0)).restarts, 1);
    rig.later(0, Stage::Settle, 60);
    assert_eq!((rig.decider.streak(id(0)).restarts, rig.decider.streak(id(0)).total), (0, 1));
    // Who has not failed has nothing to reset.
    rig.restart(0);
    rig.gone(0);
    let generation = rig.generation(0);
    assert_eq!(armed(&rig.acts(|decider| decider.ready(id(0), generation))), [""; 0]);
}

#[test]
fn p16_a_reset_too() {
    let mut rig = restarted(exact().max(1));
    for _ in 0..2 {
        rig.ends(0, failed());
        rig.later(0, Stage::Backoff, 1);
    }
    assert_eq!(rig.status(0), Status::Failed);
    assert_eq!(rig.moves(|decider| decider.reset(id(0))), ["a stopped"]);
    assert!(rig.decider.failure(id(0)).is_none() && rig.decider.first_failure(id(0)).is_none());
    rig.start(&[0]);
    assert_eq!(rig.ends(0, failed()).last().unwrap(), "a restarting");
}

#[test]
fn p16_sixty_restarts_in_an_hour_are_said_once() {
    let mut rig =
        restarted(Restart::DEFAULT.max(1000).backoff(Backoff::Fixed).delay(Duration::from_secs(30)).jitter(0.0));
    let mut said = Vec::new();
    for restart in 1..=OFTEN + 20 {
        rig.ending(0, failed());
        let generation = rig.generation(0);
        rig.decider.gone(id(0), generation);
        let acts = rig.decider.take_acts();
        said.extend(acts.iter().filter(|act| matches!(act, Act::RestartsOften { .. })).map(|_| restart));
        rig.later(0, Stage::Backoff, 30);
        rig.ready(0);
    }
    assert_eq!(said, [OFTEN + 1]);
    let (now, streak) = (rig.decider.now, rig.decider.streak(id(0)));
    assert_eq!(streak.in_last_hour(now), OFTEN + 1);
    assert_eq!(streak.in_last_hour(now + Duration::from_secs(3600)), 0);
}

#[test]
fn p16_an_hour_is_an_hour() {
    let mut rig = restarted(exact());
    rig.ends(0, failed());
    let (then, streak) = (rig.decider.now, rig.decider.streak(id(0)));
    let after = |seconds| streak.in_last_hour(then + Duration::from_secs(seconds));
    assert_eq!([after(0), after(3599), after(3600)], [1, 1, 0]);
}

#[test]
fn p16_a_reset_forgets_all_but_how_many_there_were_in_all() {
    let mut rig = restarted(exact());
    rig.ends(0, failed());
    rig.later(0, Stage::Backoff, 1);
    rig.ready(0);
    rig.decider.reset(id(0));
    let (now, streak) = (rig.decider.now, rig.decider.streak(id(0)));
    assert_eq!((streak.restarts, streak.total, streak.in_last_hour(now)), (0, 1, 0));
    assert!(streak.first.is_none());
    // While it fails: the restart that follows counts, and can be forgotten like any other.
    rig.ending(0, failed());
    rig.decider.reset(id(0));
    rig.gone(0);
    let streak = rig.decider.streak(id(0));
    assert!(streak.restarts == 1 && streak.first.is_none());
    rig.later(0, Stage::Backoff, 1);
    let generation = rig.generation(0);
    assert_eq!(armed(&rig.acts(|decider| decider.ready(id(0), generation))), ["Settle 60s"]);
}

#[test]
fn p19_failed_is_left_by_command_and_the_first_cause_is_kept() {
    let mut rig = restarted(exact().max(1));
    let first = Exit::Failed(Failure::new(FailureKind::Run, "the first"));
    rig.ends(0, first);
    rig.later(0, Stage::Backoff, 1);
    rig.ends(0, failed());
    assert_eq!(rig.decider.first_failure(id(0)).unwrap().message(), "the first");
    assert_eq!(rig.decider.failure(id(0)).unwrap().message(), "as the test says");
    let start = |rig: &mut Rig, unit: usize| rig.start(&[unit]);
    let retry = |rig: &mut Rig, unit: usize| rig.moves(|decider| decider.retry(id(unit)));
    for again in [Rig::restart, start, retry] {
        assert_eq!(again(&mut rig, 0), ["a starting"]);
        // The budget is spent.
        assert_eq!(rig.ends(0, failed()), ["a stopping", "a failed"]);
    }
}

#[test]
fn p21_a_backoff_takes_commands() {
    let backing_off = || {
        let mut rig = restarted(exact());
        rig.ends(0, failed());
        rig
    };
    assert_eq!(backing_off().moves(|decider| decider.retry(id(0))), ["a starting"]);
    assert_eq!(backing_off().restart(0), ["a starting"]);
    assert_eq!(backing_off().stop(0), ["a stopped"]);
    assert_eq!(backing_off().start(&[0]), [""; 0], "it is on its way");
    let now = StartOrder { immediate: true, force: false, deps: true };
    assert_eq!(backing_off().moves(|decider| decider.start_with(id(0), now)), ["a starting"]);
    let mut stopped = backing_off();
    stopped.stop(0);
    assert_eq!(stopped.later(0, Stage::Backoff, 1), [""; 0], "its deadline comes too late");
    assert_eq!(backing_off().moves(super::Decider::shutdown), ["a stopped", "down"]);
}

#[test]
fn a_restart_without_a_pause_is_one_decision() {
    let mut rig = restarted(exact().delay(Duration::ZERO));
    assert_eq!(rig.ends(0, failed()), ["a stopping", "a restarting", "a starting"]);
}

#[test]
fn the_mail_is_kept_for_a_restart_and_not_without_one() {
    let mut rig = restarted(exact().max(1));
    rig.ending(0, failed());
    assert!(rig.decider.keeps_mail(id(0)));
    rig.gone(0);
    rig.later(0, Stage::Backoff, 1);
    rig.ending(0, failed());
    assert!(!rig.decider.keeps_mail(id(0)), "this one is final");
    let mut told = restarted(exact());
    told.stop(0);
    told.ending(0, failed());
    assert!(!told.decider.keeps_mail(id(0)));
}

#[test]
fn force_cuts_short_and_counts_from_zero() {
    let mut rig = restarted(exact());
    rig.ends(0, failed());
    rig.later(0, Stage::Backoff, 1);
    rig.ready(0);
    let order = StartOrder { immediate: false, force: true, deps: true };
    let acts = rig.acts(|decider| decider.start_with(id(0), order));
    assert_eq!(acts, ["a stopping", "stop a", "expire a Drain", "arm a Cleanup 1s"]);
    assert_eq!(rig.gone(0), ["a waiting", "a starting"]);
    assert_eq!(rig.decider.streak(id(0)).restarts, 0);
}

#[test]
fn a_start_without_dependencies_waits_for_them() {
    let mut rig = Rig::new(&[ALONE, (&[0], &[])]);
    let order = StartOrder { immediate: false, force: false, deps: false };
    assert_eq!(rig.moves(|decider| decider.start_with(id(1), order)), ["b waiting"]);
    assert_eq!(rig.status(0), Status::Stopped);
}

#[test]
fn a_job_holds_its_dependents_until_it_is_done() {
    let job = Terms { ready: Readiness::Completed, restart: exact(), ..defaults() };
    let mut rig = Rig::with(&[ALONE, (&[0], &[]), (&[], &[0])], &[job, defaults(), defaults()]);
    rig.start(&[1, 2]);
    assert_eq!(rig.ready(0), ["a running"]);
    assert!(!rig.decider.is_settled(), "it is not done");
    assert_eq!((rig.waits_for(1), rig.waits_for(2)), (vec![0], vec![0]));
    assert_eq!(
        rig.ends(0, failed()),
        ["a stopping", "a restarting", "c starting"],
        "order only, and it has failed once"
    );
    rig.ready(2);
    assert!(rig.decider.is_settled());
    rig.later(0, Stage::Backoff, 1);
    rig.ready(0);
    assert_eq!(rig.ends(0, Exit::Completed), ["a stopping", "a completed", "b starting"]);
}

#[test]
fn p12_a_critical_daemon_that_is_down_for_good_is_said() {
    let critical = Terms { critical: true, restart: exact().max(0), exhaustion: OnExhausted::Fail, ..defaults() };
    let said = |terms, exit| {
        let mut rig = Rig::with(&[ALONE], &[terms]).up(1);
        rig.ending(0, exit);
        rig.acts(|decider| decider.gone(id(0), 1)).contains(&"a is critical".to_owned())
    };
    assert!(said(critical, failed()));
    assert!(said(critical, unavailable()));
    assert!(!said(critical, Exit::Completed));
    assert!(!said(Terms { critical: false, ..critical }, failed()));
    let tried_again = OnExhausted::RetryEvery(Duration::from_secs(1));
    assert!(!said(Terms { exhaustion: tried_again, ..critical }, failed()), "it may come back");
}

#[test]
fn p24_a_failure_in_a_stop_is_no_cause_of_it() {
    let mut rig = restarted(exact());
    rig.decider.begin(Duration::ZERO, Actor::Program);
    rig.restart(0);
    rig.ending(0, failed());
    assert!(rig.decider.first_failure(id(0)).is_none());
    assert_eq!(rig.decider.streak(id(0)).restarts, 0);
}
