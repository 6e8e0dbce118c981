//! What is readiness and what is not, and who hears of it. p07, p08, p17.

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, assert_no_leaks, settle};
use daemon_core::{FailureKind, Status, WaitError};
use daemon_tests::{Diary, Script, Stage, Step, scripted};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

scripted! {
    Db;
    Api(depends_on("db"));
    Impatient(start_timeout = "2s");
}

#[track_caller]
fn assert_status(system: &System, name: &str, status: Status) {
    let found = system.status(name).unwrap();
    assert_eq!(found.status, status, "{found:?}");
}

mod readiness {
    use super::*;

    /// Starts one daemon that does not become ready; returns what is known of it then.
    async fn refused<D: Daemon>(stage: &Stage, name: &str, step: Step) -> daemon_core::DaemonStatus {
        stage.set(name, Script::init(step));
        let system = App::empty().with::<D>().with_named::<Db>("other").provide(stage.clone()).start().await.unwrap();
        assert_status(&system, "other", Status::Running);
        // Never ready, and nobody has to wait to know it.
        let began = Instant::now();
        let error = system.wait_for(name, Status::Running).await.unwrap_err();
        assert_eq!(began.elapsed(), Duration::ZERO);
        let status = system.status(name).unwrap();
        let failure = status.failure.clone().unwrap();
        assert!(error.to_string().contains(&failure.to_string()), "{error}");
        assert_no_leaks(&system);
        let report = system.shutdown().await;
        assert!(report.is_clean(), "{report}");
        assert_eq!(stage.diary.count(&format!("+{name}!")), 1, "the init was ended");
        assert_eq!(stage.diary.count(&format!("-{name}")), 0, "what was never made is not cleaned up");
        status
    }

    #[test]
    fn p07_not_ready_in_time_is_a_failure() {
        testing::run(async {
            let stage = Stage::default();
            let began = Instant::now();
            let status = refused::<Impatient>(&stage, "impatient", Step::Hang).await;
            assert_eq!(began.elapsed(), 2 * SECOND);
            let failure = status.failure.unwrap();
            assert_eq!((status.status, failure.kind()), (Status::Failed, FailureKind::StartTimeout));
            assert_eq!(failure.message(), "not ready within its start_timeout of 2s");
            assert_eq!(failure.handler(), Some("init"));
        });
    }

    #[test]
    fn p07_ready_just_in_time_is_ready() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("impatient", Script::init(Step::After(Duration::from_millis(1999))));
            let app = TestApp::of(App::empty().with::<Impatient>().provide(stage.clone())).start().await;
            advance(3600 * SECOND).await;
            assert_status(&app, "impatient", Status::Running);
            app.end().await;
        });
    }

    #[test]
    fn p07_a_panic_in_init_is_a_failure_at_its_place() {
        testing::run(async {
            for delay in [Duration::ZERO, SECOND] {
                let status = refused::<Api2>(&Stage::default(), "api-2", Step::Panic(delay)).await;
                let failure = status.failure.unwrap();
                assert_eq!((status.status, failure.kind()), (Status::Failed, FailureKind::Panic));
                assert_eq!((failure.message(), failure.handler()), ("as the script says", Some("init")));
                assert!(failure.source_place().unwrap().file.ends_with("readiness.rs"), "{failure}");
            }
        });
    }

    scripted! {
        Api2(name = "api-2");
    }

    #[test]
    fn p07_an_error_from_init_is_a_failure() {
        testing::run(async {
            let status = refused::<Api2>(&Stage::default(), "api-2", Step::Fail(SECOND)).await;
            assert_eq!(status.status, Status::Failed);
            assert_eq!(status.failure.unwrap().kind(), FailureKind::Init);
        });
    }

    #[test]
    fn p07_who_cannot_run_here_is_unavailable() {
        testing::run(async {
            let status = refused::<Api2>(&Stage::default(), "api-2", Step::Unavailable).await;
            assert_eq!(status.status, Status::Unavailable);
            let failure = status.failure.unwrap();
            assert_eq!(failure.kind(), FailureKind::Unavailable);
            assert_eq!(failure.message(), "not on this machine, says the script");
        });
    }

    #[test]
    fn p07_an_init_whose_future_is_dropped_was_never_ready() {
        testing::run(async {
            let stage = Stage::default();
            stage.set("db", Script::init(Step::Hang));
            let app = App::empty().with::<Db>().with::<Api>().provide(stage.clone());
            let system = app.only(["never"; 0]).start().await.unwrap();
            system.start("api").await.unwrap();
            advance(SECOND).await;
            system.stop("db").await.unwrap();
            system.wait_for("db", Status::Stopped).await.unwrap();
            let error = system.wait_for("db", Status::Running).await.unwrap_err();
            assert!(matches!(error, WaitError::AtRest { status: Status::Stopped, .. }), "{error}");
            assert_eq!(stage.diary.take(), ["+db", "+db!"]);
            assert_status(&system, "api", Status::Stopped);
            let failure = system.status("db").unwrap().failure;
            assert!(failure.is_none(), "what was stopped on purpose has not failed: {failure:?}");
            system.shutdown().await;
        });
    }

    #[daemon(register = false)]
    struct Needy;

    #[daemon]
    impl Needy {
        #[init]
        fn init(&mut self, ctx: &Context) -> Result {
            ctx.resource::<u128>()?;
            Ok(())
        }
    }

    fn no_default() -> u8 {
        panic!("no default today")
    }

    #[daemon(register = false, restart = "never")]
    struct Fields {
        #[default(no_default())]
        _value: u8,
    }

    #[daemon]
    impl Fields {}

    #[test]
    fn p07_a_resource_that_is_missing_when_it_is_asked_for_makes_unavailable() {
        testing::run(async {
            let system = App::empty().with::<Needy>().start().await.unwrap();
            let status = system.status("needy").unwrap();
            assert_eq!(status.status, Status::Unavailable);
            let text = status.failure.unwrap().to_string();
            assert!(text.contains("there is no resource of type `u128`") && text.contains("`.provide("), "{text}");
            system.shutdown().await;
        });
    }

    #[test]
    fn p07_a_panic_while_the_fields_are_filled_is_a_failure() {
        testing::run(async {
            let system = App::empty().with::<Fields>().start().await.unwrap();
            let status = system.status("fields").unwrap();
            assert_eq!(status.status, Status::Failed);
            assert_eq!(status.failure.unwrap().message(), "no default today");
            system.shutdown().await;
        });
    }
}

