//! Handlers that do not finish, and threads that are blocked: p23, p43.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, settle};
use daemon_core::{FailureKind, Record, Status, System, What};
use daemon_tests::{Log, Stage, scripted};
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Takes so many milliseconds, or for ever.
#[derive(Event, Clone, Copy)]
struct Job(Option<u64>);

impl Job {
    async fn work(&self) {
        match self.0 {
            Some(millis) => sleep(Duration::from_millis(millis)).await,
            None => std::future::pending().await,
        }
    }
}

/// How many jobs were done.
#[derive(Clone, Default)]
struct Done(Arc<Mutex<u64>>);

impl Done {
    fn one(&self) {
        *self.0.lock().unwrap() += 1;
    }

    fn count(&self) -> u64 {
        *self.0.lock().unwrap()
    }
}

/// The stalls of a daemon: in which handler, after how long, and when since the system began.
fn stalls(system: &System, daemon: &str) -> Vec<(String, Duration, Duration)> {
    let stalls = system.journal().records().into_iter().filter_map(|record| match record.what {
        What::Stalled { handler, place, age, .. } if record.daemon.as_deref() == Some(daemon) => {
            assert!(place.starts_with("tests/tests/watchdog.rs:"), "{place}");
            Some((handler.to_string(), age, record.monotonic))
        }
        _ => None,
    });
    stalls.collect()
}

mod strict {
    use super::*;

    #[daemon(register = false, watchdog = "10s", restart(max = 3, delay = "1s", jitter = 0.0))]
    struct Worker {
        #[resource]
        done: Done,
    }

    #[daemon]
    impl Worker {
        #[subscribe]
        async fn work(&mut self, job: &Job) {
            job.work().await;
            self.done.one();
        }
    }

    #[test]
    fn p23_a_handler_past_its_watchdog_is_named_and_fails_its_daemon_at_that_moment() {
        testing::run(async {
            let (log, done, began) = (Log::capture(), Done::default(), Instant::now());
            let app = TestApp::of(App::empty().with::<Worker>().provide(done.clone())).start().await;
            for job in [None, Some(9_999), Some(5)] {
                app.publish(Job(job)).await.unwrap();
            }
            app.wait_for("worker", Status::Restarting).await.unwrap();
            assert_eq!(began.elapsed(), 10 * SECOND);
            let status = app.status("worker").unwrap();
            let failure = status.failure.unwrap();
            assert_eq!((failure.kind(), failure.handler()), (FailureKind::Stall, Some("work")));
            assert_eq!(failure.message(), "`work` has not finished for 10s");
            assert!(failure.source_place().unwrap().to_string().starts_with("tests/tests/watchdog.rs:"));
            assert_eq!(stalls(&app, "worker"), [("work".to_owned(), 10 * SECOND, 10 * SECOND)]);
            let said = log.lines_with(&["WARN", "a handler does not finish; and so fails the daemon"]);
            assert_eq!(said.len(), 1, "{}", log.text());
            for fact in ["daemon=worker", "handler=\"work\"", "place=\"tests/tests/watchdog.rs:", "age=\"10s\""] {
                assert!(said[0].contains(fact), "{fact} in {}", said[0]);
            }
            // What it had in hand is lost; what was queued is not, and takes as long as it may.
            advance(SECOND + 10 * SECOND + 5 * MILLISECOND).await;
            assert_eq!((done.count(), stalls(&app, "worker").len()), (2, 1));
            let lost = |record: &Record| matches!(&record.what, What::Lost { count: 1, in_hand: true, .. });
            assert_eq!(app.journal().records().iter().filter(|record| lost(record)).count(), 1);
            app.expect_failure("worker");
            app.end().await;
        });
    }

    #[test]
    fn p23_a_long_queue_of_short_handlers_is_no_stall() {
        testing::run(async {
            let done = Done::default();
            let app = TestApp::of(App::empty().with::<Worker>().provide(done.clone())).start().await;
            for _ in 0..1_000 {
                app.publish(Job(Some(9_000))).await.unwrap();
            }
            for _ in 0..900 {
                advance(10 * SECOND).await;
                assert!(!app.status("worker").unwrap().stalled);
            }
            assert_eq!((done.count(), stalls(&app, "worker")), (1_000, vec![]));
            app.end().await;
        });
    }
}

mod lenient {
    use super::*;

    #[daemon(register = false)]
    struct Worker {
        #[resource]
        done: Done,
    }

    #[daemon]
    impl Worker {
        #[subscribe(concurrent = 8)]
        async fn fetch(&self, job: &Job) {
            job.work().await;
            self.done.one();
        }

