//! Random graphs of real daemons, random commands, and daemons that fail, hang and panic as they like: what holds
//! whatever happens. States of p05, p11, p12, p13, p17, p37.

use std::collections::HashMap;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, assert_no_leaks};
use daemon_core::{Plan, Status};
use daemon_tests::{Log, Script, Stage, Step, scripted};
use tokio::time::{Instant, sleep};

/// How many histories each test makes up.
const SEEDS: u64 = 500;
const STEPS: usize = 40;

/// The longest way down: seven in a chain, each with its `stop_timeout` and the second that it has to notice.
const DOWN: Duration = Duration::from_secs(7 * 2);

// The letter says which of the types that may be at a place, the number which place. Nobody depends on a later place.
scripted! {
    A0(start_timeout = "2s", stop_timeout = "1s");
    A1(start_timeout = "2s", stop_timeout = "1s");
    B1(start_timeout = "2s", stop_timeout = "1s", depends_on("d0"));
    C1(start_timeout = "2s", stop_timeout = "1s", after("d0"));
    A2(start_timeout = "2s", stop_timeout = "1s", depends_on("d0"));
    B2(start_timeout = "2s", stop_timeout = "1s", depends_on("d0", "d1"));
    C2(start_timeout = "2s", stop_timeout = "1s", depends_on("d1"), after("d0"));
    A3(start_timeout = "2s", stop_timeout = "1s", depends_on("d1", "d2"));
    B3(start_timeout = "2s", stop_timeout = "1s", depends_on("d2"));
    C3(start_timeout = "2s", stop_timeout = "1s", after("d0", "d1", "d2"));
    A4(start_timeout = "2s", stop_timeout = "1s", depends_on("d3"));
    B4(start_timeout = "2s", stop_timeout = "1s", depends_on("d0", "d2"), after("d3"));
    C4(start_timeout = "2s", stop_timeout = "1s");
    A5(start_timeout = "2s", stop_timeout = "1s", depends_on("d4"));
    B5(start_timeout = "2s", stop_timeout = "1s", depends_on("d1", "d3"), after("d4"));
    C5(start_timeout = "2s", stop_timeout = "1s", after("d0", "d4"), autostart = false);
    A6(start_timeout = "2s", stop_timeout = "1s", depends_on("d0", "d1", "d2", "d3", "d4", "d5"));
    B6(start_timeout = "2s", stop_timeout = "1s", depends_on("d5"));
    C6(start_timeout = "2s", stop_timeout = "1s", depends_on("d3"), after("d5"));
}

fn random_app(random: &mut fastrand::Rng) -> App {
    let mut app = App::empty();
    for place in 0..random.usize(1..=7) {
        let name = format!("d{place}");
        app = match (place, random.usize(..3)) {
            (0, _) => app.with_named::<A0>(&name),
            (1, 0) => app.with_named::<A1>(&name),
            (1, 1) => app.with_named::<B1>(&name),
            (1, _) => app.with_named::<C1>(&name),
            (2, 0) => app.with_named::<A2>(&name),
            (2, 1) => app.with_named::<B2>(&name),
            (2, _) => app.with_named::<C2>(&name),
            (3, 0) => app.with_named::<A3>(&name),
            (3, 1) => app.with_named::<B3>(&name),
            (3, _) => app.with_named::<C3>(&name),
            (4, 0) => app.with_named::<A4>(&name),
            (4, 1) => app.with_named::<B4>(&name),
            (4, _) => app.with_named::<C4>(&name),
            (5, 0) => app.with_named::<A5>(&name),
            (5, 1) => app.with_named::<B5>(&name),
            (5, _) => app.with_named::<C5>(&name),
            (_, 0) => app.with_named::<A6>(&name),
            (_, 1) => app.with_named::<B6>(&name),
            (_, _) => app.with_named::<C6>(&name),
        };
    }
    app
}

fn random_step(random: &mut fastrand::Rng) -> Step {
    let delay = Duration::from_millis(random.u64(..2500));
    match random.u8(..16) {
        0..=6 => Step::Fine,
        7..=9 => Step::After(delay),
        10..=11 => Step::Fail(delay),
        12 => Step::Panic(delay),
        13 => Step::Panic(Duration::ZERO),
        14 => Step::Unavailable,
        _ => Step::Hang,
    }
}

