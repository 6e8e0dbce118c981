//! Making daemons fail in tests: which method a fault strikes, what follows, and what is said of a mistake.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, settle};
use daemon_core::{AskError, FailureKind, Status};
use daemon_tests::Diary;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

#[derive(Event)]
struct Job(u32);

/// Whether its handler returns errors or not, it notes what it did.
#[daemon(restart(delay = "1s", jitter = 0.0), start_timeout = "2s", stop_timeout = "5s", register = false)]
struct Worker {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Worker {
    #[init]
    async fn connect(&mut self, ctx: &Context) -> Result {
        self.diary.note("connect");
        ctx.set_interval("extra", SECOND * 60, Self::extra)?;
        Ok(())
    }

    #[subscribe]
    async fn job(&mut self, event: &Job) {
        self.diary.note(format!("job {}", event.0));
    }

    #[interval("10s")]
    async fn tidy(&mut self) {
        self.diary.note("tidy");
    }

    #[cleanup]
    async fn disconnect(&mut self) {
        self.diary.note("disconnect");
    }

    async fn extra(&mut self, _: &Context) {
        self.diary.note("extra");
    }
}

/// It has a loop, and nothing else.
#[daemon(restart(delay = "1s", jitter = 0.0), stop_timeout = "5s", register = false)]
struct Looper;

#[daemon]
impl Looper {
    #[run]
    async fn watch(&mut self, ctx: &Context) {
        ctx.cancelled().await;
    }
}

/// It shares itself among its handlers.
#[daemon(restart(delay = "1s", jitter = 0.0), register = false)]
struct Sharer {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Sharer {
    #[subscribe(concurrent = 2)]
    async fn job(&self, event: &Job) {
        self.diary.note(format!("shared {}", event.0));
    }
}

/// The same beside a loop of its own.
#[daemon(restart(delay = "1s", jitter = 0.0), register = false)]
struct Both {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Both {
    #[run]
    async fn watch(&self, ctx: &Context) {
        ctx.cancelled().await;
    }

    #[subscribe]
    async fn job(&self, event: &Job) {
        self.diary.note(format!("beside {}", event.0));
    }
}

/// It answers.
#[daemon(register = false)]
struct Clerk;

#[daemon]
impl Clerk {
    #[message]
    async fn is_paid(&mut self) -> bool {
        true
    }
}

fn worker(diary: &Diary) -> TestApp {
    TestApp::of(App::empty().with::<Worker>().provide(diary.clone()))
}

const RESTARTED: [&str; 6] = ["starting", "running", "stopping", "restarting", "starting", "running"];

#[test]
fn a_handler_that_is_to_fail_returns_an_error_once_and_does_nothing_else() {
    testing::run(async {
        let diary = Diary::default();
        let app = worker(&diary).start().await;
        app.fail_next("worker", "job");
        for number in 1..=2 {
            app.publish(Job(number)).await.unwrap();
        }
        settle().await;
        assert_eq!(diary.take(), ["connect", "job 2"]);
        let status = app.status("worker").unwrap();
        assert_eq!((status.status, status.runs, status.errors), (Status::Running, 2, 1));
        app.end().await;
    });
}

#[test]
fn who_asks_a_handler_that_is_to_fail_or_to_panic_is_told_at_once() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Clerk>()).start().await;
        let clerk = app.daemon::<Clerk>();
        let asked = Instant::now();
        app.fail_next("clerk", "is_paid");
        assert!(matches!(clerk.is_paid().await, Err(AskError::Died { .. })));
        app.panic_next("clerk", "is_paid");
        assert!(matches!(clerk.is_paid().await, Err(AskError::Died { .. })));
        assert_eq!(asked.elapsed(), Duration::ZERO);
        assert!(clerk.is_paid().await.unwrap());
        app.end().await;
    });
}

#[test]
fn a_handler_that_is_to_panic_takes_its_daemon_with_it_and_loses_what_it_had_in_hand() {
    testing::run(async {
        let diary = Diary::default();
        let app = worker(&diary).start().await;
        app.panic_next("worker", "job");
        for number in 1..=2 {
            app.publish(Job(number)).await.unwrap();
        }
        advance(2 * SECOND).await;
        assert_eq!(diary.take(), ["connect", "disconnect", "connect", "job 2"]);
        let lost = "lost 1 of `job` that were in hand";
        app.assert_journal("worker", ["starting", "running", lost].into_iter().chain(RESTARTED.into_iter().skip(2)));
        let failure = app.expect_failure("worker");
        assert_eq!((failure.kind, failure.handler.as_deref()), (FailureKind::Panic, Some("job")));
        app.end().await;
    });
}

