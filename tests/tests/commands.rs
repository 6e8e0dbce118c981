//! Commands are answered whatever daemons do: p21. Waiting for a failure: p38. What `start_with` can.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, settle};
use daemon_core::{Actor, Command, StartOptions, Status, What};
use daemon_tests::{Script, Stage, Step, supervised};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

supervised! {
    Hung(stop_timeout = "1h", start_timeout = "1h", restart(delay = "1h", jitter = 0.0));
    Above(depends_on("hung"));
    Fine;
}

/// An app whose `hung` does as `script` says, in the state that follows.
async fn hung(script: Script) -> System {
    let stage = Stage::default();
    stage.set("hung", script);
    let app = App::empty().with::<Hung>().with::<Above>().with::<Fine>().provide(stage);
    let (system, ()) = tokio::join!(app.run_apart(), settle());
    system
}

/// Starts an app without waiting for what comes of it.
trait RunApart {
    async fn run_apart(self) -> System;
}

impl RunApart for App {
    async fn run_apart(self) -> System {
        // Nothing is started with the app, so that `start` returns.
        let system = self.only::<&str>([]).start().await.unwrap();
        system.start("above").await.unwrap();
        system.start("fine").await.unwrap();
        settle().await;
        system
    }
}

/// Every command there is, each answered at once: no time goes by.
async fn all_commands(system: &System, what: &str) {
    let begun = Instant::now();
    system.retry("hung").await.unwrap();
    system.restart("hung").await.unwrap();
    system.start_with("hung", StartOptions::default().immediate(true)).await.unwrap();
    system.stop("hung").await.unwrap();
    system.start("hung").await.unwrap();
    system.reset("hung").await.unwrap();
    system.restart("fine").await.unwrap();
    system.wait_for("fine", Status::Running).await.unwrap();
    assert_eq!(system.statuses().len(), 3);
    assert_eq!(begun.elapsed(), Duration::ZERO, "{what}");
}

#[test]
fn p21_commands_are_answered_while_a_daemon_hangs() {
    let at_once = Duration::ZERO;
    let cases = [
        ("init", Script::init(Step::Hang), Status::Starting),
        ("run", Script::run(Step::Hang), Status::Running),
        ("backoff", Script::init(Step::Fail(at_once)), Status::Restarting),
        (
            "cleanup",
            Script { run: Some(Step::Fail(at_once)), cleanup: Step::Hang, ..Script::default() },
            Status::Stopping,
        ),
    ];
    for (what, script, expected) in cases {
        testing::run(async {
            let system = hung(script).await;
            assert_eq!(system.status("hung").unwrap().status, expected, "{what}");
            all_commands(&system, what).await;
        });
    }
}

#[test]
fn p21_retry_skips_a_backoff() {
    testing::run(async {
        let system = hung(Script::init(Step::Fail(Duration::ZERO))).await;
        let begun = Instant::now();
        for attempt in 2..5 {
            assert_eq!(system.status("hung").unwrap().status, Status::Restarting);
            system.retry("hung").await.unwrap();
            settle().await;
            let status = system.status("hung").unwrap();
            assert_eq!((status.generation, status.restarts), (attempt, u32::try_from(attempt).unwrap()));
        }
        assert_eq!(begun.elapsed(), Duration::ZERO);
    });
}

#[test]
fn p38_the_first_failure_is_had_also_when_it_is_past() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("hung", Script::run(Step::Fail(SECOND)));
        let app = App::empty().with::<Hung>().with::<Fine>().provide(stage.clone()).shutdown_timeout(2 * 3600 * SECOND);
        let system = app.start().await.unwrap();
        let early = system.wait_for_failure("hung").await.unwrap();
        assert_eq!(early.message(), "as the script says");
        stage.set("hung", Script::default());
        system.retry("hung").await.unwrap();
        system.wait_for("hung", Status::Running).await.unwrap();
        assert_eq!(system.wait_for_failure("hung").await.unwrap().message(), "as the script says");
        // Who has come to rest without failing will not fail.
        system.stop("fine").await.unwrap();
        let error = system.wait_for_failure("fine").await.unwrap_err().to_string();
        assert_eq!(error, "`fine` will not become failed: it is stopped");
        // What was forgotten is waited for anew.
        system.reset("hung").await.unwrap();
        stage.set("hung", Script::run(Step::Panic(SECOND)));
        system.restart("hung").await.unwrap();
        let (failure, ()) = tokio::join!(system.wait_for_failure("hung"), advance(SECOND));
        assert_eq!(failure.unwrap().to_string().split(',').next().unwrap(), "panicked: as the script says");
        system.shutdown().await;
    });
}

