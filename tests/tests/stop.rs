//! Stopping: order, bounds, paired hooks, and that nothing is left. p09, p10, p11, p12, p13.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, assert_no_leaks, settle};
use tokio::time::Instant;

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Notes when it is dropped.
struct Noted(Log, &'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        self.0.note(self.1);
    }
}

#[derive(Event)]
struct Job(u64);

/// One step of a chain: notes when it starts and when it cleans up. Its name is its place.
#[daemon(register = false)]
struct Base {
    #[resource]
    log: Log,
}

#[daemon]
impl Base {
    #[init]
    fn init(&mut self, ctx: &Context) {
        self.log.note(format!("+{}", ctx.name()));
    }

    #[cleanup]
    fn cleanup(&mut self, ctx: &Context) {
        self.log.note(format!("-{}", ctx.name()));
    }
}

#[daemon(register = false, depends_on(Base))]
struct Middle {
    #[resource]
    log: Log,
}

#[daemon]
impl Middle {
    #[init]
    fn init(&mut self, ctx: &Context) {
        self.log.note(format!("+{}", ctx.name()));
    }

    #[cleanup]
    async fn cleanup(&mut self, ctx: &Context) {
        self.log.note(format!("-{} begins", ctx.name()));
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.log.note(format!("-{}", ctx.name()));
    }
}

#[daemon(register = false, depends_on(Middle))]
struct Top {
    #[resource]
    log: Log,
}

#[daemon]
impl Top {
    #[init]
    fn init(&mut self, ctx: &Context) {
        self.log.note(format!("+{}", ctx.name()));
    }

    #[cleanup]
    async fn cleanup(&mut self, ctx: &Context) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.log.note(format!("-{}", ctx.name()));
    }
}

#[test]
fn p09_a_chain_stops_from_its_end() {
    testing::run(async {
        let log = Log::default();
        let app = App::empty().with::<Base>().with::<Top>().with::<Middle>().provide(log.clone());
        let app = TestApp::of(app).start().await;
        assert_eq!(log.take(), ["+base", "+middle", "+top"]);
        let report = app.end().await;
        assert_eq!(log.take(), ["-top", "-middle begins", "-middle", "-base"]);
        let order: Vec<&str> = report.daemons.iter().map(|daemon| daemon.daemon.as_str()).collect();
        assert_eq!(order, ["top", "middle", "base"]);
    });
}

#[test]
fn p09_stopping_one_stops_those_that_need_it_and_nobody_else() {
    testing::run(async {
        let log = Log::default();
        let app = App::empty().with::<Base>().with::<Top>().with::<Middle>().with_named::<Base>("other");
        let app = TestApp::of(app.provide(log.clone())).start().await;
        log.take();
        app.stop("middle").await.unwrap();
        app.wait_for("middle", Status::Stopped).await.unwrap();
        assert_eq!(log.take(), ["-top", "-middle begins", "-middle"]);
        assert_eq!(app.status("base").unwrap().status, Status::Running);
        assert_eq!(app.status("other").unwrap().status, Status::Running);
        assert_eq!(app.status("top").unwrap().status, Status::Stopped);
        assert_no_leaks(&app);
        app.end().await;
    });
}

/// Never notices that it is to stop.
#[daemon(register = false, stop_timeout = "10s")]
struct Hung;

#[daemon]
impl Hung {
    #[run]
    async fn run(&mut self) {
        std::future::pending::<()>().await;
    }
}

#[test]
fn p09_ten_hung_daemons_stop_in_one_deadline() {
    testing::run(async {
        let mut app = App::empty();
        for number in 0..10 {
            app = app.with_named::<Hung>(&format!("hung-{number}"));
        }
        let app = TestApp::of(app).start().await;
        let before = Instant::now();
        let report = app.shutdown().await;
        // Cut off at four fifths of the stop_timeout; there is nothing to clean up.
        assert_eq!(before.elapsed().as_secs(), 8);
        assert_eq!(report.late().count(), 10);
        assert_no_leaks(&app);
    });
}

#[test]
fn p12_the_report_names_the_late_and_where_they_were() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Hung>().with_named::<Stuck>("stuck")).start().await;
        app.publish(Job(1)).await.unwrap();
        settle().await;
        let report = app.shutdown().await;
        assert!(!report.is_clean());
        let late: Vec<(&str, Option<&str>)> =
            report.late().map(|daemon| (daemon.daemon.as_str(), daemon.late.as_ref().unwrap().handler)).collect();
        assert_eq!(late, [("stuck", Some("job")), ("hung", Some("run"))]);
        let text = report.to_string();
        assert!(text.contains("late, in `job` (tests/tests/stop.rs:"), "{text}");
    });
}

/// Hangs in its handler.
#[daemon(register = false)]
struct Stuck;

#[daemon]
impl Stuck {
    #[subscribe]
    async fn job(&mut self, _job: &Job) {
        std::future::pending::<()>().await;
    }
}

/// Blocks its thread, which nothing can end.
#[daemon(register = false, depends_on(Base), stop_timeout = "100ms")]
struct Blocked {
    #[resource]
    release: Release,
}

#[derive(Clone)]
struct Release(Arc<Mutex<mpsc::Receiver<()>>>);

#[daemon]
impl Blocked {
    #[subscribe]
    fn job(&mut self, _job: &Job) {
        self.release.0.lock().unwrap().recv().unwrap();
    }
}

