//! Failing and coming back: p06, p15, p16, p17, p18, p19.
#![allow(
    clippy::unused_async,
    clippy::disallowed_methods,
    clippy::needless_pass_by_value,
    reason = "handlers have the form that is tested"
)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, assert_no_leaks, settle};
use daemon_core::{Status, What};
use daemon_tests::{Diary, Script, Stage, Step, supervised};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

#[derive(Event)]
struct Job(u64);

/// Notes at what millisecond each of its lives begins, and fails at once.
#[daemon(register = false, restart(max = 5, delay = "1s", backoff = "exponential", jitter = 0.0))]
struct Hopeless {
    #[resource]
    starts: Starts,
}

#[derive(Clone)]
struct Starts(Arc<Mutex<Vec<u128>>>, Instant);

impl Starts {
    fn now() -> Self {
        Self(Arc::default(), Instant::now())
    }

    fn note(&self) {
        self.0.lock().unwrap().push(self.1.elapsed().as_millis());
    }

    fn take(&self) -> Vec<u128> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[daemon]
impl Hopeless {
    #[init]
    async fn init(&mut self, ctx: &Context) -> Result {
        self.starts.note();
        Err(format!("attempt {}", ctx.generation()).into())
    }
}

#[test]
fn p15_five_restarts_after_1_2_4_8_16_seconds_and_the_sixth_failure_is_the_last() {
    testing::run(async {
        let starts = Starts::now();
        let system = App::empty().with::<Hopeless>().provide(starts.clone()).start().await.unwrap();
        system.wait_for("hopeless", Status::Failed).await.unwrap();
        assert_eq!(starts.take(), [0, 1000, 3000, 7000, 15_000, 31_000]);
        assert_eq!(starts.1.elapsed(), 31 * SECOND);
        let status = system.status("hopeless").unwrap();
        assert_eq!((status.restarts, status.max_restarts, status.next_start), (5, 5, None));
        assert_eq!(status.first_failure.unwrap().message(), "attempt 1");
        assert_eq!(status.failure.unwrap().message(), "attempt 6");
        advance(Duration::from_secs(24 * 3600)).await;
        assert_eq!(starts.take(), [], "an explicit `max` is final");
    });
}

/// With the defaults.
#[daemon(register = false)]
struct Stubborn {
    #[resource]
    starts: Starts,
}

#[daemon]
impl Stubborn {
    #[init]
    async fn init(&mut self) -> Result {
        self.starts.note();
        Err("not today".into())
    }
}

#[test]
fn p15_with_the_defaults_it_is_tried_for_over_five_minutes_and_then_every_five() {
    testing::run(async {
        let starts = Starts::now();
        let system = App::empty().with::<Stubborn>().provide(starts.clone()).start().await.unwrap();
        assert_eq!(system.status("stubborn").unwrap().status, Status::Restarting, "start() waits for one failure");
        system.wait_for("stubborn", Status::Failed).await.unwrap();
        let attempts = starts.take();
        assert_eq!(attempts.len(), 21);
        let last = *attempts.last().unwrap();
        assert!(last > 300_000, "{last} ms");
        for _ in 0..3 {
            let next = system.status("stubborn").unwrap().next_start.unwrap();
            assert_eq!(next, 300 * SECOND);
            advance(300 * SECOND).await;
            assert_eq!(starts.take().len(), 1);
            assert_eq!(system.status("stubborn").unwrap().status, Status::Failed);
        }
        system.stop("stubborn").await.unwrap();
        advance(3600 * SECOND).await;
        assert_eq!(starts.take(), [], "stopped on purpose it stays as it is");
    });
}

#[test]
fn p15_the_next_try_is_known() {
    testing::run(async {
        let system = App::empty().with::<Hopeless>().provide(Starts::now()).start().await.unwrap();
        assert_eq!(system.status("hopeless").unwrap().next_start, Some(SECOND));
        advance(Duration::from_millis(400)).await;
        assert_eq!(system.status("hopeless").unwrap().next_start, Some(Duration::from_millis(600)));
    });
}

/// Fails in its third event, once, and says which life saw which event.
#[daemon(register = false, restart(delay = "10s", jitter = 0.0))]
struct Reader {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Reader {
    #[subscribe]
    fn job(&mut self, job: &Job, ctx: &Context) {
        assert!(ctx.generation() > 1 || job.0 != 3, "the third");
        self.diary.note(format!("{}:{}", ctx.generation(), job.0));
    }
}

#[test]
fn p18_a_restart_loses_nothing_but_what_was_in_hand_and_says_so() {
    testing::run(async {
        let diary = Diary::default();
        let system = App::empty().with::<Reader>().provide(diary.clone()).start().await.unwrap();
        for job in 1..=5 {
            system.publish(Job(job)).await.unwrap();
        }
        advance(SECOND).await;
        assert_eq!(system.status("reader").unwrap().status, Status::Restarting);
        // What comes in the pause waits too.
        system.publish(Job(6)).await.unwrap();
        advance(10 * SECOND).await;
        assert_eq!(diary.take(), ["1:1", "1:2", "2:4", "2:5", "2:6"]);
        let lost: Vec<String> = system
            .journal()
            .of("reader")
            .iter()
            .filter(|record| matches!(record.what, What::Lost { .. }))
            .map(|record| record.what.to_string())
            .collect();
        assert_eq!(lost, ["lost 1 of `job` that were in hand"]);
        assert!(system.shutdown().await.is_clean());
    });
}

#[test]
fn p18_what_is_kept_for_a_restart_that_does_not_come_is_told() {
    testing::run(async {
        let system = App::empty().with::<Reader>().provide(Diary::default()).start().await.unwrap();
        for job in 3..=5 {
            system.publish(Job(job)).await.unwrap();
        }
        settle().await;
        assert_eq!(system.status("reader").unwrap().mailbox, 2);
        let report = system.shutdown().await;
        let undrained: Vec<_> = report.daemons.iter().flat_map(|daemon| &daemon.cleaned.undrained).collect();
        assert_eq!((undrained[0].handler, undrained[0].count), ("job", 2));
        assert!(!report.is_clean());
        let mut records = system.journal().of("reader").into_iter();
        let last = records.rfind(|record| matches!(record.what, What::Lost { .. }));
        assert_eq!(last.unwrap().what.to_string(), "lost 2 of `job` that were queued");
        assert_no_leaks(&system);
    });
}

/// Leaves a child and a guard behind each time that note when they are gone, later than it fails.
#[daemon(register = false, restart(delay = "0ms"))]
struct Parent {
    #[resource]
    diary: Diary,
}

struct Left(Diary, String);

impl Drop for Left {
    fn drop(&mut self) {
        self.0.note(std::mem::take(&mut self.1));
    }
}

#[daemon]
impl Parent {
    #[init]
    fn init(&mut self, ctx: &Context) {
        let generation = ctx.generation();
        self.diary.note(format!("+{generation}"));
        ctx.track(Left(self.diary.clone(), format!("guard {generation}")));
        let child = Left(self.diary.clone(), format!("child {generation}"));
        ctx.spawn(async move {
            let _child = child;
            std::future::pending::<()>().await;
        });
    }

