//! `why`: one chain, down to the first cause. p42. And deadlines while threads are blocked. p21.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, settle};
use daemon_core::{Actor, FailureKind, Reason, Status, What};
use daemon_tests::{Script, Stage, Step, supervised};
use futures_util::FutureExt;
use tokio::sync::Notify;

const SECOND: Duration = Duration::from_secs(1);

supervised! {
    Db(restart(delay = "4s", max = 3, jitter = 0.0), start_timeout = "1h");
    Cache(depends_on("db"));
    Api(depends_on("cache", "idle"));
    Idle(autostart = false);
    Report(depends_on("db"), on_dependency_failure = "stop");
}

fn app(stage: &Stage) -> App {
    let app = App::empty().with::<Db>().with::<Cache>().with::<Api>().with::<Idle>().with::<Report>();
    app.provide(stage.clone())
}

/// What is said of `name`, with places shortened to their file.
fn line(system: &System, name: &str) -> String {
    let why = system.why(name).unwrap().to_string();
    let mut words = why.split(" (tests/").map(|part| part.split_once(')').map_or(part, |(_, rest)| rest));
    let first = why.split(" (tests/").next().unwrap().to_owned();
    words.next();
    words.fold(first, |line, rest| line + rest)
}

#[test]
fn p42_a_chain_ends_in_the_first_cause() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        let system = app(&stage).start().await.unwrap();
        let why = system.why("api").unwrap();
        let names: Vec<(&str, Status)> = why.chain.iter().map(|link| (link.daemon.as_str(), link.status)).collect();
        let expected = [("api", Status::Waiting), ("cache", Status::Waiting), ("db", Status::Restarting)];
        assert_eq!(names, expected);
        let Reason::Failed { failure, first: None, .. } = &why.reason else { panic!("{why:?}") };
        assert_eq!((failure.kind(), failure.handler()), (FailureKind::Init, Some("init")));
        assert_eq!(why.chain[2].next_start, Some(4 * SECOND));
        advance(Duration::from_millis(800)).await;
        let expected =
            "api WAITING ← cache WAITING ← db RESTARTING (restart 1 of 3, in 3.2s) ← as the script says, in `init`";
        assert_eq!(line(&system, "api"), expected);
        // Another failure after the first.
        stage.set("db", Script::init(Step::Panic(Duration::ZERO)));
        advance(3600 * SECOND).await;
        let expected = "cache WAITING ← db FAILED (after 3 restarts) ← panicked: as the script says, in `init` (at first: as the script says, in `init`)";
        assert_eq!(line(&system, "cache"), expected);
        system.shutdown().await;
    });
}

#[test]
fn p42_every_daemon_that_is_not_running_has_a_reason() {
    testing::run(async {
        let stage = Stage::default();
        let system = app(&stage).start().await.unwrap();
        assert_eq!(line(&system, "db"), "db RUNNING");
        system.stop("cache").await.unwrap();
        system.wait_for("cache", Status::Stopped).await.unwrap();
        assert_eq!(line(&system, "cache"), "cache STOPPED ← stopped by program");
        assert_eq!(line(&system, "api"), "api STOPPED ← stopped by program");
        // On its way up, and in something.
        stage.set("db", Script::init(Step::Hang));
        system.restart("db").await.unwrap();
        settle().await;
        assert_eq!(line(&system, "report"), "report WAITING ← db STARTING ← in `init`");
        // Without time to come to its end.
        stage.set("db", Script { init: Step::Fine, run: Some(Step::Fail(SECOND)), cleanup: Step::Hang });
        system.stop("db").await.unwrap();
        system.start("report").await.unwrap();
        advance(4 * SECOND).await;
        system.wait_for("db", Status::Running).await.unwrap();
        advance(SECOND).await;
        assert_eq!(line(&system, "db"), "db STOPPING ← as the script says, in `run`");
        assert_eq!(line(&system, "report"), "report STOPPED ← db STOPPING ← as the script says, in `run`");
        stage.set("db", Script::default());
        system.wait_for("db", Status::Running).await.unwrap();
        advance(60 * SECOND).await;
        assert_eq!(line(&system, "report"), "report STOPPED ← stopped, because `db` failed");
        system.shutdown().await;
        assert_eq!(line(&system, "db"), "db COMPLETED ← done");
    });
}

#[test]
fn p42_who_was_never_started_says_so() {
    testing::run(async {
        let system = app(&Stage::default()).only(["db"]).start().await.unwrap();
        assert_eq!(line(&system, "cache"), "cache STOPPED ← nobody has started it");
        let error = system.why("cash").unwrap_err().to_string();
        assert!(error.contains("did you mean `cache`?"), "{error}");
        system.shutdown().await;
    });
}

/// Stops itself after a second.
#[daemon(register = false)]
struct Tired;

#[daemon]
impl Tired {
    #[defer("1s")]
    fn done(&mut self, ctx: &Context) {
        ctx.stop();
    }
}

#[daemon(register = false, depends_on(Tired))]
struct Along;