mod signals {
    use super::*;

    #[daemon(register = false)]
    struct Listener {
        #[resource]
        diary: Diary,
    }

    #[daemon]
    impl Listener {
        #[on_ready("db")]
        fn seen(&mut self, ctx: &Context) {
            self.diary.note(format!("{} {} sees db", ctx.name(), ctx.generation()));
        }

        #[on_ready("api")]
        fn seen_too(&mut self, ctx: &Context) -> Result {
            self.diary.note(format!("{} {} sees api", ctx.name(), ctx.generation()));
            Err("logged, and counted".into())
        }
    }

    fn app(stage: &Stage, diary: &Diary) -> App {
        App::empty().with::<Db>().with::<Api>().with::<Listener>().provide(stage.clone()).provide(diary.clone())
    }

    #[test]
    fn p08_on_ready_fires_when_the_other_becomes_running_and_once() {
        testing::run(async {
            let (stage, diary) = (Stage::default(), Diary::default());
            stage.set("db", Script::init(Step::After(SECOND)));
            stage.set("api", Script::init(Step::After(SECOND)));
            let running = TestApp::of(app(&stage, &diary)).start().await;
            settle().await;
            assert_eq!(diary.take(), ["listener 1 sees db", "listener 1 sees api"]);
            advance(3600 * SECOND).await;
            assert_eq!(diary.take(), [""; 0]);
            let status = running.status("listener").unwrap();
            assert_eq!((status.runs, status.errors), (2, 1));
            running.end().await;
        });
    }

    #[test]
    fn p08_on_ready_fires_at_once_for_who_is_running_already() {
        testing::run(async {
            let (stage, diary) = (Stage::default(), Diary::default());
            let system = app(&stage, &diary).only(["api"]).start().await.unwrap();
            advance(3600 * SECOND).await;
            system.start("listener").await.unwrap();
            system.wait_for("listener", Status::Running).await.unwrap();
            settle().await;
            assert_eq!(diary.take(), ["listener 1 sees db", "listener 1 sees api"]);
            system.shutdown().await;
        });
    }

    #[test]
    fn p08_on_ready_fires_once_for_each_generation_of_either() {
        testing::run(async {
            let (stage, diary) = (Stage::default(), Diary::default());
            let running = TestApp::of(app(&stage, &diary)).start().await;
            settle().await;
            diary.take();
            running.restart("listener").await.unwrap();
            running.wait_for("listener", Status::Running).await.unwrap();
            settle().await;
            assert_eq!(diary.take(), ["listener 2 sees db", "listener 2 sees api"], "it has not seen them");
            running.restart("db").await.unwrap();
            running.wait_for("api", Status::Running).await.unwrap();
            settle().await;
            assert_eq!(diary.take(), ["listener 2 sees db", "listener 2 sees api"], "api needs db");
            running.stop("api").await.unwrap();
            running.start("api").await.unwrap();
            running.wait_for("api", Status::Running).await.unwrap();
            settle().await;
            assert_eq!(diary.take(), ["listener 2 sees api"]);
            running.end().await;
        });
    }

