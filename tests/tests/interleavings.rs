//! Commands, failures, time-outs and listeners that meet halfway: what a critical reader found.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Wake, Waker};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, settle};
use daemon_core::{RunError, Status, What};
use daemon_tests::{Diary, Gate, Script, Stage, Step, supervised};

const SECOND: Duration = Duration::from_secs(1);

supervised! {
    Db(restart(delay = "1s", jitter = 0.0));
    Cache(depends_on("db"));
    Late(after("cache"));
    Other;
    Spare(autostart = false);
    Vital(critical, restart = "never");
    Slow(stop_timeout = "10s");
}

/// Within virtual time.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(3600), future)
        .await
        .unwrap_or_else(|_| panic!("{what}: not within an hour"))
}

#[test]
fn only_after_a_dependent_of_a_failing_one() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        let app = App::empty().with::<Db>().with::<Cache>().with::<Late>().provide(stage.clone());
        let system = app.start().await.unwrap();
        advance(30 * SECOND).await;
        let found = ["db", "cache", "late"].map(|name| system.status(name).unwrap().status);
        assert_eq!(found[2], Status::Running, "{found:?}");
        system.shutdown().await;
    });
}

#[test]
fn a_reset_is_a_command() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("vital", Script::run(Step::Fail(SECOND)));
        let app = App::empty().with::<Vital>().provide(stage.clone());
        let system = app.start().await.unwrap();
        advance(2 * SECOND).await;
        assert_eq!(system.status("vital").unwrap().status, Status::Failed);
        system.reset("vital").await.unwrap();
        let running = within("running", system.wait_for("vital", Status::Running)).await;
        let failed = within("failed", system.wait_for("vital", Status::Failed)).await;
        assert!(running.is_err() && failed.is_err(), "{running:?} {failed:?}: it is stopped since the last command");
    });
}

#[test]
fn wait_for_stopping() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("slow", Script::cleanup(Step::After(SECOND)));
        let system = App::empty().with::<Slow>().provide(stage.clone()).start().await.unwrap();
        system.restart("slow").await.unwrap();
        settle().await;
        assert_eq!(system.status("slow").unwrap().status, Status::Stopping);
        within("stopping", system.wait_for("slow", Status::Stopping)).await.unwrap();
    });
}

#[test]
fn stop_of_one_never_started() {
    testing::run(async {
        let system = App::empty().with::<Spare>().with::<Other>().provide(Stage::default()).start().await.unwrap();
        system.stop("spare").await.unwrap();
        assert!(within("failure", system.wait_for_failure("spare")).await.is_err());
    });
}

#[derive(Clone, Default)]
struct Contexts(Arc<Mutex<Vec<Context>>>);

#[daemon(register = false, restart(delay = "1s", jitter = 0.0))]
struct Keeper {
    #[resource]
    contexts: Contexts,
}

#[daemon]
impl Keeper {
    #[init]
    async fn init(&mut self, ctx: &Context) {
        self.contexts.0.lock().unwrap().push(ctx.clone());
    }
}

#[test]
fn stop_of_a_generation_that_is_over() {
    testing::run(async {
        let contexts = Contexts::default();
        let system = App::empty().with::<Keeper>().provide(contexts.clone()).start().await.unwrap();
        system.restart("keeper").await.unwrap();
        system.wait_for("keeper", Status::Running).await.unwrap();
        assert_eq!(system.status("keeper").unwrap().generation, 2);
        let first = contexts.0.lock().unwrap()[0].clone();
        first.fail("too late");
        settle().await;
        assert_eq!(system.status("keeper").unwrap().generation, 2, "fail of the first generation is ignored");
        first.stop();
        settle().await;
        assert_eq!(system.status("keeper").unwrap().status, Status::Running, "stopped by a generation that is over");
    });
}

#[test]
fn failure_of_a_generation_that_is_well() {
    testing::run(async {
        let contexts = Contexts::default();
        let system = App::empty().with::<Keeper>().provide(contexts.clone()).start().await.unwrap();
        let first = contexts.0.lock().unwrap()[0].clone();
        first.fail("once");
        advance(5 * SECOND).await;
        assert_eq!(system.status("keeper").unwrap().status, Status::Running);
        let second = contexts.0.lock().unwrap()[1].clone();
        assert_eq!(second.generation(), 2);
        assert!(second.failure().is_none(), "{:?}", second.failure());
    });
}