#[daemon]
impl Along {}

#[test]
fn p42_who_goes_along_with_one_that_stops_itself_says_with_whom() {
    testing::run(async {
        let system = App::empty().with::<Tired>().with::<Along>().start().await.unwrap();
        advance(2 * SECOND).await;
        assert_eq!(line(&system, "tired"), "tired STOPPED ← stopped by itself");
        assert_eq!(line(&system, "along"), "along STOPPED ← tired STOPPED ← stopped by itself");
        let moves = |name: &str| {
            system.journal().of(name).into_iter().filter(|record| matches!(record.what, What::Moved { .. }))
        };
        for name in ["tired", "along"] {
            assert_eq!(moves(name).last().unwrap().actor, Actor::Daemon("tired".into()), "{name}");
        }
        system.start("tired").await.unwrap();
        system.wait_for("tired", Status::Running).await.unwrap();
        assert_eq!(line(&system, "along"), "along STOPPED ← stopped, because `tired` stopped itself");
        system.shutdown().await;
    });
}

#[derive(Event)]
struct Job;

/// What a job waits for, and that it does.
#[derive(Clone)]
struct Release(Arc<Mutex<mpsc::Receiver<()>>>, Arc<Notify>);

/// Blocks its thread for as long as the test wants.
#[daemon(register = false, stop_timeout = "50ms")]
struct Stuck {
    #[resource]
    release: Release,
}

#[daemon]
impl Stuck {
    #[subscribe]
    fn job(&mut self, _: &Job) {
        self.release.1.notify_one();
        self.release.0.lock().unwrap().recv().unwrap();
    }
}

#[daemon(register = false, depends_on(Stuck))]
struct OnTop;

#[daemon]
impl OnTop {}

/// By the wall clock, because a thread that is blocked is.
#[test]
fn p42_a_blocked_thread_is_named_with_its_handler_and_line() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (release, blocked) = mpsc::channel();
    let test = async {
        let begun = Arc::new(Notify::new());
        let resource = Release(Arc::new(Mutex::new(blocked)), Arc::clone(&begun));
        let system = App::empty().with::<Stuck>().with::<OnTop>().provide(resource).start().await.unwrap();
        system.publish(Job).await.unwrap();
        begun.notified().await;
        system.restart("stuck").await.unwrap();
        system.wait_for("stuck", Status::Waiting).await.unwrap();
        let blocked = "stuck WAITING ← a thread is still blocked in its last generation, in `job`";
        assert_eq!(line(&system, "stuck"), blocked);
        assert_eq!(line(&system, "on-top"), format!("on-top WAITING ← {blocked}"));
        let Reason::Blocked { handler: Some((handler, source)), .. } = system.why("stuck").unwrap().reason else {
            panic!("it is blocked")
        };
        assert_eq!((handler, source.file), ("job", "tests/tests/why.rs"));
        release.send(()).unwrap();
        system.wait_for("on-top", Status::Running).await.unwrap();
        system.shutdown().await;
    };
    runtime.block_on(async { tokio::time::timeout(60 * SECOND, test).await }).expect("over within its time");
}

/// Its `#[init]` never ends, and has little time.
#[daemon(register = false, autostart = false, start_timeout = "50ms", restart = "never")]
struct Endless;

#[daemon]
impl Endless {
    #[init]
    async fn init(&mut self) {
        std::future::pending::<()>().await;
    }
}

/// Has another start, and blocks its thread at once.
#[daemon(register = false, stop_timeout = "50ms")]
struct Careless {
    #[resource]
    system: Arc<OnceLock<System>>,
    #[resource]
    release: Release,
}

#[daemon]
impl Careless {
    #[subscribe]
    fn job(&mut self, _: &Job) {
        let start = self.system.get().unwrap().start("endless");
        assert!(start.now_or_never().is_some(), "a command is answered at once");
        self.release.1.notify_one();
        self.release.0.lock().unwrap().recv().unwrap();
    }
}

/// A worker of the runtime polls next what it has woken last, and lets no other worker have it: that must not be what keeps the
/// deadlines.
#[test]
fn p21_deadlines_are_kept_while_the_thread_that_set_them_is_blocked() {
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (release, blocked) = mpsc::channel();
        let test = async {
            let begun = Arc::new(Notify::new());
            let (own, resource) =
                (Arc::new(OnceLock::new()), Release(Arc::new(Mutex::new(blocked)), Arc::clone(&begun)));
            let app = App::empty().with::<Endless>().with::<Careless>().provide(resource).provide(Arc::clone(&own));
            let system = app.start().await.unwrap();
            assert!(own.set(system.clone()).is_ok());
            system.publish(Job).await.unwrap();
            begun.notified().await;
            system.wait_for("endless", Status::Failed).await.unwrap();
            release.send(()).unwrap();
            system.shutdown().await;
        };
        runtime.block_on(async { tokio::time::timeout(60 * SECOND, test).await }).expect("over within its time");
    }
}
