//! Daemons that the app cannot do without: when one is down for good, the run ends. p12, p41.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::future::pending;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing;
use daemon_core::{FailureKind, RunError, Status};
use daemon_tests::{Script, Stage, Step, supervised};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

supervised! {
    Vital(critical, restart(delay = "1s", max = 2, jitter = 0.0));
    Bystander;
    Base(restart(delay = "1s", max = 1, jitter = 0.0));
    Patient(restart(delay = "1s", max = 1, jitter = 0.0), on_exhausted = "retry_every(5m)");
    Middle(depends_on("base"), on_dependency_failure = "stop");
    OnBase(critical, depends_on("base"));
    OnMiddle(critical, depends_on("middle"));
    Quits(critical, depends_on("base"), on_dependency_failure = "stop");
    OnPatient(critical, depends_on("patient"));
}

#[test]
fn p12_a_critical_daemon_out_of_restarts_ends_the_run() {
    testing::run(async {
        let (begun, stage) = (Instant::now(), Stage::default());
        stage.set("vital", Script::run(Step::Fail(SECOND)));
        let app = App::empty().with::<Vital>().with::<Bystander>().provide(stage.clone());
        let error = app.run_until(pending::<()>()).await.unwrap_err();
        assert!(
            error.to_string().starts_with("`vital` is critical and is down: as the script says, in `run`"),
            "{error}"
        );
        let RunError::Critical { daemon, failure, report, .. } = error else { panic!("{error}") };
        assert_eq!((daemon.as_str(), failure.kind()), ("vital", FailureKind::Run));
        // Three lives of a second each, and pauses of one and two seconds.
        assert_eq!(begun.elapsed(), 6 * SECOND);
        assert!(report.is_clean(), "{report}");
        stage.diary.assert_order(&["+bystander", "-bystander", "-bystander."]);
    });
}

#[test]
fn p12_or_the_app_goes_on_without_it() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("vital", Script::run(Step::Fail(SECOND)));
        let app = App::empty().with::<Vital>().with::<Bystander>().provide(stage.clone()).on_critical_failure("keep");
        let run = app.run_until(tokio::time::sleep(3600 * SECOND));
        let begun = Instant::now();
        let error = run.await.unwrap_err();
        assert_eq!(begun.elapsed(), 3600 * SECOND);
        assert!(matches!(error, RunError::Shutdown(_)), "{error}");
    });
}

#[test]
fn p41_a_word_that_the_setting_does_not_know_is_an_error_with_the_nearest() {
    let error = App::empty().on_critical_failure("kep").check().unwrap_err().to_string();
    assert_eq!(error, "`on_critical_failure` does not know `kep`; there are `shutdown`, `keep`; did you mean `keep`?");
}

/// Runs `app`, whose `base` fails after a second of each life, until that ends the run; says who was critical, and why.
async fn ends(app: App, stage: &Stage) -> (String, daemon_core::Failure) {
    stage.set("base", Script::run(Step::Fail(SECOND)));
    let begun = Instant::now();
    let error = app.provide(stage.clone()).run_until(pending::<()>()).await.unwrap_err();
    // Two lives of a second each, and a pause of one.
    assert_eq!(begun.elapsed(), 3 * SECOND, "{error}");
    let RunError::Critical { daemon, failure, report, .. } = error else { panic!("{error}") };
    assert!(report.is_clean(), "{report}");
    (daemon, failure)
}

#[test]
fn p12_a_critical_daemon_that_waits_for_one_that_is_down_for_good_ends_the_run() {
    testing::run(async {
        let stage = Stage::default();
        let (daemon, failure) = ends(App::empty().with::<OnBase>().with::<Base>(), &stage).await;
        assert_eq!(daemon, "on-base");
        assert_eq!((failure.kind(), failure.following()), (FailureKind::DependencyLost, Some("base")));
        assert!(failure.message().starts_with("`base` failed: as the script says, in `run`"), "{failure}");
        assert_eq!(stage.diary.count("+on-base"), 2);
    });
}

#[test]
fn p12_also_through_one_that_was_stopped_by_that_failure() {
    testing::run(async {
        let app = App::empty().with::<OnMiddle>().with::<Middle>().with::<Base>();
        let stage = Stage::default();
        stage.set("base", Script::run(Step::Fail(SECOND)));
        let begun = Instant::now();
        let error = app.provide(stage.clone()).run_until(pending::<()>()).await.unwrap_err();
        // The base comes back, the one that was stopped for its failure does not.
        assert_eq!(begun.elapsed(), SECOND, "{error}");
        let RunError::Critical { daemon, failure, .. } = error else { panic!("{error}") };
        assert_eq!((daemon.as_str(), failure.following()), ("on-middle", Some("base")));
    });
}

#[test]
fn p12_a_critical_daemon_that_a_failure_below_stops_for_good_ends_the_run() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("base", Script::run(Step::Fail(SECOND)));
        let app = App::empty().with::<Quits>().with::<Base>().provide(stage.clone());
        let begun = Instant::now();
        let error = app.run_until(pending::<()>()).await.unwrap_err();
        assert_eq!(begun.elapsed(), SECOND, "{error}");
        let RunError::Critical { daemon, failure, .. } = error else { panic!("{error}") };
        assert_eq!((daemon.as_str(), failure.following()), ("quits", Some("base")));
    });
}

#[test]
fn p12_one_that_is_tried_again_now_and_then_is_waited_for() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("patient", Script::init(Step::Fail(Duration::ZERO)));
        let app = App::empty().with::<OnPatient>().with::<Patient>().provide(stage.clone());
        let recovers = async {
            tokio::time::sleep(3600 * SECOND).await;
            assert_eq!(stage.diary.count("+on-patient"), 0);
            stage.set("patient", Script::default());
            tokio::time::sleep(3600 * SECOND).await;
        };
        app.run_until(recovers).await.unwrap();
        assert_eq!(stage.diary.count("+on-patient"), 1);
    });
}

#[test]
fn p12_what_was_stopped_on_purpose_ends_nothing() {
    testing::run(async {
        let stage = Stage::default();
        let app = App::empty().with::<OnBase>().with::<Base>().provide(stage.clone());
        let system = app.start().await.unwrap();
        system.stop("base").await.unwrap();
        system.wait_for("base", Status::Stopped).await.unwrap();
        let alone = daemon_core::StartOptions::default().deps(false);
        system.start_with("on-base", alone).await.unwrap();
        assert_eq!(system.status("on-base").unwrap().waiting_for, ["base"]);
        system.start("base").await.unwrap();
        system.wait_for("on-base", Status::Running).await.unwrap();
        system.shutdown().await;
    });
}
