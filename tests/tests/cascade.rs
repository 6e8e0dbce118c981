//! The failure of one daemon and those on top of it: p20, p24. Readiness by hand, and jobs: p05, p06, p07.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, assert_no_leaks};
use daemon_core::{Actor, FailureKind, Status, What};
use daemon_tests::{Diary, Script, Stage, Step, supervised};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

supervised! {
    Db(restart(delay = "1s", jitter = 0.0));
    Cache(depends_on("db"));
    Api(depends_on("cache"));
    Dashboard(depends_on("db"), on_dependency_failure = "keep");
    Report(depends_on("db"), on_dependency_failure = "stop");
    Other;
}

fn app(stage: &Stage) -> App {
    App::empty().with::<Db>().with::<Cache>().with::<Api>().with::<Other>().provide(stage.clone())
}

#[test]
fn p20_dependents_stop_in_reverse_and_start_in_order_once_for_each_incident() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::run(Step::Fail(SECOND)));
        let system = app(&stage).start().await.unwrap();
        stage.set("db", Script::default());
        stage.set("api", Script::cleanup(Step::After(Duration::from_millis(10))));
        stage.set("cache", Script::cleanup(Step::After(Duration::from_millis(10))));
        stage.diary.take();
        advance(10 * SECOND).await;
        stage
            .diary
            .assert_order(&["~db", "-api", "-api.", "-cache", "-cache.", "+db", "+db.", "+cache", "+cache.", "+api"]);
        for name in ["db", "cache", "api"] {
            assert_eq!(stage.diary.count(&format!("+{name}")), 1, "{name}");
        }
        assert_eq!(stage.diary.count("+other"), 0);
        let restarts = ["db", "cache", "api"].map(|name| system.status(name).unwrap().restarts);
        assert_eq!(restarts, [1, 0, 0], "at the culprit's cost");
        system.shutdown().await;
    });
}

#[test]
fn p20_dependents_of_one_that_fails_again_and_again_wait_and_pay_nothing() {
    testing::run(async {
        let stage = Stage::default();
        let system = app(&stage).start().await.unwrap();
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        system.restart("db").await.unwrap();
        advance(20 * SECOND).await;
        assert!(stage.diary.count("+db") > 4);
        assert_eq!((stage.diary.count("+cache"), stage.diary.count("+api")), (1, 1));
        assert_eq!(system.status("api").unwrap().waiting_for, ["cache"]);
        system.shutdown().await;
    });
}

#[test]
fn p20_each_dependent_does_as_it_declares() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::run(Step::Panic(SECOND)));
        let app = App::empty().with::<Db>().with::<Cache>().with::<Dashboard>().with::<Report>();
        let system = app.provide(stage.clone()).start().await.unwrap();
        advance(SECOND + Duration::from_millis(1)).await;
        let status = |name: &str| system.status(name).unwrap().status;
        let found = ["db", "cache", "dashboard", "report"].map(status);
        assert_eq!(found, [Status::Restarting, Status::Waiting, Status::Running, Status::Stopped]);
        stage.set("db", Script::default());
        advance(10 * SECOND).await;
        let found = ["db", "cache", "dashboard", "report"].map(status);
        assert_eq!(found, [Status::Running, Status::Running, Status::Running, Status::Stopped]);
        assert_eq!(stage.diary.count("+dashboard"), 1);
        system.shutdown().await;
    });
}

#[test]
fn p24_the_first_failure_is_the_cause_and_what_follows_is_tagged() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::run(Step::Fail(SECOND)));
        let system = app(&stage).start().await.unwrap();
        advance(SECOND + Duration::from_millis(1)).await;
        let api = system.status("api").unwrap().failure.unwrap();
        assert_eq!((api.kind(), api.following()), (FailureKind::DependencyLost, Some("db")));
        assert!(api.message().starts_with("`db` failed: as the script says, in `run` (tests/"), "{api}");
        let stopping = |name: &str| {
            let mut records = system.journal().of(name).into_iter();
            records.rfind(|record| matches!(record.what, What::Moved { to: Status::Stopping, .. })).unwrap()
        };
        assert_eq!(stopping("db").actor, Actor::Supervisor);
        assert_eq!(stopping("db").cause.unwrap().kind, FailureKind::Run);
        assert_eq!(stopping("cache").actor, Actor::Cascade("db".into()));
        assert_eq!(stopping("cache").cause.unwrap().kind, FailureKind::DependencyLost);
        assert!(stopping("db").number < stopping("api").number && stopping("api").number < stopping("cache").number);
        assert!(system.status("api").unwrap().first_failure.is_none(), "it has not failed itself");
        system.shutdown().await;
    });
}

#[derive(Event)]
struct Loaded;

/// Ready when it has been given what it waits for.
#[daemon(register = false, ready = "manual", start_timeout = "10s", restart = "never")]
struct Snapshot {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Snapshot {
    #[subscribe]
    fn loaded(&mut self, _: &Loaded, ctx: &Context) {
        self.diary.note("loaded");
        ctx.ready();
        ctx.ready();
    }

