//! What a stop takes down, in which order, whatever happens meanwhile. p10, p13, p18.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, assert_no_leaks, settle};
use daemon_core::{FailureKind, Status, What};
use daemon_tests::{Diary, Log};
use tokio::time::Instant;

/// Notes when it is dropped.
struct Noted(Diary, &'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        self.0.note(self.1);
    }
}

#[derive(Event)]
struct Job(u64);

/// Does every kind of thing that has to be taken down.
#[daemon(register = false)]
struct Everything {
    #[resource]
    log: Diary,
}

#[daemon]
impl Everything {
    #[init]
    async fn init(&mut self, ctx: &Context) {
        let log = self.log.clone();
        ctx.track(Noted(log.clone(), "first guard"));
        ctx.track(Noted(log.clone(), "second guard"));
        let (child, stopped) = (Noted(log.clone(), "child"), ctx.clone());
        ctx.spawn(async move {
            let _child = child;
            stopped.cancelled().await;
            std::future::pending::<()>().await;
        });
    }

    #[subscribe]
    async fn job(&mut self, job: &Job) {
        tokio::time::sleep(Duration::from_millis(10)).await;
        self.log.note(format!("job {}", job.0));
    }

    #[interval("10ms")]
    fn tick(&mut self) {}

    #[cleanup]
    async fn cleanup(&mut self, ctx: &Context) {
        assert!(ctx.is_cancelled());
        self.log.note("cleanup");
    }
}

#[test]
fn p10_drain_then_cleanup_then_child_tasks_then_guards() {
    testing::run(async {
        let log = Diary::default();
        let app = TestApp::of(App::empty().with::<Everything>().provide(log.clone())).start().await;
        for job in 1..=3 {
            app.publish(Job(job)).await.unwrap();
        }
        let report = app.end().await;
        assert_eq!(log.take(), ["job 1", "job 2", "job 3", "cleanup", "child", "second guard", "first guard"]);
        let cleaned = &report.daemons[0].cleaned;
        assert_eq!((cleaned.subscriptions, cleaned.timers, cleaned.tasks, cleaned.guards), (1, 1, 1, 2));
    });
}

#[test]
fn p10_what_is_published_after_the_stop_began_is_not_taken() {
    testing::run(async {
        let log = Diary::default();
        let app = TestApp::of(App::empty().with::<Everything>().provide(log.clone())).start().await;
        app.publish(Job(1)).await.unwrap();
        app.stop("everything").await.unwrap();
        app.publish(Job(2)).await.unwrap();
        app.wait_for("everything", Status::Stopped).await.unwrap();
        assert_eq!(log.take()[..2], ["job 1", "cleanup"]);
        app.end().await;
    });
}

/// Handles a job in 1.1 s, and cleans up for as long as it is let.
#[daemon(register = false, stop_timeout = "10s")]
struct Laggard {
    #[resource]
    log: Diary,
}

#[daemon]
impl Laggard {
    #[subscribe]
    async fn job(&mut self, job: &Job) {
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        self.log.note(format!("job {}", job.0));
    }

    #[cleanup]
    async fn cleanup(&mut self) {
        tokio::time::sleep(Duration::from_millis(1_999)).await;
        self.log.note("cleanup");
    }
}

#[test]
fn p10_draining_never_eats_the_share_of_cleanup_and_what_is_left_is_counted() {
    testing::run(async {
        let log = Diary::default();
        let app = TestApp::of(App::empty().with::<Laggard>().provide(log.clone())).start().await;
        for job in 1..=20 {
            app.publish(Job(job)).await.unwrap();
        }
        settle().await;
        let before = Instant::now();
        let report = app.shutdown().await;
        assert_eq!(before.elapsed().as_millis(), 9_999);
        let seen = log.take();
        assert_eq!(seen.last().unwrap(), "cleanup");
        assert_eq!(seen.len(), 8, "seven jobs fit into eight seconds: {seen:?}");
        let daemon = &report.daemons[0];
        assert_eq!(daemon.late.as_ref().unwrap().handler, Some("job"));
        // Seven were handled, the eighth was cut off, twelve had not begun.
        assert_eq!(daemon.cleaned.undrained[0].handler, "job");
        assert_eq!(daemon.cleaned.undrained[0].count, 12);
        assert_no_leaks(&app);
    });
}

/// Has nothing to drain, and cleans up for most of its time.
#[daemon(register = false, stop_timeout = "1s")]
struct Thorough;

#[daemon]
impl Thorough {
    #[cleanup]
    async fn cleanup(&mut self) {
        tokio::time::sleep(Duration::from_millis(900)).await;
    }
}

#[test]
fn p10_a_cleanup_may_use_what_draining_did_not() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Thorough>()).start().await;
        // Clean: nobody was late.
        app.end().await;
    });
}

#[test]
fn p10_what_was_published_while_it_ran_is_drained_however_briefly_that_was() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for _ in 0..200 {
        runtime.block_on(async {
            let log = Diary::default();
            let app = App::empty().with::<Everything>().provide(log.clone()).start().await.unwrap();
            for job in 1..=3 {
                app.publish(Job(job)).await.unwrap();
            }
            let report = app.shutdown().await;
            assert!(report.is_clean(), "{report}");
            assert_eq!(log.take()[..3], ["job 1", "job 2", "job 3"]);
        });
    }
}

/// Panics wherever it can while stopping.
#[daemon(register = false, restart = "never")]
struct Clumsy {
    #[resource]
    log: Diary,
}

struct Bomb(Diary);

impl Drop for Bomb {
    fn drop(&mut self) {
        self.0.note("bomb");
        panic!("a guard panics");
    }
}

