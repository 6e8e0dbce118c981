//! Waiting for a daemon, and what commands say. p08, p38, p41 as far as they go without restarts.

#![expect(clippy::disallowed_methods, reason = "who waits here is nobody's daemon")]

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, settle};
use daemon_core::{CommandError, Status, WaitError};
use daemon_tests::{Script, Stage, Step, scripted};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

scripted! {
    Db;
    Api(depends_on("db"), stop_timeout = "10s");
    ByHand(autostart = false);
}

/// What `future` gives without anybody waiting for it.
async fn at_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let began = Instant::now();
    let output = std::future::poll_fn(|task| std::task::Poll::Ready(future.as_mut().poll(task))).await;
    assert_eq!(began.elapsed(), Duration::ZERO);
    match output {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

async fn started(stage: &Stage) -> System {
    let app = App::empty().with::<Db>().with::<Api>().with::<ByHand>().provide(stage.clone());
    app.start().await.unwrap()
}

#[test]
fn p08_a_wait_for_what_is_already_so_is_over_at_once() {
    testing::run(async {
        let system = started(&Stage::default()).await;
        advance(3600 * SECOND).await;
        assert!(matches!(at_once(system.wait_for("db", Status::Running)).await, Some(Ok(()))));
        assert!(matches!(at_once(system.wait_for("by-hand", Status::Stopped)).await, Some(Ok(()))));
        system.shutdown().await;
    });
}

#[test]
fn p08_everybody_who_waits_is_told() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("by-hand", Script::init(Step::After(SECOND)));
        let system = started(&stage).await;
        let mut waits = Vec::new();
        for _ in 0..100 {
            let system = system.clone();
            waits.push(tokio::spawn(async move { system.wait_for("by-hand", Status::Running).await }));
        }
        // Nobody has started it yet, so it is not at rest: it is yet to begin.
        advance(3600 * SECOND).await;
        assert!(waits.iter().all(|wait| !wait.is_finished()));
        system.start("by-hand").await.unwrap();
        let began = Instant::now();
        for wait in waits {
            wait.await.unwrap().unwrap();
        }
        assert_eq!(began.elapsed(), SECOND);
        system.shutdown().await;
    });
}

#[test]
fn p38_at_rest_a_wait_answers_for_the_past() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::run(Step::Fail(SECOND))).set("by-hand", Script::run(Step::After(SECOND)));
        let system = started(&stage).await;
        system.start("by-hand").await.unwrap();
        advance(5 * SECOND).await;
        // It was Running, however briefly; now it is Failed, and Completed.
        for (name, status) in [("db", Status::Failed), ("by-hand", Status::Completed)] {
            assert_eq!(system.status(name).unwrap().status, status);
            for seen in [Status::Starting, Status::Running, Status::Stopping, status] {
                assert!(matches!(at_once(system.wait_for(name, seen)).await, Some(Ok(()))), "{name} {seen}");
            }
            let Some(Err(error)) = at_once(system.wait_for(name, Status::Unavailable)).await else { panic!("{name}") };
            assert!(matches!(&error, WaitError::AtRest { failure, .. } if failure.is_some() == (name == "db")));
        }
        let text = at_once(system.wait_for("db", Status::Completed)).await.unwrap().unwrap_err().to_string();
        let expected = "`db` will not become completed: it is failed: as the script says, in `run` (";
        assert!(text.starts_with(expected), "{text}");
        system.shutdown().await;
    });
}

#[test]
fn p38_a_wait_that_cannot_be_fulfilled_any_more_fails_as_soon_as_that_is_known() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("by-hand", Script::init(Step::Fail(SECOND)));
        let system = started(&stage).await;
        system.start("by-hand").await.unwrap();
        let began = Instant::now();
        let error = system.wait_for("by-hand", Status::Running).await.unwrap_err();
        assert_eq!(began.elapsed(), SECOND);
        assert!(error.to_string().contains("as the script says"), "{error}");
        system.shutdown().await;
    });
}

#[test]
fn p38_what_was_before_the_last_command_does_not_count() {
    testing::run(async {
        let stage = Stage::default();
        let system = started(&stage).await;
        system.stop("api").await.unwrap();
        let error = system.wait_for("api", Status::Running).await.unwrap_err();
        assert!(matches!(error, WaitError::AtRest { status: Status::Stopped, .. }), "{error}");
        stage.set("api", Script::init(Step::Fail(SECOND)));
        system.start("api").await.unwrap();
        assert!(system.wait_for("api", Status::Running).await.is_err());
        stage.set("api", Script::default());
        system.start("api").await.unwrap();
        system.wait_for("api", Status::Running).await.unwrap();
        system.shutdown().await;
    });
}