    #[defer("1s")]
    fn fail(&mut self, ctx: &Context) {
        assert!(ctx.generation() > 2, "not yet");
    }

    #[cleanup]
    async fn cleanup(&mut self, ctx: &Context) {
        tokio::time::sleep(SECOND).await;
        self.diary.note(format!("-{}", ctx.generation()));
    }
}

#[test]
fn p17_the_next_init_is_called_when_nothing_of_the_last_is_left() {
    testing::run(async {
        let diary = Diary::default();
        let system = App::empty().with::<Parent>().provide(diary.clone()).start().await.unwrap();
        advance(10 * SECOND).await;
        let expected = ["+1", "-1", "child 1", "guard 1", "+2", "-2", "child 2", "guard 2", "+3"];
        assert_eq!(diary.take(), expected);
        system.shutdown().await;
    });
}

supervised! {
    Db(restart(max = 1, delay = "1s", jitter = 0.0));
    Api(depends_on("db"));
    Other;
}

#[test]
fn p06_dependents_of_a_failed_start_wait_and_start_when_it_recovers() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        let app = App::empty().with::<Db>().with::<Api>().with::<Other>().provide(stage.clone());
        let system = app.start().await.unwrap();
        assert_eq!(system.status("api").unwrap().waiting_for, ["db"]);
        assert_eq!(system.status("other").unwrap().status, Status::Running);
        stage.set("db", Script::default());
        advance(SECOND).await;
        assert_eq!(system.status("api").unwrap().status, Status::Running);
        assert_eq!(stage.diary.count("+api"), 1);
        system.shutdown().await;
    });
}

#[test]
fn p19_exhaustion_is_contained_and_reset_and_restart_recover_it() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::init(Step::Fail(Duration::ZERO)));
        let app = App::empty().with::<Db>().with::<Api>().with::<Other>().provide(stage.clone());
        let system = app.start().await.unwrap();
        system.wait_for("db", Status::Failed).await.unwrap();
        advance(3600 * SECOND).await;
        assert_eq!(stage.diary.count("+db"), 2);
        assert_eq!(system.status("other").unwrap().status, Status::Running);
        assert_eq!(system.status("api").unwrap().waiting_for, ["db"]);
        // Restarted while it is broken it fails once more, for good.
        system.restart("db").await.unwrap();
        system.wait_for("db", Status::Failed).await.unwrap();
        assert_eq!(stage.diary.count("+db"), 3);
        // Reset it has its restarts back.
        system.reset("db").await.unwrap();
        assert_eq!(system.status("db").unwrap().status, Status::Stopped);
        assert!(system.status("db").unwrap().first_failure.is_none());
        system.start("db").await.unwrap();
        system.wait_for("db", Status::Failed).await.unwrap();
        assert_eq!(stage.diary.count("+db"), 5);
        // And once it is mended, those who waited come up.
        stage.set("db", Script::default());
        system.restart("db").await.unwrap();
        system.wait_for("api", Status::Running).await.unwrap();
        system.shutdown().await;
    });
}