#[test]
fn strict_says_so_itself() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("vital", Script::init(Step::Fail(SECOND)));
        stage.set("slow", Script::cleanup(Step::After(SECOND)));
        let app = App::empty().with::<Vital>().with::<Slow>().provide(stage).strict();
        let error = app.run().await.unwrap_err();
        assert!(matches!(error, RunError::Start(_)), "{error}");
    });
}

struct Fragile(Arc<AtomicBool>);
impl tracing::Subscriber for Fragile {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let panics = event.metadata().target().starts_with("daemon_core") && self.0.swap(false, Ordering::SeqCst);
        assert!(!panics, "a subscriber that panics once");
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn a_subscriber_that_panics_once() {
    let armed = Arc::new(AtomicBool::new(false));
    let _guard = tracing::subscriber::set_default(Fragile(Arc::clone(&armed)));
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::run(Step::Fail(SECOND)));
        let system = App::empty().with::<Db>().provide(stage.clone()).start().await.unwrap();
        system.wait_for("db", Status::Restarting).await.unwrap();
        settle().await;
        armed.store(true, Ordering::SeqCst);
        // The end of the pause is told by the task that keeps the time.
        advance(100 * SECOND).await;
        let status = system.status("db").unwrap();
        assert!(!armed.load(Ordering::SeqCst));
        assert!(status.generation > 3, "{} in generation {} for {:?}", status.status, status.generation, status.since);
    });
}

struct Asks(System, AtomicUsize);
impl Wake for Asks {
    fn wake(self: Arc<Self>) {
        drop(self.0.statuses());
        self.1.fetch_add(1, Ordering::SeqCst);
    }
}

/// Polls what `wait` makes with a waker that asks the system, and sees whether it can when `tell` has it woken.
fn asks<W, T>(
    what: &'static str,
    wait: impl FnOnce(System, Context) -> W + Send + 'static,
    tell: impl FnOnce(System, Gate) -> T + Send + 'static,
) where
    W: Future,
    T: Future,
{
    let (done, is_done) = mpsc::channel();
    std::thread::spawn(move || {
        testing::run(async {
            let given = Given(Arc::default(), Gate::closed());
            let app = App::empty().with::<Other>().with::<Gives>().provide(Stage::default()).provide(given.clone());
            let system = app.start().await.unwrap();
            let ctx = given.0.lock().unwrap().take().expect("given in its `init`");
            let asked = Arc::new(Asks(system.clone(), AtomicUsize::new(0)));
            let waker = Waker::from(Arc::clone(&asked));
            let mut wait = pin!(wait(system.clone(), ctx));
            assert!(wait.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_pending());
            tell(system, given.1).await;
            settle().await;
            assert_eq!(asked.1.load(Ordering::SeqCst), 1, "{what}");
        });
        let _ = done.send(());
    });
    let told = is_done.recv_timeout(Duration::from_secs(20));
    told.unwrap_or_else(|_| panic!("{what}: a lock is held while a waker runs"));
}

/// Gives its context to the test, and does a job when it is told.
#[daemon(register = false, mailbox = 1)]
struct Gives {
    #[resource]
    given: Given,
}

#[derive(Clone)]
struct Given(Arc<Mutex<Option<Context>>>, Gate);

#[daemon]
impl Gives {
    #[init]
    fn init(&mut self, ctx: &Context) {
        *self.given.0.lock().unwrap() = Some(ctx.clone());
    }

    #[subscribe]
    async fn job(&mut self, _: &Job) {
        self.given.1.pass().await;
    }
}

#[test]
fn a_waker_that_asks_the_system() {
    asks(
        "wait_for",
        |system, _| async move { system.wait_for("other", Status::Stopped).await },
        |system, _| async move { system.stop("other").await },
    );
    asks(
        "cancelled",
        |_, ctx| async move { ctx.cancelled().await },
        |system, _| async move { system.stop("gives").await },
    );
    asks(
        "shutdown",
        |system, _| async move { system.shutdown().await },
        |system, _| async move { system.shutdown().await },
    );
    asks(
        "publish",
        |system, _| async move { while system.publish(Job).await.is_ok() {} },
        |system, _| async move { system.stop("gives").await },
    );
    asks(
        "publish, when there is room",
        |system, _| async move { while system.publish(Job).await.is_ok() {} },
        |_, gate| async move {
            settle().await;
            gate.open(1);
        },
    );
}