fn random_script(random: &mut fastrand::Rng) -> Script {
    let run = match random.u8(..12) {
        0 => Some(random_step(random)),
        1 => Some(Step::Fail(Duration::from_millis(random.u64(..4000)))),
        _ => None,
    };
    Script { init: random_step(random), run, cleanup: random_step(random) }
}

async fn live(seed: u64) {
    let (mut random, stage, log) = (fastrand::Rng::with_seed(seed), Stage::default(), Log::capture());
    let app = random_app(&mut random).provide(stage.clone());
    let plan = app.check().unwrap();
    let names: Vec<&str> = plan.daemons.iter().map(|daemon| daemon.name.as_str()).collect();
    for name in &names {
        stage.set(name, random_script(&mut random));
    }
    let began = Instant::now();
    let system = app.start().await.unwrap();
    let longest = Duration::from_secs(names.len() as u64 * 4);
    assert!(began.elapsed() <= longest, "the start took {:?}", began.elapsed());
    for _ in 0..STEPS {
        let name = names[random.usize(..names.len())];
        // Who is Completed cannot be started, which is an error and changes nothing.
        match random.u8(..8) {
            0 => drop(system.start(name).await),
            1 => system.stop(name).await.unwrap(),
            2 => drop(system.restart(name).await),
            3 => drop(stage.set(name, random_script(&mut random))),
            4 if random.u8(..4) == 0 => system.start_all().await.unwrap(),
            4 if random.u8(..4) == 0 => system.stop_all().await.unwrap(),
            // In the middle of things, or later.
            5 => tokio::task::yield_now().await,
            _ => sleep(Duration::from_millis(random.u64(..1500))).await,
        }
        look(&system);
    }
    heal(&system, &stage, &names).await;
    for name in &names {
        stage.set(name, random_script(&mut random));
    }
    let began = Instant::now();
    let report = system.shutdown().await;
    assert!(began.elapsed() <= DOWN, "{report}");
    assert!(!report.forced && report.daemons.iter().all(|daemon| !daemon.blocked), "{report}");
    assert!(system.statuses().iter().all(|daemon| daemon.status.is_at_rest()), "{system:?}");
    assert_no_leaks(&system);
    read_log(&log.text(), &plan);
    read_diary(&stage.diary.take(), &plan, &log.text());
}

/// What holds at any moment.
fn look(system: &System) {
    assert_no_leaks(system);
    for daemon in system.statuses() {
        let waits = daemon.status == Status::Waiting;
        assert_eq!(waits, !daemon.waiting_for.is_empty(), "{daemon:?}");
        let failed = matches!(daemon.status, Status::Failed | Status::Unavailable);
        assert!(!failed || daemon.failure.is_some(), "{daemon:?}");
    }
}

/// With everybody well again, everybody who can be is brought up.
async fn heal(system: &System, stage: &Stage, names: &[&str]) {
    for name in names {
        stage.set(name, Script::default());
    }
    sleep(2 * DOWN).await;
    for name in names {
        // But for who is Completed.
        drop(system.start(name).await);
    }
    sleep(2 * DOWN).await;
    for daemon in system.statuses() {
        assert!(matches!(daemon.status, Status::Running | Status::Completed), "{daemon:?}");
    }
    look(system);
}

/// Every transition is in the log: each must be legal, and nobody starts before whom it needs.
fn read_log(log: &str, plan: &Plan) {
    let daemons = plan.daemons.iter();
    let mut statuses: HashMap<&str, Status> = daemons.map(|daemon| (daemon.name.as_str(), Status::Stopped)).collect();
    for line in log.lines() {
        let Some((_, message)) = line.trim_start().split_once(' ') else { continue };
        let Some((_, daemon)) = message.split_once("daemon=") else { continue };
        let word = message.split(' ').next().unwrap_or_default();
        let Some(to) = Status::ALL.into_iter().find(|status| status.to_string() == word) else { continue };
        let name = daemon.split(' ').next().unwrap_or_default();
        let daemon = plan.daemons.iter().find(|daemon| daemon.name == name).unwrap();
        let from = statuses.insert(&daemon.name, to).unwrap();
        assert!(from.may_become(to), "{name}: {from} → {to}\n{log}");
        for need in daemon.depends_on.iter().filter(|_| to == Status::Starting) {
            let status = statuses[need.as_str()];
            let is_there = matches!(status, Status::Running | Status::Completed);
            assert!(is_there, "{name} starts while {need} is {status}\n{log}");
        }
    }
    assert!(statuses.values().all(|status| status.is_at_rest()), "the log knows the end: {statuses:?}\n{log}");
}

