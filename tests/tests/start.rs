//! Starting: who, in which order, and what comes of it when somebody fails. p05, p06.

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, assert_no_leaks, settle};
use daemon_core::{FailureKind, StartError, Status, WaitError};
use daemon_tests::{Log, Script, Stage, Step, scripted};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

scripted! {
    Db;
    Api(depends_on("db"));
    Web(depends_on("api"));
    Left(depends_on("db"));
    Right(depends_on("db"));
    Top(depends_on("left", "right"));
    Follower(after("db"));
    ByHand(autostart = false);
    NeedsByHand(depends_on("by-hand"));
    Day(profiles("day"), depends_on("needed"));
    Night(profiles("night"));
    Needed(profiles("night"));
}

/// The names of those that are in `status`.
fn those(system: &System, status: Status) -> Vec<String> {
    let found = system.statuses().into_iter().filter(|daemon| daemon.status == status);
    found.map(|daemon| daemon.name).collect()
}

#[track_caller]
fn assert_status(system: &System, name: &str, status: Status) {
    let found = system.status(name).unwrap();
    assert_eq!(found.status, status, "{found:?}");
}

mod order {
    use super::*;

    #[test]
    fn p05_init_waits_until_every_dependency_is_running() {
        testing::run(async {
            let (stage, log) = (Stage::default(), Log::capture());
            for name in ["db", "left", "right", "top"] {
                stage.set(name, Script::init(Step::After(SECOND)));
            }
            stage.set("right", Script::init(Step::After(5 * SECOND)));
            let app = App::empty().with::<Top>().with::<Right>().with::<Left>().with::<Db>().provide(stage.clone());
            let began = Instant::now();
            let system = app.start().await.unwrap();
            assert_eq!(began.elapsed(), 7 * SECOND, "a diamond: 1 s, then 1 s and 5 s together, then 1 s");
            let order = ["+db", "+db.", "+left", "+right", "+left.", "+right.", "+top", "+top."];
            assert_eq!(stage.diary.take(), order);
            let text = log.text();
            let place = |daemon: &str, what: &str| {
                let line = format!("daemon={daemon} generation=1");
                let mut lines = text.lines();
                lines.position(|found| found.contains(&line) && found.contains(what)).expect(what)
            };
            for (first, then) in [("db", "left"), ("db", "right"), ("left", "top"), ("right", "top")] {
                assert!(place(first, "running") < place(then, "starting"), "{first}, {then}: {text}");
            }
            assert!(system.shutdown().await.is_clean());
        });
    }

    #[test]
    fn p05_independent_daemons_start_in_parallel() {
        testing::run(async {
            let stage = Stage::default();
            let names: Vec<String> = (0..100).map(|number| format!("db-{number}")).collect();
            let mut app = App::empty().provide(stage.clone());
            for name in &names {
                stage.set(name, Script::init(Step::After(SECOND)));
                app = app.with_named::<Db>(name);
            }
            let began = Instant::now();
            let system = app.start().await.unwrap();
            assert_eq!(began.elapsed(), SECOND);
            assert_eq!(those(&system, Status::Running).len(), 100);
            assert!(system.shutdown().await.is_clean());
        });
    }