        #[interval("10s", concurrent = 2)]
        async fn refresh(&self) {
            sleep(3 * SECOND).await;
        }
    }

    #[test]
    fn p23_without_a_watchdog_a_stall_is_reported_once_after_30s_and_the_handler_goes_on() {
        testing::run(async {
            let log = Log::capture();
            let done = Done::default();
            let app = TestApp::of(App::empty().with::<Worker>().provide(done.clone())).start().await;
            app.publish(Job(Some(600_000))).await.unwrap();
            advance(Duration::from_millis(29_999)).await;
            let status = app.status("worker").unwrap();
            assert_eq!((status.stalled, stalls(&app, "worker")), (false, vec![]));
            advance(MILLISECOND).await;
            // Others of the same daemon come and go meanwhile.
            for job in [1, 2_000, 29_999] {
                app.publish(Job(Some(job))).await.unwrap();
            }
            let status = app.status("worker").unwrap();
            assert_eq!((status.stalled, status.blocking, status.status), (true, false, Status::Running));
            let (handler, source) = status.handler.unwrap();
            assert_eq!((handler, source.file), ("fetch", "tests/tests/watchdog.rs"));
            assert_eq!(status.handler_for, Some(30 * SECOND));
            advance(600 * SECOND).await;
            assert_eq!(stalls(&app, "worker"), [("fetch".to_owned(), 30 * SECOND, 30 * SECOND)]);
            assert_eq!(log.lines_with(&["WARN", "does not finish; the daemon goes on"]).len(), 1);
            assert_eq!((done.count(), app.status("worker").unwrap().stalled), (4, false));
            app.end().await;
        });
    }

    /// Shortens the pace at which everybody is looked at, and never stalls.
    #[daemon(register = false, watchdog = "1500ms", mailbox(capacity = 4096))]
    struct Hasty;

    #[daemon]
    impl Hasty {
        #[subscribe]
        async fn short(&mut self, job: &Job) {
            let millis = job.0.unwrap_or_default() % 1_500;
            sleep(Duration::from_millis(millis)).await;
        }
    }

    #[test]
    fn p43_each_stall_is_noticed_to_the_millisecond_whatever_else_goes_on() {
        for seed in 0..10 {
            testing::run(async {
                let mut random = fastrand::Rng::with_seed(seed);
                let mut app = App::empty().with::<Worker>().provide(Done::default());
                if seed % 2 == 1 {
                    app = app.with::<Hasty>();
                }
                let app = TestApp::of(app).start().await;
                let (began, mut expected) = (Instant::now(), Vec::new());
                for _ in 0..60 {
                    advance(Duration::from_millis(random.u64(10_000..20_000))).await;
                    let took = random.u64(1..60_000);
                    app.publish(Job(Some(took))).await.unwrap();
                    if took > 30_000 {
                        expected.push(("fetch".to_owned(), 30 * SECOND, began.elapsed() + 30 * SECOND));
                    }
                }
                advance(60 * SECOND).await;
                assert_eq!(stalls(&app, "worker"), expected, "seed {seed}");
                app.end().await;
            });
        }
    }

    #[test]
    fn p23_of_concurrent_handlers_only_the_hung_one_is_named() {
        testing::run(async {
            let app = TestApp::of(App::empty().with::<Worker>().provide(Done::default())).start().await;
            advance(7 * SECOND).await;
            app.publish(Job(None)).await.unwrap();
            advance(3600 * SECOND).await;
            assert_eq!(stalls(&app, "worker"), [("fetch".to_owned(), 30 * SECOND, 37 * SECOND)]);
            assert_eq!(app.status("worker").unwrap().handler_for, Some(3600 * SECOND));
            let report = app.shutdown().await;
            assert_eq!(report.daemons[0].late.as_ref().unwrap().handler, Some("fetch"));
        });
    }
}

mod waiting {
    use super::*;

    #[derive(Event)]
    struct Order;

    /// For 3 s by itself, then for room with `slow`, then for as long as the event says.
    #[derive(Event)]
    struct Exclusive(u64);

    #[derive(Event)]
    struct Concurrent(u64);

    #[daemon(register = false, watchdog = "5s", restart = "never")]
    struct Publisher;

    impl Publisher {
        async fn work(after: u64, ctx: &Context) -> Result {
            sleep(3 * SECOND).await;
            ctx.publish(Order).await?;
            sleep(Duration::from_millis(after)).await;
            Ok(())
        }
    }