#[derive(Clone)]
struct Release(Arc<Mutex<mpsc::Receiver<()>>>);
#[derive(Event)]
struct Job;

#[daemon(register = false, stop_timeout = "100ms", restart(max = 1, delay = "10ms", jitter = 0.0))]
struct Blocked {
    #[resource]
    release: Release,
    #[resource]
    diary: Diary,
}
#[daemon]
impl Blocked {
    #[init]
    fn init(&mut self, ctx: &Context) {
        *CTX.lock().unwrap() = Some(ctx.clone());
    }
    #[subscribe]
    fn job(&mut self, _job: &Job) {
        self.diary.note("job");
        self.release.0.lock().unwrap().recv().unwrap();
    }
}

fn threads() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

async fn until(what: &str, mut is: impl FnMut() -> bool) {
    let poll = async {
        while !is() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), poll).await.unwrap_or_else(|_| panic!("{what}"));
}

#[test]
fn given_up_before_the_shutdown_is_named() {
    let (release, blocked) = mpsc::channel();
    threads().block_on(async {
        let diary = Diary::default();
        let app = App::empty().with::<Blocked>().provide(diary.clone());
        let system = app.provide(Release(Arc::new(Mutex::new(blocked)))).start().await.unwrap();
        system.publish(Job).await.unwrap();
        until("it is blocked", || diary.count("job") == 1).await;
        system.restart("blocked").await.unwrap();
        system.wait_for("blocked", Status::Waiting).await.unwrap();
        let report = system.shutdown().await;
        let leaks = system.leaks();
        release.send(()).unwrap();
        assert!(
            !report.is_clean() && report.daemons.iter().any(|daemon| daemon.blocked),
            "{report}; clean: {}, leaks: {leaks:?}",
            report.is_clean()
        );
    });
}

#[test]
fn mail_of_a_blocked_generation_with_its_last_restart() {
    let (release, blocked) = mpsc::channel();
    let diary = Diary::default();
    threads().block_on(async {
        let app = App::empty().with::<Blocked>().provide(diary.clone());
        let system = app.provide(Release(Arc::new(Mutex::new(blocked)))).start().await.unwrap();
        for _ in 0..4 {
            system.publish(Job).await.unwrap();
        }
        until("it is in hand", || diary.count("job") == 1).await;
        fail_it();
        system.wait_for("blocked", Status::Waiting).await.unwrap();
        let before = system.status("blocked").unwrap().mailbox;
        for _ in 0..4 {
            release.send(()).unwrap();
        }
        system.wait_for("blocked", Status::Running).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let lost: Vec<_> = system
            .journal()
            .of("blocked")
            .into_iter()
            .filter(|r| matches!(r.what, What::Lost { .. }))
            .map(|r| r.what)
            .collect();
        assert_eq!(diary.count("job"), 4, "of 4, {before} were waiting; journal: {lost:?}");
        system.shutdown().await;
    });
}

fn fail_it() {
    let ctx = CTX.lock().unwrap().take().unwrap();
    ctx.fail("by the test");
}
static CTX: Mutex<Option<Context>> = Mutex::new(None);

#[daemon(register = false, start_timeout = "50ms", stop_timeout = "50ms", restart = "never")]
struct Polite {
    #[resource]
    diary: Diary,
}
#[daemon]
impl Polite {
    #[init]
    fn init(&mut self, ctx: &Context) {
        let begun = std::time::Instant::now();
        while !ctx.is_cancelled() && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.diary.note(if ctx.is_cancelled() { "told" } else { "not told" });
    }
}

#[test]
fn a_blocked_init_is_told() {
    threads().block_on(async {
        let diary = Diary::default();
        let system = App::empty().with::<Polite>().provide(diary.clone()).start().await.unwrap();
        assert_eq!(system.status("polite").unwrap().status, Status::Failed);
        until("init is over", || !diary.entries().is_empty()).await;
        assert_eq!(diary.entries(), ["told"]);
    });
}