    #[test]
    fn p05_who_waits_says_for_whom() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("db", Script::init(Step::Fail(SECOND)));
            let app = App::empty().with::<Db>().with::<Left>().with::<Right>().with::<Top>().with::<Follower>();
            let system = app.provide(stage.clone()).start().await.unwrap();
            assert_eq!(system.status("left").unwrap().waiting_for, ["db"]);
            assert_eq!(system.status("top").unwrap().waiting_for, ["left", "right"]);
            assert!(system.status("follower").unwrap().waiting_for.is_empty());
            system.shutdown().await;
        });
    }

    #[test]
    fn p05_a_daemon_comes_after_another_that_is_started() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("db", Script::init(Step::After(SECOND)));
            let app = App::empty().with::<Follower>().with::<Db>().provide(stage.clone());
            let system = app.start().await.unwrap();
            assert_eq!(stage.diary.take(), ["+db", "+db.", "+follower", "+follower."]);
            // It does not need it, though.
            system.stop("db").await.unwrap();
            system.wait_for("db", Status::Stopped).await.unwrap();
            assert_status(&system, "follower", Status::Running);
            system.start("db").await.unwrap();
            system.wait_for("db", Status::Running).await.unwrap();
            stage.diary.take();
            assert!(system.shutdown().await.is_clean());
            stage.diary.assert_order(&["-follower", "-follower.", "-db", "-db."]);
        });
    }

    #[test]
    fn p05_after_another_that_is_not_started_is_at_once() {
        testing::run(async {
            let stage = Stage::default();
            let app = App::empty().with::<Follower>().with::<Db>().only(["follower"]).provide(stage.clone());
            let system = app.start().await.unwrap();
            assert_status(&system, "follower", Status::Running);
            assert_status(&system, "db", Status::Stopped);
            system.shutdown().await;
        });
    }

    #[test]
    fn p05_after_another_that_fails_is_when_it_has() {
        testing::run(async {
            for step in [Step::Fail(SECOND), Step::Panic(SECOND), Step::Unavailable] {
                let stage = Stage::default();
                stage.set("db", Script::init(step));
                let app = App::empty().with::<Follower>().with::<Db>().provide(stage.clone());
                let system = app.start().await.unwrap();
                assert_status(&system, "follower", Status::Running);
                assert_eq!(stage.diary.take(), ["+db", "+db!", "+follower", "+follower."]);
                system.shutdown().await;
            }
        });
    }
}

mod selection {
    use super::*;

    #[test]
    fn p05_without_autostart_a_daemon_is_started_by_hand() {
        testing::run(async {
            let stage = Stage::default();
            let app = App::empty().with::<ByHand>().with::<Db>().provide(stage.clone());
            let system = app.start().await.unwrap();
            assert_status(&system, "by-hand", Status::Stopped);
            assert_eq!(system.plan().to_string(), "1 of 2 daemons start: db");
            system.start_all().await.unwrap();
            settle().await;
            assert_status(&system, "by-hand", Status::Stopped);
            system.start("by-hand").await.unwrap();
            system.wait_for("by-hand", Status::Running).await.unwrap();
            assert!(system.shutdown().await.is_clean());
            assert_eq!(stage.diary.count("-by-hand."), 1);
        });
    }

    #[test]
    fn p05_without_autostart_a_daemon_is_started_where_it_is_needed() {
        testing::run(async {
            let stage = Stage::default();
            let app = App::empty().with::<ByHand>().with::<NeedsByHand>().provide(stage.clone());
            let system = app.start().await.unwrap();
            assert_eq!(those(&system, Status::Running), ["by-hand", "needs-by-hand"]);
            system.shutdown().await;
        });
    }

    #[test]
    fn p05_a_start_by_hand_brings_along_what_is_needed() {
        testing::run(async {
            let stage = Stage::default();
            let app = App::empty().with::<Db>().with::<Api>().with::<Web>().with::<Left>();
            let nobody: [&str; 0] = [];
            let system = app.only(nobody).provide(stage.clone()).start().await.unwrap();
            assert!(stage.diary.entries().is_empty());
            system.start("web").await.unwrap();
            system.wait_for("web", Status::Running).await.unwrap();
            assert_eq!(stage.diary.take(), ["+db", "+db.", "+api", "+api.", "+web", "+web."]);
            assert_status(&system, "left", Status::Stopped);
            system.shutdown().await;
        });
    }

    fn profiled(stage: &Stage) -> App {
        App::empty().with::<Day>().with::<Night>().with::<Needed>().with::<Db>().provide(stage.clone())
    }

    #[test]
    fn p05_a_profile_starts_its_own_and_the_unprofiled_and_whom_they_need() {
        testing::run(async {
            let stage = Stage::default();
            for (profile, running) in [("day", ["day", "db", "needed"]), ("night", ["db", "needed", "night"])] {
                let system = profiled(&stage).profile(profile).start().await.unwrap();
                assert_eq!(those(&system, Status::Running), running, "{profile}");
                system.shutdown().await;
            }
            let system = profiled(&stage).start().await.unwrap();
            assert_eq!(those(&system, Status::Running).len(), 4, "no profile is everybody");
            system.shutdown().await;
        });
    }

