//! What commands note, and what they do to those that are down or on their way there.

use std::time::Duration;

use super::super::{Act, Stage, StartOrder, Terms};
use super::{ALONE, Rig, defaults, failed, id};
use crate::daemon::{OnExhausted, Restart};
use crate::lifecycle::Status;
use crate::lifecycle::journal::{Actor, Command};

const FORCED: StartOrder = StartOrder { immediate: false, force: true, deps: true };

/// One unit that is Failed, and to be tried again in five minutes.
fn to_be_tried_again() -> Rig {
    let terms = Terms {
        restart: Restart::DEFAULT.max(1).delay(Duration::ZERO),
        exhaustion: OnExhausted::RetryEvery(Duration::from_secs(300)),
        ..defaults()
    };
    let mut rig = Rig::with(&[ALONE], &[terms]).up(1);
    rig.ends(0, failed());
    rig.ends(0, failed());
    assert_eq!(rig.status(0), Status::Failed);
    assert!(rig.decider.next_start(id(0)).is_some());
    rig
}

#[test]
fn each_command_is_noted_with_who_gave_it() {
    let mut rig = Rig::running(&[ALONE, (&[0], &[])]);
    let noted = |rig: &mut Rig| -> Vec<(usize, Command, Actor)> {
        let acts = rig.decider.take_acts().into_iter();
        let commands = acts.filter_map(|act| match act {
            Act::Commanded { unit, command, by } => Some((unit.index(), command, by)),
            _ => None,
        });
        commands.collect()
    };
    rig.decider.begin(Duration::ZERO, Actor::Program);
    rig.decider.start(&[id(0), id(1)]);
    assert_eq!(noted(&mut rig), [(0, Command::Start, Actor::Program), (1, Command::Start, Actor::Program)]);
    rig.decider.begin(Duration::ZERO, Actor::Operator { who: "somebody".into(), why: None });
    // Whoever goes along is not told so itself.
    rig.decider.stop(&[id(0)]);
    rig.decider.restart(id(0));
    rig.decider.retry(id(0));
    rig.decider.reset(id(0));
    rig.decider.start_with(id(0), FORCED);
    let commands: Vec<Command> = noted(&mut rig).into_iter().map(|(_, command, _)| command).collect();
    assert_eq!(commands, [Command::Stop, Command::Restart, Command::Retry, Command::Reset, Command::Start]);
}

#[test]
fn commands_are_taken_until_the_shutdown() {
    let mut rig = Rig::running(&[ALONE]);
    assert!(rig.decider.is_open());
    rig.decider.shutdown();
    assert!(!rig.decider.is_open());
}

#[test]
fn a_stop_calls_off_the_next_try_and_leaves_the_failure() {
    let mut rig = to_be_tried_again();
    assert_eq!(rig.acts(|decider| decider.stop(&[id(0)])), ["disarm a"]);
    assert_eq!((rig.status(0), rig.decider.next_start(id(0))), (Status::Failed, None));
    assert_eq!(rig.later(0, Stage::Retry, 300), [""; 0], "its deadline comes too late");
    // Once is enough.
    assert_eq!(rig.acts(|decider| decider.stop(&[id(0)])), [""; 0]);
}

#[test]
fn a_reset_calls_off_the_next_try() {
    let mut rig = to_be_tried_again();
    assert_eq!(rig.acts(|decider| decider.reset(id(0))), ["disarm a", "a stopped"]);
    assert_eq!(rig.later(0, Stage::Retry, 300), [""; 0]);
}

#[test]
fn a_stop_takes_nothing_from_those_that_run() {
    let mut rig = Rig::running(&[ALONE, ALONE]);
    assert_eq!(rig.acts(|decider| decider.stop(&[id(0)])), ["a stopping", "drain a", "arm a Drain 4s"]);
    assert_eq!(rig.status(1), Status::Running);
}

#[test]
fn a_try_that_is_due_in_a_shutdown_is_not_made() {
    let mut rig = to_be_tried_again();
    assert_eq!(rig.moves(super::Decider::shutdown), ["down"]);
    assert_eq!(rig.later(0, Stage::Retry, 300), [""; 0]);
    assert_eq!(rig.status(0), Status::Failed);
}

#[test]
fn force_cuts_short_what_is_stopping_already() {
    let mut rig = Rig::running(&[ALONE]);
    rig.stop(0);
    let acts = rig.acts(|decider| decider.start_with(id(0), FORCED));
    assert_eq!(acts, ["expire a Drain", "arm a Cleanup 1s"]);
    assert_eq!(rig.gone(0), ["a waiting", "a starting"]);
}

#[test]
fn force_of_what_is_down_is_a_start() {
    let mut rig = Rig::new(&[ALONE]);
    assert_eq!(rig.moves(|decider| decider.start_with(id(0), FORCED)), ["a starting"]);
    assert_eq!(rig.ready(0), ["a running"]);
    // The next stop takes its time again.
    assert_eq!(rig.acts(|decider| decider.stop(&[id(0)])), ["a stopping", "drain a", "arm a Drain 4s"]);
}