#[test]
fn a_handler_that_is_to_hang_does_so_until_it_is_cut_off() {
    testing::run(async {
        let diary = Diary::default();
        let app = worker(&diary).start().await;
        app.hang_next("worker", "tidy");
        advance(25 * SECOND).await;
        assert_eq!(diary.take(), ["connect"]);
        let report = app.shutdown().await;
        let late = report.late().next().unwrap().late.clone().unwrap();
        assert_eq!((late.handler, report.took), (Some("tidy"), 4 * SECOND));
        assert_eq!(diary.take(), ["disconnect"]);
    });
}

#[test]
fn each_loop_lets_its_handlers_be_struck() {
    testing::run(async {
        let diary = Diary::default();
        let app = App::empty().with::<Worker>().with::<Sharer>().with::<Both>().with::<Looper>();
        let app = TestApp::of(app.provide(diary.clone())).start().await;
        for (daemon, handler) in [("worker", "job"), ("sharer", "job"), ("both", "job"), ("looper", "watch")] {
            app.panic_next(daemon, handler);
        }
        diary.take();
        app.publish(Job(1)).await.unwrap();
        settle().await;
        assert_eq!(diary.take(), ["disconnect"]);
        // It was in its loop already: the next run is the one of its next generation.
        assert_eq!(app.status("looper").unwrap().status, Status::Running);
        app.restart("looper").await.unwrap();
        advance(3 * SECOND).await;
        for daemon in ["worker", "sharer", "both"] {
            app.assert_journal(daemon, RESTARTED);
        }
        assert_eq!(app.expect_failure("looper").handler.as_deref(), Some("watch"));
        app.panic_next("both", "run");
        app.restart("both").await.unwrap();
        advance(3 * SECOND).await;
        assert_eq!(app.status("both").unwrap().restarts, 2);
        app.end().await;
    });
}

#[test]
fn the_first_init_can_fail_panic_and_hang() {
    testing::run(async {
        let diary = Diary::default();
        let error = worker(&diary).fail_next("worker", "connect").try_start().await.unwrap_err();
        assert!(error.to_string().contains("fails as a test has asked"), "{error}");
        let app = worker(&diary).lenient().fail_next("worker", "connect").panic_next("worker", "init");
        let app = app.hang_next("worker", "init").start().await;
        advance(20 * SECOND).await;
        assert_eq!(diary.take(), ["connect", "tidy"], "nothing of the method runs when a fault strikes");
        let fails = [Status::Starting, Status::Stopping, Status::Restarting];
        let expected: Vec<Status> = [fails, fails, fails].into_iter().flatten().collect();
        assert_eq!(app.transitions("worker")[..9], expected);
        assert_eq!(app.status("worker").unwrap().status, Status::Running);
        app.end().await;
    });
}

#[test]
fn a_cleanup_that_nobody_has_written_can_fail_too_and_changes_nothing() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Looper>()).start().await;
        app.panic_next("looper", "cleanup");
        app.restart("looper").await.unwrap();
        advance(SECOND).await;
        assert_eq!(app.status("looper").unwrap().status, Status::Running);
        assert_eq!(app.status("looper").unwrap().restarts, 0);
        app.hang_next("looper", "cleanup");
        assert_eq!(app.shutdown().await.took, 5 * SECOND);
    });
}

#[test]
fn handlers_given_at_run_time_are_struck_by_their_names() {
    testing::run(async {
        let diary = Diary::default();
        let app = worker(&diary).start().await;
        app.panic_next("worker", "extra");
        advance(150 * SECOND).await;
        assert_eq!(app.expect_failure("worker").handler.as_deref(), Some("extra"));
        assert_eq!(diary.count("extra"), 1);
        app.end().await;
    });
}