    #[test]
    fn p05_only_starts_these_and_whom_they_need_whatever_else_is_said() {
        testing::run(async {
            let stage = Stage::default();
            let app = profiled(&stage).with::<ByHand>().profile("night").only(["day", "by-hand"]);
            let system = app.start().await.unwrap();
            assert_eq!(those(&system, Status::Running), ["by-hand", "day", "needed"]);
            assert_eq!(those(&system, Status::Stopped), ["db", "night"]);
            system.start("night").await.unwrap();
            system.wait_for("night", Status::Running).await.unwrap();
            system.shutdown().await;
        });
    }
}

mod failures {
    use super::*;

    fn chain(stage: &Stage) -> App {
        let app = App::empty().with::<Db>().with::<Api>().with::<Web>().with_named::<Db>("other");
        app.provide(stage.clone())
    }

    #[test]
    fn p06_a_failed_start_blocks_only_those_who_need_it() {
        testing::run(async {
            let (stage, log) = (Stage::default(), Log::capture());
            stage.set("db", Script::init(Step::Fail(SECOND)));
            let system = chain(&stage).start().await.expect("a failure is no reason not to start");
            assert_status(&system, "db", Status::Failed);
            assert_status(&system, "other", Status::Running);
            assert_eq!(those(&system, Status::Waiting), ["api", "web"]);
            assert_eq!(system.status("api").unwrap().waiting_for, ["db"]);
            assert_eq!(system.status("web").unwrap().waiting_for, ["api"]);
            let errors = log.lines_with(&["ERROR", "daemon=db", "failed", "as the script says"]);
            assert_eq!(errors.len(), 1, "{}", log.text());
            assert_eq!(log.lines_with(&["DEBUG waiting for db", "daemon=api"]).len(), 1);
            let warned =
                log.lines_with(&["WARN", "kept waiting for db, which has failed", "daemon=api", "first_failure=db"]);
            assert_eq!(warned.len(), 1, "{}", log.text());
            assert!(warned[0].contains("cause=as the script says, in `init`"), "{}", warned[0]);
            let warned =
                log.lines_with(&["WARN", "kept waiting for api, which waits for db, which has failed", "daemon=web"]);
            assert_eq!(warned.len(), 1, "{}", log.text());
            advance(3600 * SECOND).await;
            assert_eq!(stage.diary.count("+api"), 0);
            assert_eq!(log.lines_with(&["WARN"]).len(), 2, "once: {}", log.text());
            let report = system.shutdown().await;
            assert!(report.is_clean(), "{report}");
            assert_no_leaks(&system);
        });
    }

    #[test]
    fn p06_those_who_wait_start_by_themselves_once_it_recovers() {
        testing::run(async {
            let stage = Stage::default();
            for step in [Step::Fail(SECOND), Step::Panic(SECOND), Step::Unavailable] {
                stage.set("db", Script::init(step));
                let system = chain(&stage).start().await.unwrap();
                // Not yet.
                system.start("db").await.unwrap();
                assert!(matches!(system.wait_for("db", Status::Running).await, Err(WaitError::AtRest { .. })));
                assert_eq!(those(&system, Status::Waiting), ["api", "web"]);
                stage.set("db", Script::init(Step::After(SECOND))).diary.take();
                system.start("db").await.unwrap();
                system.wait_for("web", Status::Running).await.unwrap();
                assert_eq!(stage.diary.take(), ["+db", "+db.", "+api", "+api.", "+web", "+web."]);
                assert_eq!(system.status("db").unwrap().failure.map(|failure| failure.to_string()), None);
                assert!(system.shutdown().await.is_clean());
                stage.diary.take();
            }
        });
    }