#[test]
fn p16_a_minute_of_running_well_counts_from_zero_again_and_less_does_not() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("db", Script::run(Step::Fail(59 * SECOND)));
        let system = App::empty().with::<Db>().provide(stage.clone()).start().await.unwrap();
        system.wait_for("db", Status::Failed).await.unwrap();
        assert_eq!(stage.diary.count("+db"), 2, "59 seconds are not enough");
        stage.diary.take();
        stage.set("db", Script::run(Step::Fail(60 * SECOND + Duration::from_millis(1))));
        system.reset("db").await.unwrap();
        system.start("db").await.unwrap();
        advance(3600 * SECOND).await;
        let starts = stage.diary.count("+db");
        assert!(starts > 50, "never more than one failure in a row: {starts}");
        assert_eq!(system.status("db").unwrap().status, Status::Running);
        system.shutdown().await;
    });
}

/// Fails every 30 seconds, for ever.
#[daemon(register = false, restart(max = 1_000_000, delay = "0ms"))]
struct Flapping;

#[daemon]
impl Flapping {
    #[defer("30s")]
    fn fail(&mut self) {
        panic!("again");
    }
}

#[test]
fn p16_more_than_sixty_restarts_in_an_hour_are_noticed_whatever_the_budget() {
    testing::run(async {
        let system = App::empty().with::<Flapping>().start().await.unwrap();
        let noticed = || {
            system.journal().records().iter().filter(|record| matches!(record.what, What::RestartsOften { .. })).count()
        };
        advance(1800 * SECOND).await;
        assert_eq!((noticed(), system.status("flapping").unwrap().restarts_last_hour), (0, 60));
        advance(30 * SECOND).await;
        assert_eq!((noticed(), system.status("flapping").unwrap().restarts_last_hour), (1, 61));
        advance(3600 * SECOND).await;
        assert_eq!(noticed(), 1, "once, as long as it goes on");
        system.shutdown().await;
    });
}

#[test]
fn errors_of_a_handler_are_journaled_when_they_begin_and_when_they_end() {
    #[daemon(register = false)]
    struct Moody {
        runs: u64,
    }

    #[daemon]
    impl Moody {
        #[interval("1s")]
        fn tick(&mut self) -> Result {
            self.runs += 1;
            if (3..=7).contains(&self.runs) { Err(format!("run {}", self.runs).into()) } else { Ok(()) }
        }
    }

    testing::run(async {
        let system = App::empty().with::<Moody>().start().await.unwrap();
        advance(20 * SECOND).await;
        let told: Vec<String> = system
            .journal()
            .of("moody")
            .iter()
            .filter(|record| matches!(record.what, What::ErrorsBegan { .. } | What::ErrorsEnded { .. }))
            .map(ToString::to_string)
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("`tick` returns errors: run 3"), "{told:?}");
        assert!(told[1].contains("`tick` is well again after 5 errors"), "{told:?}");
        assert_eq!(system.status("moody").unwrap().errors, 5);
        system.shutdown().await;
    });
}

/// How often each life of a daemon begins, over all of them.
#[derive(Clone, Default)]
struct Lives(Arc<AtomicU64>);

/// Binds a port, and fails.
#[daemon(register = false, restart(max = 4_000_000, delay = "0ms"))]
struct Server {
    #[resource]
    lives: Lives,
    #[resource]
    address: std::net::SocketAddr,
    listener: Option<std::net::TcpListener>,
}

#[daemon]
impl Server {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        self.listener = Some(std::net::TcpListener::bind(self.address)?);
        ctx.track(Lives::default());
        Ok(())
    }

    #[run]
    async fn run(&mut self, ctx: &Context) -> Result {
        if self.lives.0.fetch_add(1, Ordering::SeqCst) < 10_000 {
            return Err("once more".into());
        }
        ctx.cancelled().await;
        Ok(())
    }
}

#[test]
fn p13_ten_thousand_restarts_of_a_daemon_that_binds_a_port_leave_nothing_behind() {
    testing::run(async {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, lives) = (free.local_addr().unwrap(), Lives::default());
        drop(free);
        let app = App::empty().with::<Server>().provide(address).provide(lives.clone());
        let system = app.start().await.unwrap();
        system.wait_for("server", Status::Running).await.unwrap();
        while lives.0.load(Ordering::SeqCst) <= 10_000 {
            settle().await;
        }
        let status = system.status("server").unwrap();
        assert_eq!((status.generation, status.restarts_total), (10_001, 10_000));
        let mut failures: HashMap<String, u64> = HashMap::new();
        for record in system.journal().of("server") {
            if let (What::Moved { to: Status::Restarting, .. }, Some(cause)) = (record.what, record.cause) {
                *failures.entry(cause.message.to_string()).or_default() += 1;
            }
        }
        assert_eq!(failures.keys().collect::<Vec<_>>(), ["once more"], "the port was never taken");
        assert!(system.shutdown().await.is_clean());
        assert_no_leaks(&system);
    });
}