/// Where a daemon is, as its hooks tell.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hook {
    Away,
    Init,
    Up,
    /// Its `run` ended of itself, so that it does not wait for those who need it.
    Over,
    Cleanup,
    /// Away, after its `run` ended of itself.
    Spent,
    SpentCleanup,
}

/// Hooks come in pairs, one generation at a time, nobody before whom it needs, nobody gone before who needs it.
fn read_diary(diary: &[String], plan: &Plan, log: &str) {
    let mut at: HashMap<&str, Hook> = plan.daemons.iter().map(|daemon| (daemon.name.as_str(), Hook::Away)).collect();
    for (number, entry) in diary.iter().enumerate() {
        let (sign, name) = entry.split_at(1);
        let (name, end) = match name.strip_suffix(['.', '!']) {
            Some(start) => (start, &name[start.len()..]),
            None => (name, ""),
        };
        let planned = plan.daemons.iter().find(|daemon| daemon.name == name).unwrap();
        let tell = || format!("entry {number}, {entry}, of {diary:#?}\n{log}");
        let next = match (at[name], sign, end) {
            (Hook::Away | Hook::Spent, "+", "") => {
                for need in &planned.depends_on {
                    // It may have ended of itself between the decision and the call.
                    let there = !matches!(at[need.as_str()], Hook::Away | Hook::Init | Hook::Cleanup);
                    assert!(there, "{name} starts without {need}: {}", tell());
                }
                Hook::Init
            }
            (Hook::Init, "+", ".") => Hook::Up,
            (Hook::Up, "~", "") => Hook::Over,
            (Hook::Up, "-", "") => {
                for other in plan.daemons.iter().filter(|other| other.depends_on.iter().any(|need| need == name)) {
                    let away = matches!(at[other.name.as_str()], Hook::Away | Hook::Spent);
                    assert!(away, "{name} stops before {}: {}", other.name, tell());
                }
                Hook::Cleanup
            }
            (Hook::Over, "-", "") => Hook::SpentCleanup,
            (Hook::SpentCleanup, "-", "." | "!") => Hook::Spent,
            (Hook::Init, "+", "!") | (Hook::Cleanup, "-", "." | "!") => Hook::Away,
            (from, ..) => panic!("not after {from:?}: {}", tell()),
        };
        at.insert(planned.name.as_str(), next);
    }
    assert!(at.values().all(|hook| matches!(hook, Hook::Away | Hook::Spent)), "all are gone: {at:?}");
}

/// Makes up the histories of `SEEDS` seeds from `first` on: several tests, so that several cores share them.
fn histories(first: u64) {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.payload().downcast_ref::<&str>() != Some(&"as the script says") {
            default(panic);
        }
    }));
    for seed in first..first + SEEDS {
        let outcome = std::panic::catch_unwind(|| testing::run(live(seed)));
        assert!(outcome.is_ok(), "seed {seed}");
    }
}

#[test]
fn p37_whatever_happens_states_are_legal_hooks_are_paired_and_everything_ends_1() {
    histories(0);
}

#[test]
fn p37_whatever_happens_states_are_legal_hooks_are_paired_and_everything_ends_2() {
    histories(500);
}

#[test]
fn p37_whatever_happens_states_are_legal_hooks_are_paired_and_everything_ends_3() {
    histories(1000);
}

#[test]
fn p37_whatever_happens_states_are_legal_hooks_are_paired_and_everything_ends_4() {
    histories(1500);
}