    #[test]
    fn p06_starting_who_waits_starts_what_has_failed_again() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("db", Script::init(Step::Fail(SECOND)));
            let system = chain(&stage).start().await.unwrap();
            stage.set("db", Script::default());
            // Web is on its way as far as it can be: what it needs is what has to be told.
            system.start("web").await.unwrap();
            system.wait_for("web", Status::Running).await.unwrap();
            system.shutdown().await;
        });
    }

    #[test]
    fn p06_who_waits_can_be_stopped() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("db", Script::init(Step::Fail(SECOND)));
            let system = chain(&stage).start().await.unwrap();
            system.stop("api").await.unwrap();
            assert_eq!(those(&system, Status::Stopped), ["api", "web"]);
            stage.set("db", Script::default());
            system.start("db").await.unwrap();
            system.wait_for("db", Status::Running).await.unwrap();
            settle().await;
            assert_eq!(those(&system, Status::Stopped), ["api", "web"], "stopped on purpose is stopped");
            system.shutdown().await;
        });
    }

    #[test]
    fn p06_strict_stops_in_reverse_exactly_what_had_started() {
        testing::run(async {
            let stage = Stage::default();
            // At 2 s: db and api run, web has failed, other is in its init, never has not begun.
            stage.set("db", Script::init(Step::After(SECOND)));
            stage.set("web", Script::init(Step::Fail(SECOND)));
            stage.set("other", Script::init(Step::Hang));
            let app = chain(&stage).with::<NeedsWeb>().strict();
            let error = app.start().await.unwrap_err();
            let StartError::Daemon { daemon, failure, report } = &error else { panic!("{error}") };
            assert_eq!((daemon.as_str(), failure.kind()), ("web", FailureKind::Init));
            assert!(error.to_string().starts_with("`web` did not start: as the script says"), "{error}");
            let stopped: Vec<&str> = report.daemons.iter().map(|daemon| daemon.daemon.as_str()).collect();
            assert!(!stopped.contains(&"needs-web"), "{report}");
            let diary = &stage.diary;
            diary.assert_order(&["+web!", "-api", "-api.", "-db", "-db."]);
            let counts = ["-web", "-other", "+needs-web", "-needs-web"].map(|entry| diary.count(entry));
            assert_eq!(counts, [0; 4], "{:?}", diary.entries());
            let counts = ["+other!", "-api", "-db"].map(|entry| diary.count(entry));
            assert_eq!(counts, [1; 3], "{:?}", diary.entries());
        });
    }

    #[test]
    fn p06_strict_starts_nobody_more_after_a_failure() {
        testing::run(async {
            let stage = Stage::default();
            // A failure is an end of `after`: in an app that is not strict the follower starts then.
            stage.set("db", Script::init(Step::Fail(SECOND)));
            let app = || chain(&stage).with::<Follower>();
            let system = app().start().await.unwrap();
            assert_eq!(those(&system, Status::Running), ["follower", "other"]);
            system.shutdown().await;
            stage.diary.take();
            let StartError::Daemon { daemon, .. } = app().strict().start().await.unwrap_err() else { panic!() };
            assert_eq!((daemon.as_str(), stage.diary.count("+follower")), ("db", 0), "{:?}", stage.diary.entries());
        });
    }

    #[test]
    fn p06_strict_starts_nobody_more_while_the_failed_one_is_going_down() {
        testing::run(async {
            let stage = Stage::default();
            // Runs, fails at 1 s, and is down at 2 s; another is ready between the two.
            let db = Script { run: Some(Step::Fail(SECOND)), cleanup: Step::After(SECOND), ..Script::default() };
            stage.set("db", db).set("other", Script::init(Step::After(3 * SECOND / 2)));
            let app = App::empty().with::<Db>().with_named::<Db>("other").with::<NeedsOther>();
            let began = Instant::now();
            let error = app.provide(stage.clone()).strict().start().await.unwrap_err();
            assert!(matches!(&error, StartError::Daemon { daemon, .. } if daemon == "db"), "{error}");
            assert_eq!(began.elapsed(), 2 * SECOND);
            assert_eq!(stage.diary.count("+needs-other"), 0, "{:?}", stage.diary.entries());
        });
    }

    scripted! {
        NeedsOther(depends_on("other"));
        NeedsWeb(depends_on("web"));
    }

    #[test]
    fn p06_strict_is_about_the_start_alone() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("db", Script::run(Step::Fail(SECOND)));
            let system = chain(&stage).strict().start().await.unwrap();
            system.wait_for("db", Status::Failed).await.unwrap();
            assert_eq!(those(&system, Status::Running), ["api", "other", "web"]);
            assert!(system.shutdown().await.is_clean());
        });
    }

    #[test]
    fn p06_strict_fails_for_who_cannot_run_here_too() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("other", Script::init(Step::Unavailable));
            let error = chain(&stage).strict().start().await.unwrap_err();
            assert!(matches!(&error, StartError::Daemon { daemon, .. } if daemon == "other"), "{error}");
            assert!(error.to_string().contains("not on this machine"), "{error}");
        });
    }
}