/// On threads and in real time: a blocked thread does not let a paused clock move.
#[test]
fn p12_a_blocked_thread_is_given_up_and_named_and_keeps_nobody_else() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (release, blocked) = mpsc::channel();
    runtime.block_on(async {
        let app = App::empty().with::<Base>().with::<Blocked>().provide(Log::default());
        let system = app.provide(Release(Arc::new(Mutex::new(blocked)))).start().await.unwrap();
        system.publish(Job(1)).await.unwrap();
        let report = tokio::time::timeout(Duration::from_secs(60), system.shutdown()).await.unwrap();
        let [blocked, base] = &report.daemons[..] else { panic!("two daemons were up: {report}") };
        assert!(blocked.blocked && blocked.late.as_ref().unwrap().handler == Some("job"), "{report}");
        assert!(base.late.is_none(), "{report}");
        // What could not be ended is not forgotten.
        assert_eq!((system.leaks().generations, system.leaks().daemons), (1, vec!["blocked".to_owned()]));
        release.send(()).unwrap();
    });
}

/// Does every kind of thing that has to be taken down.
#[daemon(register = false)]
struct Everything {
    #[resource]
    log: Log,
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
        let log = Log::default();
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
        let log = Log::default();
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
    log: Log,
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
        let log = Log::default();
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
            let log = Log::default();
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
    log: Log,
}

struct Bomb(Log);

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
        let log = Log::default();
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

/// Counts its hooks; takes its time in init.
#[daemon(register = false)]
struct Paired {
    #[resource]
    hooks: Hooks,
}

#[derive(Clone, Default)]
struct Hooks(Arc<(AtomicU64, AtomicU64)>);

impl Hooks {
    fn counts(&self) -> (u64, u64) {
        (self.0.0.load(Ordering::SeqCst), self.0.1.load(Ordering::SeqCst))
    }
}

#[daemon]
impl Paired {
    #[init]
    async fn init(ctx: &Context) -> Result<Self> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let hooks = ctx.resource::<Hooks>()?;
        hooks.0.0.fetch_add(1, Ordering::SeqCst);
        Ok(Self { hooks })
    }

    #[cleanup]
    async fn cleanup(&mut self) {
        self.hooks.0.1.fetch_add(1, Ordering::SeqCst);
    }
}

async fn paired() -> (RunningApp, Hooks) {
    let hooks = Hooks::default();
    let app = App::empty().with::<Paired>().provide(hooks.clone());
    let app = TestApp::of(app).start().await;
    assert_eq!(hooks.counts(), (1, 0));
    (app, hooks)
}

#[test]
fn p11_a_double_stop_cleans_up_once() {
    testing::run(async {
        let (app, hooks) = paired().await;
        let (first, second) = tokio::join!(app.stop("paired"), app.stop("paired"));
        first.and(second).unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        app.stop("paired").await.unwrap();
        assert_eq!(hooks.counts(), (1, 1));
        app.end().await;
        assert_eq!(hooks.counts(), (1, 1));
    });
}

#[test]
fn p11_stopped_before_its_first_poll_it_has_neither_hook() {
    testing::run(async {
        let (app, hooks) = paired().await;
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        app.start("paired").await.unwrap();
        // Nothing has been polled since: `start` and `stop` do not yield.
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        let (inits, cleanups) = hooks.counts();
        assert_eq!(inits, cleanups);
        app.end().await;
    });
}

#[test]
fn p11_stopped_while_starting_it_cleans_up_if_init_returned() {
    testing::run(async {
        let (app, hooks) = paired().await;
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        app.start("paired").await.unwrap();
        advance(Duration::from_millis(500)).await;
        assert_eq!(app.status("paired").unwrap().status, Status::Starting);
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        assert_eq!(hooks.counts(), (2, 2));
        app.end().await;
    });
}

/// Its init outlasts its `stop_timeout`.
#[daemon(register = false, stop_timeout = "1s")]
struct Endless {
    #[resource]
    hooks: Hooks,
}

#[daemon]
impl Endless {
    #[init]
    async fn init(&mut self) {
        std::future::pending::<()>().await;
    }

    #[cleanup]
    fn cleanup(&mut self) {
        self.hooks.0.1.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn p11_an_init_that_did_not_return_is_not_cleaned_up_after() {
    testing::run(async {
        let hooks = Hooks::default();
        let app = App::empty().with::<Endless>().provide(hooks.clone());
        let starting = tokio::spawn(TestApp::of(app).try_start());
        advance(Duration::from_secs(5)).await;
        // Dropping the start begins a shutdown.
        starting.abort();
        assert!(starting.await.unwrap_err().is_cancelled());
        advance(Duration::from_secs(5)).await;
        assert_eq!(hooks.counts(), (0, 0));
    });
}

#[test]
fn p13_nothing_is_left_after_thousands_of_restarts() {
    testing::run(async {
        let log = Log::default();
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
        let log = Log::default();
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

#[test]
fn a_system_that_is_down_takes_no_commands() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Base>().provide(Log::default())).start().await;
        let (first, second) = tokio::join!(app.shutdown(), app.shutdown());
        assert_eq!(first.daemons.len(), second.daemons.len());
        assert_eq!(app.status("base").unwrap().status, Status::Completed);
        assert_eq!(
            app.start("base").await.unwrap_err().to_string(),
            "the system is shutting down and takes no commands"
        );
    });
}
