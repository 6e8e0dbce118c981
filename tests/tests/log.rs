//! What the supervision says in the log, as somebody reads it who has nothing else.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, settle};
use daemon_tests::{Log, Script, Stage, Step, supervised};

#[derive(Event)]
struct Job;

/// Whatever of it can go wrong without failing it does.
#[daemon(register = false, stop_timeout = "1s")]
struct Clumsy;

#[daemon]
impl Clumsy {
    #[defer("1s")]
    async fn begin(&mut self, ctx: &Context) -> Result {
        tracing::info!("a line of its own");
        ctx.track(Broken);
        ctx.spawn(async { Err::<(), _>("a child's error") });
        Err("a handler's error".into())
    }

    #[subscribe]
    async fn job(&mut self, _: &Job) {
        tokio::time::sleep(Duration::from_secs(3600)).await;
    }

    #[message]
    async fn refuse(&mut self) -> Result<(), std::fmt::Error> {
        Err(std::fmt::Error)
    }

    #[cleanup]
    async fn cleanup(&mut self) -> Result {
        Err("a cleanup's error".into())
    }
}

struct Broken;

impl Drop for Broken {
    fn drop(&mut self) {
        panic!("a guard's panic");
    }
}

#[test]
fn of_an_error_that_nobody_hears_the_log_says_whose_it_is_and_what_follows() {
    testing::run(async {
        let log = Log::capture();
        let system = App::empty().with::<Clumsy>().start().await.unwrap();
        system.daemon::<Clumsy>().refuse().tell().await.unwrap();
        assert!(system.daemon::<Clumsy>().refuse().await.is_err(), "whoever asks hears of it");
        let facts =
            ["WARN", "daemon=clumsy", "generation=1", "handler=\"refuse\"", "log.rs:", "core::fmt::Error", "goes on"];
        assert_eq!(log.lines_with(&facts).len(), 1, "{}", log.text());
        system.shutdown().await;
    });
}

#[test]
fn whose_line_it_is_stands_in_it_once() {
    testing::run(async {
        let log = Log::capture();
        let system = App::empty().with::<Clumsy>().start().await.unwrap();
        advance(Duration::from_secs(1)).await;
        settle().await;
        for _ in 0..2 {
            system.publish(Job).await.unwrap();
            settle().await;
        }
        system.shutdown().await;
        let expected = [
            "a line of its own",
            "a child's error",
            "a handler's error",
            "a cleanup's error",
            "a guard's panic",
            "stopped with mail that was not handled",
        ];
        for what in expected {
            let lines = log.lines_with(&[what]);
            let [line] = &lines[..] else { panic!("{what}: {}", log.text()) };
            for fact in ["daemon=clumsy", "generation=1"] {
                assert_eq!(line.matches(fact).count(), 1, "`{fact}` in: {line}");
            }
        }
    });
}

supervised! {
    Db(restart(max = 1, delay = "1s", jitter = 0.0), on_exhausted = "retry_every(5m)");
    Cache(depends_on("db"));
    Api(depends_on("cache"));
}

#[test]
fn who_waits_in_vain_is_said_once_for_each_incident_however_often_the_culprit_is_tried() {
    testing::run(async {
        let (log, stage) = (Log::capture(), Stage::default());
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        let app = App::empty().with::<Db>().with::<Cache>().with::<Api>().provide(stage.clone());
        let system = app.start().await.unwrap();
        let said = || log.lines_with(&["WARN", "kept waiting for"]).len();
        advance(Duration::from_secs(3600)).await;
        assert!(stage.diary.count("+db") > 12, "it was tried every five minutes");
        assert_eq!(said(), 2, "of the one and the other: {}", log.text());
        // Well for a while; then it fails again.
        stage.set("db", Script::run(Step::Fail(Duration::from_secs(100))));
        system.wait_for("api", Status::Running).await.unwrap();
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        advance(Duration::from_secs(3600)).await;
        assert_eq!(said(), 4, "{}", log.text());
        system.shutdown().await;
    });
}