#[daemon(register = false, ready = "manual", start_timeout = "5s", restart = "never")]
struct ByHand;
#[daemon]
impl ByHand {
    #[on_ready("other")]
    fn there(&mut self, ctx: &Context) {
        ctx.ready();
    }
}

#[test]
fn manual_readiness_by_on_ready() {
    testing::run(async {
        let system = App::empty().with::<Other>().with::<ByHand>().provide(Stage::default()).start().await.unwrap();
        advance(10 * SECOND).await;
        let status = system.status("by-hand").unwrap();
        assert_eq!(status.status, Status::Running, "{:?}", status.failure);
    });
}

#[daemon(register = false, ready = "manual", start_timeout = "5s", restart = "never")]
struct SlowHand;
#[daemon]
impl SlowHand {
    #[init]
    async fn init(&mut self) {}
    #[subscribe]
    async fn job(&mut self, _job: &Job) {
        std::future::pending::<()>().await;
    }
}

#[test]
fn where_a_manual_one_was_when_its_time_was_up() {
    testing::run(async {
        let app = App::empty().with::<SlowHand>().only::<&str>([]);
        let system = app.start().await.unwrap();
        system.start("slow-hand").await.unwrap();
        settle().await;
        system.publish(Job).await.unwrap();
        advance(10 * SECOND).await;
        let failure = system.status("slow-hand").unwrap().failure.unwrap();
        assert_eq!(failure.handler(), Some("job"), "{failure}");
    });
}

#[daemon(register = false, ready = "completed")]
struct LongJob;
#[daemon]
impl LongJob {
    #[run]
    async fn run(&mut self) {
        tokio::time::sleep(Duration::from_secs(24 * 3600)).await;
    }
}

#[test]
fn a_long_job_that_nobody_waits_for() {
    testing::run(async {
        let system = within("start", App::empty().with::<LongJob>().start()).await.unwrap();
        drop(system);
    });
}

struct Reads(System, Mutex<Vec<String>>);
impl Wake for Reads {
    fn wake(self: Arc<Self>) {
        let seen = self.0.journal().of("slow").into_iter().map(|r| r.what.to_string()).collect();
        *self.1.lock().unwrap() = seen;
    }
}

#[test]
fn told_before_it_is_journaled() {
    testing::run(async {
        let system = App::empty().with::<Slow>().provide(Stage::default()).start().await.unwrap();
        let reads = Arc::new(Reads(system.clone(), Mutex::default()));
        system.restart("slow").await.unwrap();
        let waker = Waker::from(Arc::clone(&reads));
        let mut wait = pin!(system.wait_for("slow", Status::Starting));
        assert!(wait.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_pending());
        settle().await;
        assert!(wait.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_ready());
        let seen = reads.1.lock().unwrap().clone();
        assert_eq!(seen.last().unwrap(), "waiting → starting", "when it was told: {seen:#?}");
    });
}

supervised! { Flapping(restart(max = 4_000_000, delay = "0ms")); }

#[test]
fn a_wait_for_a_moment() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("flapping", Script::run(Step::Fail(SECOND)));
        let system = App::empty().with::<Flapping>().provide(stage).start().await.unwrap();
        within("restarting", system.wait_for("flapping", Status::Restarting)).await.unwrap();
    });
}

supervised! { Twice(restart(delay = "1h", jitter = 0.0)); }

#[test]
fn exit_of_one_that_is_failing() {
    testing::run(async {
        for cleanup in [Step::Fine, Step::After(SECOND)] {
            let stage = Stage::default();
            stage.set("twice", Script { run: Some(Step::Fail(SECOND)), cleanup, ..Script::default() });
            let system = App::empty().with::<Twice>().provide(stage).start().await.unwrap();
            advance(SECOND + Duration::from_millis(10)).await;
            let status = system.status("twice").unwrap().status;
            let report = system.shutdown().await;
            assert!(!report.is_clean() || !report.failed.is_empty(), "{status} at the shutdown: {report}");
        }
    });
}