    #[interval("1s")]
    fn tick(&mut self) {
        self.diary.note("tick");
    }
}

#[daemon(register = false, depends_on(Snapshot))]
struct User {
    #[resource]
    diary: Diary,
}

#[daemon]
impl User {
    #[init]
    fn init(&mut self) {
        self.diary.note("user");
    }
}

/// Gives it that, after five seconds.
#[daemon(register = false)]
struct Loader;

#[daemon]
impl Loader {
    #[defer("5s")]
    async fn load(&mut self, ctx: &Context) -> Result {
        Ok(ctx.publish(Loaded).await?)
    }
}

#[test]
fn p05_a_daemon_that_says_itself_when_it_is_ready_holds_its_dependents_until_then() {
    testing::run(async {
        let diary = Diary::default();
        let begun = Instant::now();
        let app = App::empty().with::<Snapshot>().with::<User>().with::<Loader>().provide(diary.clone());
        let system = app.start().await.unwrap();
        assert_eq!(begun.elapsed(), 5 * SECOND);
        assert_eq!(diary.take(), ["loaded", "user"], "it takes mail, and its timers run once it is Running");
        advance(SECOND).await;
        assert_eq!(diary.take(), ["tick"]);
        assert!(system.shutdown().await.is_clean());
    });
}

#[test]
fn p07_who_never_says_that_it_is_ready_is_not() {
    testing::run(async {
        let begun = Instant::now();
        let app = App::empty().with::<Snapshot>().with::<User>().provide(Diary::default());
        let system = app.start().await.unwrap();
        assert_eq!(begun.elapsed(), 10 * SECOND);
        let status = system.status("snapshot").unwrap();
        assert_eq!((status.status, status.failure.unwrap().kind()), (Status::Failed, FailureKind::StartTimeout));
        assert_eq!(system.status("user").unwrap().waiting_for, ["snapshot"]);
        assert_no_leaks(&system);
        system.shutdown().await;
    });
}

/// Says in `init` that it is ready, and takes its time.
#[daemon(register = false, ready = "manual", start_timeout = "1s")]
struct Early {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Early {
    #[init]
    async fn init(&mut self, ctx: &Context) {
        ctx.ready();
        ctx.extend_start(20 * SECOND);
        tokio::time::sleep(15 * SECOND).await;
        self.diary.note("built");
    }
}

#[test]
fn p07_ready_counts_once_it_is_built_and_more_time_can_be_had() {
    testing::run(async {
        let (begun, diary) = (Instant::now(), Diary::default());
        let system = App::empty().with::<Early>().provide(diary.clone()).start().await.unwrap();
        assert_eq!((begun.elapsed(), diary.take()), (15 * SECOND, vec!["built".to_owned()]));
        assert_eq!(system.status("early").unwrap().status, Status::Running);
        assert!(system.shutdown().await.is_clean());
    });
}

supervised! {
    Migration(ready = "completed", restart(delay = "1s", jitter = 0.0));
    Server(depends_on("migration"));
}

#[test]
fn p05_dependents_of_a_job_start_when_it_is_done() {
    testing::run(async {
        let (begun, stage) = (Instant::now(), Stage::default());
        stage.set("migration", Script::run(Step::After(40 * SECOND)));
        let app = App::empty().with::<Migration>().with::<Server>().provide(stage.clone());
        let system = app.start().await.unwrap();
        assert_eq!(begun.elapsed(), 40 * SECOND, "longer than any start_timeout: it is Running meanwhile");
        stage.diary.assert_order(&["+migration", "~migration", "-migration", "+server", "+server."]);
        let status = |name: &str| system.status(name).unwrap().status;
        assert_eq!((status("migration"), status("server")), (Status::Completed, Status::Running));
        assert!(system.shutdown().await.is_clean());
    });
}

#[test]
fn p06_a_job_that_fails_is_tried_again_before_anybody_starts() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("migration", Script::run(Step::Fail(SECOND)));
        let app = App::empty().with::<Migration>().with::<Server>().provide(stage.clone());
        let system = app.start().await.unwrap();
        assert_eq!(system.status("migration").unwrap().status, Status::Restarting);
        assert_eq!(system.status("server").unwrap().waiting_for, ["migration"]);
        stage.set("migration", Script::run(Step::After(SECOND)));
        advance(3 * SECOND).await;
        assert_eq!(system.status("server").unwrap().status, Status::Running);
        system.shutdown().await;
    });
}

/// Cannot be checked by the compiler, because nobody registers it.
#[daemon(register = false, ready = "completed")]
struct Job<T: Send + Default + 'static> {
    _of: T,
}

#[daemon]
impl<T: Send + Default + 'static> Job<T> {}

#[test]
fn p04_a_job_without_a_run_is_found_before_the_start() {
    let error = App::empty().with::<Job<u8>>().check().unwrap_err().to_string();
    assert!(error.contains("is ready when its `#[run]` has completed, and has none"), "{error}");
}