    #[test]
    fn p08_on_ready_does_not_fire_for_who_fails() {
        testing::run(async {
            let (stage, diary) = (Stage::default(), Diary::default());
            stage.set("db", Script::init(Step::Fail(SECOND)));
            let system = app(&stage, &diary).start().await.unwrap();
            settle().await;
            assert_eq!(diary.take(), [""; 0]);
            stage.set("db", Script::default());
            system.start("db").await.unwrap();
            system.wait_for("api", Status::Running).await.unwrap();
            settle().await;
            assert_eq!(diary.take(), ["listener 1 sees db", "listener 1 sees api"]);
            assert!(system.shutdown().await.is_clean());
        });
    }

    #[test]
    fn p08_on_ready_fires_for_one_under_another_name() {
        testing::run(async {
            let (stage, diary) = (Stage::default(), Diary::default());
            let app = app(&stage, &diary).with_named::<Listener>("second");
            let running = TestApp::of(app).start().await;
            settle().await;
            let mut seen = diary.take();
            seen.sort();
            assert_eq!(seen, ["listener 1 sees api", "listener 1 sees db", "second 1 sees api", "second 1 sees db"]);
            running.end().await;
        });
    }
}

mod blocked {
    use std::sync::{Arc, Barrier};

    use super::*;

    /// Where its thread waits, and the test meets it.
    #[derive(Clone)]
    struct Gate(Arc<Barrier>);

    /// Keeps its thread from everybody else in the first `init`.
    #[daemon(register = false, start_timeout = "20ms", restart = "never")]
    struct Blocking {
        #[resource]
        gate: Gate,
        #[resource]
        diary: Diary,
    }

    #[daemon]
    impl Blocking {
        #[init]
        fn init(&mut self, ctx: &Context) {
            self.diary.note(format!("+{}", ctx.generation()));
            if ctx.generation() == 1 {
                self.gate.0.wait();
            }
            self.diary.note(format!("+{}.", ctx.generation()));
        }

        #[cleanup]
        fn cleanup(&mut self, ctx: &Context) {
            self.diary.note(format!("-{}", ctx.generation()));
        }
    }

    /// By the wall clock, because a thread that is blocked is: 20 ms, and the second that it has to notice.
    #[test]
    fn p17_a_blocked_thread_is_given_up_and_the_next_generation_waits_for_it() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let test = async {
            let (gate, diary) = (Gate(Arc::new(Barrier::new(2))), Diary::default());
            let app = App::empty().with::<Blocking>().provide(gate.clone()).provide(diary.clone());
            let system = app.start().await.unwrap();
            let status = system.status("blocking").unwrap();
            let failure = status.failure.unwrap();
            assert_eq!((status.status, failure.kind()), (Status::Failed, FailureKind::Blocked));
            assert_eq!(failure.handler(), Some("init"), "{failure}");
            assert_eq!(system.leaks().generations, 1, "it is still there");
            system.start("blocking").await.unwrap();
            assert_eq!(system.status("blocking").unwrap().waiting_for, ["blocking"], "itself");
            assert_eq!(diary.entries(), ["+1"]);
            tokio::task::spawn_blocking(move || gate.0.wait()).await.unwrap();
            system.wait_for("blocking", Status::Running).await.unwrap();
            assert_eq!(system.status("blocking").unwrap().generation, 2);
            let report = system.shutdown().await;
            assert!(report.is_clean(), "{report}");
            // The first came through `init` after all, and was not ready for that: it was cleaned up.
            assert_eq!(diary.entries(), ["+1", "+1.", "-1", "+2", "+2.", "-2"]);
            assert_no_leaks(&system);
        };
        let over = runtime.block_on(async { tokio::time::timeout(30 * SECOND, test).await });
        over.expect("over within its time");
    }
}

mod mocks {
    use super::*;

    #[test]
    fn a_mock_takes_the_place_of_the_daemon_of_its_name() {
        testing::run(async {
            let stage = Stage::default();
            let db = testing::MockDaemon::named("db");
            db.hold();
            let app = TestApp::of(App::empty().with::<Db>().with::<Api>().provide(stage.clone())).mock(&db);
            let release = async {
                advance(SECOND).await;
                assert_eq!(stage.diary.take(), [""; 0]);
                db.release();
            };
            let (app, ()) = tokio::join!(app.start(), release);
            assert_eq!(stage.diary.take(), ["+api", "+api."]);
            assert_eq!(db.starts(), 1);
            app.end().await;
        });
    }
}