#[test]
fn p38_a_wait_after_a_restart_is_for_the_new_generation() {
    testing::run(async {
        let stage = Stage::default();
        // Db stays Running until api is down, which takes it three seconds.
        stage.set("api", Script::cleanup(Step::After(3 * SECOND)));
        let system = started(&stage).await;
        let began = Instant::now();
        system.restart("db").await.unwrap();
        assert_eq!(system.status("db").unwrap().status, Status::Running);
        system.wait_for("db", Status::Running).await.unwrap();
        assert_eq!((began.elapsed(), system.status("db").unwrap().generation), (3 * SECOND, 2));
        system.wait_for("api", Status::Running).await.unwrap();
        assert_eq!(system.status("api").unwrap().generation, 2);
        // And one that fails is not taken for the one before.
        stage.set("db", Script::init(Step::Fail(SECOND)));
        system.restart("db").await.unwrap();
        assert!(system.wait_for("db", Status::Running).await.is_err());
        system.shutdown().await;
    });
}

#[test]
fn p38_a_wait_sees_that_a_stop_was_called_off() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("api", Script::cleanup(Step::After(3 * SECOND)));
        let system = started(&stage).await;
        system.stop("db").await.unwrap();
        let mut wait = pin!(system.wait_for("db", Status::Running));
        assert!(at_once(wait.as_mut()).await.is_none());
        system.start("db").await.unwrap();
        assert!(matches!(at_once(wait).await, Some(Ok(()))));
        system.wait_for("api", Status::Stopped).await.unwrap();
        assert_eq!(system.status("db").unwrap().generation, 1);
        system.shutdown().await;
    });
}

#[test]
fn p38_a_wait_that_is_dropped_is_forgotten() {
    testing::run(async {
        let system = started(&Stage::default()).await;
        for _ in 0..10 {
            assert!(at_once(system.wait_for("by-hand", Status::Running)).await.is_none());
        }
        system.start("by-hand").await.unwrap();
        system.wait_for("by-hand", Status::Running).await.unwrap();
        system.shutdown().await;
    });
}

#[test]
fn p38_waits_end_with_the_system() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        let system = started(&stage).await;
        // One waits for what has failed, the other was never started.
        let waits = ["api", "by-hand"].map(|name| {
            let waiting = system.clone();
            tokio::spawn(async move { waiting.wait_for(name, Status::Running).await })
        });
        settle().await;
        assert!(waits.iter().all(|wait| !wait.is_finished()));
        system.shutdown().await;
        for wait in waits {
            assert!(matches!(wait.await.unwrap(), Err(WaitError::AtRest { status: Status::Stopped, .. })));
        }
    });
}

#[test]
fn p38_a_completed_system_answers_for_its_daemons() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Db>().provide(Stage::default())).start().await;
        let system = System::clone(&app);
        app.end().await;
        system.wait_for("db", Status::Completed).await.unwrap();
        let again = system.shutdown().await;
        assert_eq!(again.daemons.len(), 1, "the same report again");
    });
}

#[test]
fn p41_unknown_names_are_errors_with_the_nearest_one() {
    testing::run(async {
        let system = started(&Stage::default()).await;
        let text = "there is no daemon `byhand`; did you mean `by-hand`?";
        assert_eq!(system.wait_for("byhand", Status::Running).await.unwrap_err().to_string(), text);
        assert_eq!(system.status("byhand").unwrap_err().to_string(), text);
        assert_eq!(system.start("byhand").await.unwrap_err().to_string(), text);
        assert_eq!(system.stop("byhand").await.unwrap_err().to_string(), text);
        assert_eq!(system.restart("byhand").await.unwrap_err().to_string(), text);
        let unlike = system.start("zookeeper").await.unwrap_err();
        assert_eq!(unlike.to_string(), "there is no daemon `zookeeper`");
        system.shutdown().await;
    });
}

#[test]
fn commands_that_cannot_be_carried_out_change_nothing() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("by-hand", Script::run(Step::Fine));
        let system = started(&stage).await;
        system.start("by-hand").await.unwrap();
        system.wait_for("by-hand", Status::Completed).await.unwrap();
        for refused in [system.start("by-hand").await, system.restart("by-hand").await] {
            assert_eq!(refused, Err(CommandError::Completed("by-hand".to_owned())));
        }
        system.stop("by-hand").await.expect("there is nothing to stop");
        system.shutdown().await;
        let all = [
            system.start("db").await,
            system.stop("db").await,
            system.restart("db").await,
            system.start_all().await,
            system.stop_all().await,
        ];
        assert!(all.iter().all(|refused| *refused == Err(CommandError::ShuttingDown)), "{all:?}");
        assert_eq!(system.status("db").unwrap().status, Status::Completed);
    });
}

#[test]
fn commands_are_answered_while_daemons_hang() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("by-hand", Script::init(Step::Hang)).set("api", Script::cleanup(Step::Hang));
        let system = started(&stage).await;
        let began = Instant::now();
        system.start("by-hand").await.unwrap();
        system.restart("api").await.unwrap();
        system.stop("by-hand").await.unwrap();
        system.start("by-hand").await.unwrap();
        system.stop("db").await.unwrap();
        system.start_all().await.unwrap();
        assert_eq!(system.statuses().len(), 3);
        assert_eq!(began.elapsed(), Duration::ZERO);
        let report = system.shutdown().await;
        assert!(began.elapsed() <= 13 * SECOND, "{report}");
    });
}