#[test]
fn who_is_killed_is_dropped_where_it_is_and_comes_back() {
    testing::run(async {
        let diary = Diary::default();
        let app = worker(&diary).start().await;
        app.kill("worker");
        settle().await;
        assert_eq!(diary.take(), ["connect", "disconnect"]);
        advance(2 * SECOND).await;
        app.assert_journal("worker", RESTARTED);

        app.hang_next("worker", "job");
        app.publish(Job(1)).await.unwrap();
        app.publish(Job(2)).await.unwrap();
        settle().await;
        app.kill("worker");
        advance(3 * SECOND).await;
        assert_eq!(diary.take(), ["connect", "disconnect", "connect", "job 2"]);
        assert_eq!(app.expect_failure("worker").message.as_ref(), "killed by a test");

        app.hang_next("worker", "init");
        app.restart("worker").await.unwrap();
        settle().await;
        assert_eq!(app.status("worker").unwrap().status, Status::Starting);
        app.kill("worker");
        settle().await;
        assert_eq!(app.status("worker").unwrap().status, Status::Restarting);
        app.end().await;
    });
}

/// Stands on the worker.
#[daemon(depends_on(Worker), register = false)]
struct Leaner;

#[daemon]
impl Leaner {}

#[test]
fn who_is_killed_or_struck_just_before_the_end_is_as_expected() {
    testing::run(async {
        let app = || TestApp::of(App::empty().with::<Worker>().with::<Leaner>().provide(Diary::default()));
        let killed = app().start().await;
        killed.publish(Job(1)).await.unwrap();
        killed.kill("worker");
        let report = killed.end().await;
        assert!(!report.is_clean(), "the report says how it was: {report}");

        let restarting = app().start().await;
        restarting.kill("worker");
        settle().await;
        restarting.publish(Job(1)).await.unwrap();
        restarting.end().await;

        let struck = app().start().await;
        struck.panic_next("worker", "job");
        struck.publish(Job(1)).await.unwrap();
        struck.end().await;
    });
}

#[test]
fn who_is_struck_and_late_at_the_end_fails_the_test() {
    let panic = catch_unwind(AssertUnwindSafe(|| {
        testing::run(async {
            let app = worker(&Diary::default()).start().await;
            app.hang_next("worker", "job");
            app.publish(Job(1)).await.unwrap();
            app.end().await;
        });
    }));
    let said = panic.expect_err("it fails").downcast_ref::<String>().expect("a text").clone();
    assert!(said.starts_with("the shutdown was not clean") && said.contains("late, in `job`"), "{said}");
}

/// What a test says as it fails.
fn complaint(test: impl FnOnce(&RunningApp)) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| {
        testing::run(async {
            let app = worker(&Diary::default()).start().await;
            app.publish(Job(1)).await.unwrap();
            app.stop("worker").await.unwrap();
            app.wait_for("worker", Status::Stopped).await.unwrap();
            test(&app);
        });
    }));
    panic.expect_err("it fails").downcast_ref::<String>().expect("a text").clone()
}

#[test]
fn a_mistake_is_told_with_the_nearest_name() {
    let said = complaint(|app| app.fail_next("werker", "job"));
    assert_eq!(said, "there is no daemon `werker`; did you mean `worker`?");
    let said = complaint(|app| app.fail_next("worker", "jop"));
    assert_eq!(said, "`worker` has no handler `jop`; did you mean `job`?");
    let said = complaint(|app| app.hang_next("worker", "something_else"));
    let all = "`job`, `tidy`, `connect`, `disconnect`, `init`, `cleanup`";
    assert_eq!(said, format!("`worker` has no handler `something_else`; it has {all}"));
    let said = complaint(|app| app.kill("worker"));
    assert_eq!(said, "`worker` is stopped: there is nothing to kill");
    let said = complaint(|_| drop(worker(&Diary::default()).panic_next("worker", "conect")));
    assert_eq!(said, "`worker` has no handler `conect`; did you mean `connect`?");
    let said = complaint(|app| app.assert_journal("worker", ["startign"]));
    assert_eq!(said, "there is no state `startign`; did you mean `starting`?");
}

#[test]
fn a_journal_that_is_not_as_expected_is_shown_beside_it() {
    let said = complaint(|app| app.assert_journal("worker", ["starting", "running", "told to stop", "stopped"]));
    let start = "the journal is not as expected:
  expected       found
  starting       starting
  running        running
  told to stop   told to stop
✖ stopped        stopping
  –              stopped
the whole of it:
  ";
    assert!(said.starts_with(start), "{said}");
    assert!(said.contains("worker#1 running → stopping [program]"), "{said}");
}