    #[daemon]
    impl Publisher {
        #[subscribe]
        async fn alone(&mut self, after: &Exclusive, ctx: &Context) -> Result {
            Self::work(after.0, ctx).await
        }

        #[subscribe(concurrent = 2)]
        async fn beside(&self, after: &Concurrent, ctx: &Context) -> Result {
            Self::work(after.0, ctx).await
        }
    }

    #[daemon(register = false, watchdog = "1h", mailbox(capacity = 1, publish_timeout = "1h"))]
    struct Slow;

    #[daemon]
    impl Slow {
        #[subscribe]
        async fn order(&mut self, _: &Order) {
            sleep(60 * SECOND).await;
        }
    }

    /// An app in which `slow` has one order in hand and one queued: there is room after a minute.
    async fn full() -> testing::RunningApp {
        let app = TestApp::of(App::empty().with::<Publisher>().with::<Slow>()).start().await;
        app.publish(Order).await.unwrap();
        settle().await;
        app.publish(Order).await.unwrap();
        app
    }

    #[test]
    fn p23_waiting_for_room_is_no_stall_and_status_says_for_whom() {
        testing::run(async {
            let app = full().await;
            app.publish(Exclusive(1_999)).await.unwrap();
            advance(50 * SECOND).await;
            let status = app.status("publisher").unwrap();
            assert_eq!((status.waiting_for, status.stalled), (vec!["slow".to_owned()], false));
            assert_eq!((status.handler.unwrap().0, status.handler_for), ("alone", Some(3 * SECOND)));
            advance(150 * SECOND).await;
            assert_eq!((stalls(&app, "publisher"), app.status("publisher").unwrap().runs), (vec![], 1));
            app.end().await;
        });
    }

    #[test]
    fn p23_what_a_handler_does_before_and_after_it_waited_counts_together() {
        testing::run(async {
            for kind in ["alone", "beside"] {
                let app = full().await;
                match kind {
                    "alone" => app.publish(Exclusive(3_000)).await.unwrap(),
                    _ => app.publish(Concurrent(3_000)).await.unwrap(),
                }
                app.wait_for("publisher", Status::Failed).await.unwrap();
                // Three seconds before it waits, until there is room after a minute, and two of the three that are left.
                assert_eq!(stalls(&app, "publisher"), [(kind.to_owned(), 5 * SECOND, 62 * SECOND)]);
                app.expect_failure("publisher");
                advance(600 * SECOND).await;
                app.end().await;
            }
        });
    }
}

scripted! { Idle; }

#[test]
fn p23_run_may_go_on_for_ever() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Idle>().provide(Stage::default())).start().await;
        advance(24 * 3600 * SECOND).await;
        let status = app.status("idle").unwrap();
        assert_eq!((status.stalled, stalls(&app, "idle")), (false, vec![]));
        assert_eq!((status.handler.unwrap().0, status.handler_for), ("run", Some(24 * 3600 * SECOND)));
        app.end().await;
    });
}

/// By the wall clock, because a thread that is blocked is.
mod blocking {
    use std::sync::mpsc;

    use super::*;

    #[derive(Event)]
    struct Block;

    /// Where the thread of a handler waits, and the test meets it.
    #[derive(Clone)]
    struct Gate(Arc<Barrier>);

    impl Gate {
        fn closed() -> Self {
            Self(Arc::new(Barrier::new(2)))
        }

        fn pass(&self) {
            self.0.wait();
        }
    }

    #[daemon(register = false)]
    struct Heavy {
        #[resource]
        gate: Gate,
        #[resource]
        done: Done,
    }

    #[daemon]
    impl Heavy {
        #[subscribe]
        async fn grind(&mut self, _: &Block) {
            tokio::task::yield_now().await;
            self.gate.pass();
            self.done.one();
            // Until the test has seen that it goes on.
            std::future::pending::<()>().await;
        }
    }