#[test]
fn p41_commands_for_an_unknown_daemon_name_the_nearest() {
    testing::run(async {
        let system = App::empty().with::<Fine>().provide(Stage::default()).start().await.unwrap();
        let errors = [
            system.retry("fin").await.unwrap_err().to_string(),
            system.reset("fin").await.unwrap_err().to_string(),
            system.start_with("fin", StartOptions::default()).await.unwrap_err().to_string(),
            system.wait_for_failure("fin").await.unwrap_err().to_string(),
        ];
        for error in errors {
            assert!(error.ends_with("did you mean `fine`?"), "{error}");
        }
    });
}

#[test]
fn force_ends_a_hung_generation_at_once() {
    testing::run(async {
        let system = hung(Script::run(Step::Hang)).await;
        let begun = Instant::now();
        system.start_with("hung", StartOptions::default().force(true)).await.unwrap();
        settle().await;
        let status = system.status("hung").unwrap();
        assert_eq!((status.status, status.generation), (Status::Running, 2));
        assert_eq!(begun.elapsed(), Duration::ZERO, "its stop_timeout is an hour");
    });
}

#[test]
fn force_cuts_a_cleanup_short_too() {
    testing::run(async {
        let system = hung(Script { cleanup: Step::Hang, ..Script::default() }).await;
        system.stop("hung").await.unwrap();
        settle().await;
        let status = system.status("hung").unwrap();
        assert_eq!((status.status, status.handler.unwrap().0), (Status::Stopping, "cleanup"));
        let begun = Instant::now();
        system.start_with("hung", StartOptions::default().force(true)).await.unwrap();
        settle().await;
        let status = system.status("hung").unwrap();
        assert_eq!((status.status, status.generation), (Status::Running, 2));
        assert_eq!(begun.elapsed(), Duration::ZERO, "its stop_timeout is an hour");
    });
}

#[test]
fn force_leaves_a_cleanup_its_share_if_that_has_not_begun() {
    testing::run(async {
        let system = hung(Script { run: Some(Step::Hang), cleanup: Step::Hang, ..Script::default() }).await;
        system.stop("hung").await.unwrap();
        advance(SECOND).await;
        let begun = Instant::now();
        let force = StartOptions::default().force(true);
        system.start_with("hung", force).await.unwrap();
        settle().await;
        assert_eq!(system.status("hung").unwrap().handler.unwrap().0, "cleanup");
        system.wait_for("hung", Status::Running).await.unwrap();
        assert_eq!(begun.elapsed(), 720 * SECOND, "a fifth of its hour");
    });
}

#[test]
fn without_its_dependencies_a_daemon_waits_for_them() {
    testing::run(async {
        let app = App::empty().with::<Hung>().with::<Above>().provide(Stage::default()).only::<&str>([]);
        let system = app.start().await.unwrap();
        system.start_with("above", StartOptions::default().deps(false)).await.unwrap();
        settle().await;
        assert_eq!(system.status("above").unwrap().waiting_for, ["hung"]);
        assert_eq!(system.status("hung").unwrap().status, Status::Stopped);
        system.start("hung").await.unwrap();
        system.wait_for("above", Status::Running).await.unwrap();
        system.shutdown().await;
    });
}

#[test]
fn p37_commands_are_journaled_with_who_gave_them() {
    #[daemon(register = false)]
    struct Tired;

    #[daemon]
    impl Tired {
        #[defer("1s")]
        fn done(&mut self, ctx: &Context) {
            ctx.stop();
        }
    }

    testing::run(async {
        let system = App::empty().with::<Tired>().start().await.unwrap();
        advance(2 * SECOND).await;
        system.restart("tired").await.unwrap();
        let commands = system.journal().of("tired").into_iter().filter_map(|record| match record.what {
            What::Commanded(command) => Some((command, record.actor)),
            _ => None,
        });
        let commands: Vec<_> = commands.collect();
        let itself = Actor::Daemon("tired".into());
        let expected =
            [(Command::Start, Actor::Program), (Command::Stop, itself.clone()), (Command::Restart, Actor::Program)];
        assert_eq!(commands, expected);
        let stopped = system.journal().of("tired").into_iter();
        let stopped = stopped.filter(|record| matches!(record.what, What::Moved { to: Status::Stopped, .. }));
        assert_eq!(stopped.map(|record| record.actor).collect::<Vec<_>>(), [itself]);
        system.shutdown().await;
    });
}
