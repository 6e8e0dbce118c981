//! Stopping: in which order, how long at most, and who was late. p09, p12.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, assert_no_leaks, settle};
use daemon_tests::Diary;
use tokio::time::Instant;

#[derive(Event)]
struct Job;

/// One step of a chain: notes when it starts and when it cleans up. Its name is its place.
#[daemon(register = false)]
struct Base {
    #[resource]
    log: Diary,
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
    log: Diary,
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
    log: Diary,
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
        let log = Diary::default();
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
        let log = Diary::default();
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
        app.publish(Job).await.unwrap();
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
        let app = App::empty().with::<Base>().with::<Blocked>().provide(Diary::default());
        let system = app.provide(Release(Arc::new(Mutex::new(blocked)))).start().await.unwrap();
        system.publish(Job).await.unwrap();
        let report = tokio::time::timeout(Duration::from_secs(60), system.shutdown()).await.unwrap();
        let [blocked, base] = &report.daemons[..] else { panic!("two daemons were up: {report}") };
        assert!(blocked.blocked && blocked.late.as_ref().unwrap().handler == Some("job"), "{report}");
        assert!(base.late.is_none(), "{report}");
        // What could not be ended is not forgotten.
        assert_eq!((system.leaks().generations, system.leaks().daemons), (1, vec!["blocked".to_owned()]));
        release.send(()).unwrap();
    });
}

#[test]
fn a_system_that_is_down_takes_no_commands() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Base>().provide(Diary::default())).start().await;
        let (first, second) = tokio::join!(app.shutdown(), app.shutdown());
        assert_eq!(first.daemons.len(), second.daemons.len());
        assert_eq!(app.status("base").unwrap().status, Status::Completed);
        assert_eq!(
            app.start("base").await.unwrap_err().to_string(),
            "the system is shutting down and takes no commands"
        );
    });
}