    /// Looks until `what` gives something. Not on a runtime: it may have no thread to spare. After a minute the process is
    /// ended, because a thread that is blocked would not let the test end.
    fn until<R>(mut what: impl FnMut() -> Option<R>) -> R {
        for _ in 0..3_000 {
            match what() {
                Some(seen) => return seen,
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        }
        eprintln!("not within a minute");
        std::process::abort()
    }

    /// The records about blocked threads: whose, and what they say.
    fn blocked(system: &System) -> Vec<(String, String, Duration)> {
        let blocked = system.journal().records().into_iter().filter_map(|record| match record.what {
            What::Blocking { handler, place, age, .. } => {
                assert!(place.starts_with("tests/tests/watchdog.rs:"), "{place}");
                Some((record.daemon.unwrap().to_string(), handler.to_string(), age))
            }
            _ => None,
        });
        blocked.collect()
    }

    /// A runtime of one thread that serves `app` until the other end is dropped.
    fn on_one_thread(app: App) -> (System, mpsc::Sender<()>, std::thread::JoinHandle<()>) {
        let (started, system) = mpsc::channel();
        let (keep, end) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                started.send(app.start().await.unwrap()).unwrap();
                tokio::task::spawn_blocking(move || end.recv()).await.unwrap().unwrap_err();
            });
        });
        (system.recv().unwrap(), keep, thread)
    }

    #[test]
    fn p23_a_handler_that_blocks_its_thread_is_reported_though_it_is_the_only_one() {
        let (gate, done) = (Gate::closed(), Done::default());
        let app = App::empty().with::<Heavy>().provide(gate.clone()).provide(done.clone());
        let (system, keep, thread) = on_one_thread(app);
        system.try_publish(Block).unwrap();
        let (daemon, handler, age) = until(|| blocked(&system).pop());
        assert_eq!((&*daemon, &*handler), ("heavy", "grind"));
        assert!(age >= SECOND, "{age:?}");
        let status = system.status("heavy").unwrap();
        assert_eq!((status.blocking, status.status, status.handler.unwrap().0), (true, Status::Running, "grind"));
        assert!(status.handler_for.unwrap() >= age);
        gate.pass();
        until(|| (done.count() == 1).then_some(()));
        until(|| (!system.status("heavy").unwrap().blocking).then_some(()));
        assert_eq!(blocked(&system).len(), 1, "said once");
        assert_eq!(system.status("heavy").unwrap().generation, 1, "it goes on");
        drop(keep);
        thread.join().unwrap();
    }

    #[daemon(register = false, watchdog = "1s", stop_timeout = "1s", restart(max = 1, delay = "1ms"))]
    struct Guarded {
        #[resource]
        gate: Gate,
    }

    #[daemon]
    impl Guarded {
        #[subscribe]
        fn grind(&mut self, _: &Block) {
            self.gate.pass();
        }
    }

    #[test]
    fn p23_one_that_blocks_past_its_watchdog_fails_is_given_up_and_comes_back_with_its_thread() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let gate = Gate::closed();
        let app = App::empty().with::<Guarded>().provide(gate.clone());
        let system = runtime.block_on(app.start()).unwrap();
        system.try_publish(Block).unwrap();
        let failure = until(|| system.status("guarded").unwrap().failure);
        assert_eq!((failure.kind(), failure.handler()), (FailureKind::Stall, Some("grind")));
        assert_eq!(stalls(&system, "guarded").len(), 1);
        until(|| (system.status("guarded").unwrap().waiting_for == ["guarded"]).then_some(()));
        assert!(system.status("guarded").unwrap().blocking);
        gate.pass();
        until(|| (system.status("guarded").unwrap().status == Status::Running).then_some(()));
        let status = system.status("guarded").unwrap();
        assert_eq!((status.generation, status.blocking, status.stalled), (2, false, false));
        runtime.block_on(system.shutdown());
    }

    /// Its hooks are reported too, and are no stalls.
    #[daemon(register = false, autostart = false)]
    struct Hooked {
        #[resource]
        gate: Gate,
    }

    #[daemon]
    impl Hooked {
        #[init]
        fn init(&mut self) {
            self.gate.pass();
        }

        #[run]
        async fn run(&mut self, ctx: &Context) {
            self.gate.pass();
            ctx.cancelled().await;
        }

        #[cleanup]
        fn cleanup(&mut self) {
            self.gate.pass();
        }
    }

    #[test]
    fn p23_hooks_that_block_their_thread_are_reported_by_name() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let gate = Gate::closed();
        let app = App::empty().with::<Hooked>().provide(gate.clone());
        let system = runtime.block_on(app.start()).unwrap();
        runtime.block_on(system.start("hooked")).unwrap();
        until(|| (blocked(&system).len() == 1).then_some(()));
        gate.pass();
        until(|| (blocked(&system).len() == 2).then_some(()));
        gate.pass();
        let ending = runtime.spawn({
            let system = system.clone();
            async move { system.shutdown().await }
        });
        until(|| (blocked(&system).len() == 3).then_some(()));
        gate.pass();
        let report = runtime.block_on(ending).unwrap();
        assert!(report.is_clean(), "{report}");
        let hooks: Vec<_> = blocked(&system).into_iter().map(|(_, handler, _)| handler).collect();
        assert_eq!(hooks, ["init", "run", "cleanup"]);
    }
}