#[daemon]
impl Clumsy {
    #[init]
    fn init(&mut self, ctx: &Context) {
        ctx.track(Noted(self.log.clone(), "guard"));
        ctx.track(Bomb(self.log.clone()));
        let child = Bomb(self.log.clone());
        ctx.spawn(async move {
            let _child = child;
            std::future::pending::<()>().await;
        });
    }

    #[subscribe]
    fn job(&mut self, _job: &Job) {
        panic!("a handler panics");
    }

    #[cleanup]
    fn cleanup(&mut self) {
        self.log.note("cleanup");
        panic!("the cleanup panics");
    }
}

impl Drop for Clumsy {
    fn drop(&mut self) {
        self.log.note("daemon");
        panic!("the daemon's destructor panics");
    }
}

#[test]
fn p10_a_panic_in_one_step_never_skips_the_next() {
    testing::run(async {
        let log = Diary::default();
        let app = TestApp::of(App::empty().with::<Clumsy>().provide(log.clone())).start().await;
        app.stop("clumsy").await.unwrap();
        app.wait_for("clumsy", Status::Stopped).await.unwrap();
        assert_eq!(log.take(), ["cleanup", "bomb", "bomb", "guard", "daemon"]);
        assert_no_leaks(&app);
        // The same after a panic of a handler.
        app.start("clumsy").await.unwrap();
        app.wait_for("clumsy", Status::Running).await.unwrap();
        app.publish(Job(1)).await.unwrap();
        app.wait_for("clumsy", Status::Failed).await.unwrap();
        app.expect_failure("clumsy");
        assert_eq!(log.take(), ["cleanup", "bomb", "bomb", "guard", "daemon"]);
        assert_no_leaks(&app);
        app.end().await;
    });
}

#[test]
fn p13_nothing_is_left_after_thousands_of_restarts() {
    testing::run(async {
        let log = Diary::default();
        let app = TestApp::of(App::empty().with::<Everything>().provide(log.clone())).start().await;
        for generation in 2..=3_000 {
            app.publish(Job(generation)).await.unwrap();
            app.restart("everything").await.unwrap();
            app.wait_for("everything", Status::Running).await.unwrap();
            assert_eq!(app.status("everything").unwrap().generation, generation);
        }
        app.stop("everything").await.unwrap();
        app.wait_for("everything", Status::Stopped).await.unwrap();
        assert_no_leaks(&app);
        let seen = log.take();
        let count = |what: &str| seen.iter().filter(|seen| seen.as_str() == what).count();
        assert_eq!([count("cleanup"), count("child"), count("first guard"), count("second guard")], [3_000; 4]);
        app.end().await;
    });
}

#[test]
fn p18_a_restart_keeps_what_is_queued() {
    testing::run(async {
        let log = Diary::default();
        let app = TestApp::of(App::empty().with::<Everything>().provide(log.clone())).start().await;
        for job in 1..=5 {
            app.publish(Job(job)).await.unwrap();
        }
        settle().await;
        app.restart("everything").await.unwrap();
        advance(Duration::from_secs(5)).await;
        let jobs: Vec<String> = log.take().into_iter().filter(|seen| seen.starts_with("job")).collect();
        assert_eq!(jobs, ["job 1", "job 2", "job 3", "job 4", "job 5"]);
        app.end().await;
    });
}

/// Is done after a second, with mail left of which the second is too much for it.
#[daemon(register = false)]
struct Brief {
    #[resource]
    log: Diary,
}

#[daemon]
impl Brief {
    #[run]
    async fn run(&self, ctx: &Context) {
        tokio::select! {
            () = ctx.cancelled() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }

    #[subscribe]
    async fn job(&self, job: &Job) {
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert!(job.0 != 2, "this job is too much");
        self.log.note(format!("job {}", job.0));
    }

    #[cleanup]
    fn cleanup(&self) {
        self.log.note("cleanup");
    }
}

#[test]
fn p10_a_panic_while_draining_after_run_has_returned_is_recorded() {
    testing::run(async {
        let (log, diary) = (Log::capture(), Diary::default());
        let app = TestApp::of(App::empty().with::<Brief>().provide(diary.clone())).start().await;
        for job in 1..=3 {
            app.publish(Job(job)).await.unwrap();
        }
        app.wait_for("brief", Status::Completed).await.unwrap();
        assert_eq!(diary.take(), ["job 1", "cleanup"]);
        let ends = |record: &daemon_core::Record| matches!(record.what, What::Moved { to: Status::Completed, .. });
        let end = app.journal().of("brief").into_iter().find(ends).unwrap();
        let cause = end.cause.unwrap();
        assert_eq!((cause.kind, &*cause.message), (FailureKind::Panic, "this job is too much"));
        assert_eq!(cause.handler.as_deref(), Some("job"));
        assert!(cause.place.unwrap().starts_with("tests/tests/teardown.rs:"));
        let said =
            log.lines_with(&["WARN", "daemon=brief", "completed (it failed while it stopped)", "this job is too much"]);
        assert_eq!(said.len(), 1, "{}", log.text());
        assert_no_leaks(&app);
        app.end().await;
    });
}

#[test]
fn p10_a_panic_while_draining_after_run_was_told_to_return_is_in_the_report() {
    testing::run(async {
        let diary = Diary::default();
        let app = App::empty().with::<Brief>().provide(diary.clone()).start().await.unwrap();
        for job in 1..=2 {
            app.publish(Job(job)).await.unwrap();
        }
        settle().await;
        let report = app.shutdown().await;
        assert_eq!(diary.take(), ["job 1", "cleanup"]);
        let failure = report.daemons[0].failure.clone().unwrap();
        assert_eq!((failure.kind(), failure.handler()), (FailureKind::Panic, Some("job")));
        assert!(!report.is_clean(), "{report}");
    });
}
