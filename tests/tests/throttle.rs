//! `throttle`: how many runs begin in a window, what waits behind them, and what does not. p25, p26, p35, p41, p43.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, settle};
use daemon_core::{DaemonReady, Priority, Status};
use daemon_tests::Toml;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);
const MS: Duration = Duration::from_millis(1);

#[derive(Event, Clone)]
struct Job(u32);

#[derive(Event, Clone)]
struct Other(u32);

/// What ran and when, in milliseconds since the test began.
#[derive(Clone)]
struct Log {
    began: Instant,
    ran: Arc<Mutex<Vec<(String, u128)>>>,
}

impl Log {
    fn new() -> Self {
        Self { began: Instant::now(), ran: Arc::default() }
    }

    fn note(&self, what: impl Into<String>) {
        self.ran.lock().unwrap().push((what.into(), self.began.elapsed().as_millis()));
    }

    fn take(&self) -> Vec<(String, u128)> {
        std::mem::take(&mut *self.ran.lock().unwrap())
    }

    /// What ran, without when.
    fn names(&self) -> String {
        self.take().into_iter().map(|(what, _)| what).collect::<Vec<_>>().join(" ")
    }

    /// How much has run, of whatever kind.
    fn count(&self) -> usize {
        self.ran.lock().unwrap().len()
    }
}

/// Three runs for mail a second.
#[daemon(register = false, throttle = "3/1s", depends_on("source"))]
struct Slow {
    #[resource]
    log: Log,
}

#[daemon]
impl Slow {
    #[subscribe]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("j{}", job.0));
    }

    #[subscribe]
    fn other(&mut self, other: &Other) {
        self.log.note(format!("o{}", other.0));
    }

    #[message]
    fn asked(&mut self, number: u32) -> u32 {
        self.log.note(format!("m{number}"));
        number
    }

    #[interval("100ms")]
    fn tick(&mut self) {
        self.log.note("t");
    }

    #[on_ready("source")]
    fn ready(&mut self) {
        self.log.note("r");
    }
}

#[daemon(register = false)]
struct Source;

#[daemon]
impl Source {}

async fn slow(log: &Log) -> RunningApp {
    TestApp::of(App::empty().with::<Slow>().with::<Source>().provide(log.clone())).start().await
}

#[test]
fn p43_throttle_lets_so_many_begin_in_any_window_by_the_tests_clock() {
    testing::run(async {
        let log = Log::new();
        let app = slow(&log).await;
        settle().await;
        assert_eq!(log.names(), "r");
        for number in 0..8 {
            app.publish(Job(number)).await.unwrap();
        }
        advance(5 * SECOND).await;
        let ran: Vec<_> = log.take().into_iter().filter(|(what, _)| what != "t").collect();
        let expected = [(0, 0), (1, 0), (2, 0), (3, 1000), (4, 1000), (5, 1000), (6, 2000), (7, 2000)];
        assert_eq!(ran, expected.map(|(number, at)| (format!("j{number}"), at)));
        let status = app.status("slow").unwrap();
        assert_eq!(status.throttled, 2, "once for each three that waited");
        assert_eq!(status.handlers[0].throttled, 2);
        assert_eq!(status.handlers[1].throttled, 0);
        app.end().await;
    });
}

#[test]
fn p43_no_window_has_more_runs_wherever_it_begins() {
    testing::run(async {
        let log = Log::new();
        let app = slow(&log).await;
        for number in 0..40 {
            app.publish(Job(number)).await.unwrap();
            advance(170 * MS).await;
        }
        advance(20 * SECOND).await;
        let ran: Vec<_> = log.take().into_iter().filter(|(what, _)| what.starts_with('j')).map(|(_, at)| at).collect();
        assert_eq!(ran.len(), 40);
        for (first, began) in ran.iter().enumerate() {
            let within = ran[first..].iter().take_while(|at| **at < began + 1000).count();
            assert!(within <= 3, "{within} within a second of {began}");
        }
        app.end().await;
    });
}

#[test]
fn p25_a_throttled_handler_holds_what_is_behind_it_but_not_ticks_or_readiness() {
    testing::run(async {
        let log = Log::new();
        let app = slow(&log).await;
        settle().await;
        assert_eq!(log.names(), "r");
        for number in 0..3 {
            app.publish(Job(number)).await.unwrap();
            app.publish(Other(number)).await.unwrap();
        }
        let asked = app.daemon::<Slow>().asked(9);
        settle().await;
        assert_eq!(log.names(), "j0 o0 j1");
        app.restart("source").await.unwrap();
        app.wait_for("slow", Status::Running).await.unwrap();
        // It was restarted with its source, and that is no way around the throttle.
        advance(250 * MS).await;
        assert_eq!(log.names(), "r t t");
        advance(750 * MS).await;
        let (asked, ()) = tokio::join!(asked, advance(2 * SECOND));
        assert_eq!(asked.unwrap(), 9);
        let mail: Vec<_> = log.take().into_iter().filter(|(what, _)| what != "t").collect();
        let order: Vec<_> = mail.iter().map(|(what, _)| what.as_str()).collect();
        assert_eq!(order, ["o1", "j2", "o2", "m9"]);
        app.end().await;
    });
}

/// One handler is slow, and the others are behind it.
#[daemon(register = false)]
struct Narrow {
    #[resource]
    log: Log,
}

#[daemon]
impl Narrow {
    #[subscribe(throttle = "1/1s")]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("j{}", job.0));
    }

    #[subscribe]
    fn other(&mut self, other: &Other) {
        self.log.note(format!("o{}", other.0));
    }

    #[message(throttle = "2/1s")]
    fn urgent(&mut self, number: u32) {
        self.log.note(format!("u{number}"));
    }
}

#[test]
fn p25_p35_a_handlers_own_throttle_holds_its_priority_and_no_other() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Narrow>().provide(log.clone())).start().await;
        let narrow = app.daemon::<Narrow>();
        for number in 0..2 {
            app.publish(Job(number)).await.unwrap();
            app.publish(Other(number)).await.unwrap();
        }
        settle().await;
        assert_eq!(log.names(), "j0 o0", "the second job holds what was sent after it");
        // Of a higher priority: that goes on, as often as its own throttle says, and then lets the rest go on.
        for number in 0..3 {
            narrow.urgent(number).priority(Priority::High).tell().await.unwrap();
        }
        settle().await;
        assert_eq!(log.names(), "u0 u1");
        advance(999 * MS).await;
        assert_eq!(log.count(), 0);
        advance(MS).await;
        let names = log.names();
        assert!(names == "u2 j1 o1" || names == "j1 u2 o1" || names == "j1 o1 u2", "{names}");
        // What is low and held does not hold what is normal.
        for number in 3..7 {
            narrow.urgent(number).priority(Priority::Low).tell().await.unwrap();
        }
        for number in 2..102 {
            app.publish(Other(number)).await.unwrap();
        }
        settle().await;
        let names = log.names();
        assert_eq!(names.matches('o').count(), 100, "{names}");
        assert!(names.matches('u').count() <= 2, "{names}");
        advance(3 * SECOND).await;
        assert_eq!(log.take().len() + names.matches('u').count(), 4);
        app.end().await;
    });
}

#[test]
fn a_stop_ends_in_time_and_says_what_was_left() {
    testing::run(async {
        let log = Log::new();
        let app = slow(&log).await;
        for number in 0..30 {
            app.publish(Job(number)).await.unwrap();
        }
        settle().await;
        let began = Instant::now();
        let report = app.shutdown().await;
        // Four fifths of the five seconds to drain in: those of the start, and of four windows after it.
        assert!(began.elapsed() <= 5 * SECOND, "{:?}", began.elapsed());
        let ran = log.take().iter().filter(|(what, _)| what.starts_with('j')).count();
        assert!((12..=15).contains(&ran), "{ran}");
        let slow = report.daemons.iter().find(|daemon| daemon.daemon == "slow").unwrap();
        let left: u64 = slow.cleaned.undrained.iter().map(|undrained| undrained.count).sum();
        assert_eq!(usize::try_from(left).unwrap() + ran, 30);
    });
}

/// Has room for one.
#[daemon(register = false, mailbox(capacity = 1, publish_timeout = "1s"), throttle = "1/1m")]
struct Tight {
    #[resource]
    log: Log,
}

#[daemon]
impl Tight {
    #[subscribe]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("j{}", job.0));
    }
}

#[test]
fn p26_publishers_wait_for_a_throttled_daemon_as_long_as_it_takes() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Tight>().provide(log.clone())).start().await;
        let system = app.clone();
        let publisher = tokio::spawn(async move {
            for number in 0..5 {
                system.publish(Job(number)).await?;
            }
            Ok::<_, daemon_core::Undelivered>(())
        });
        advance(Duration::from_secs(300)).await;
        publisher.await.unwrap().expect("a daemon that is throttled is not hung");
        let ran: Vec<_> = log.take().into_iter().map(|(_, at)| at / 1000).collect();
        assert_eq!(ran, [0, 60, 120, 180, 240]);
        app.end().await;
    });
}

/// As tight, and not there for long once it has failed.
#[daemon(
    register = false,
    mailbox(capacity = 1, publish_timeout = "5s"),
    throttle = "1/1h",
    restart(delay = "2h", jitter = 0.0)
)]
struct Fragile {
    #[resource]
    log: Log,
}

#[daemon]
impl Fragile {
    #[subscribe]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("j{}", job.0));
    }

    #[interval("10m")]
    async fn hang(&mut self) {
        std::future::pending::<()>().await;
    }
}

/// Starts `Fragile` and a publisher whom its throttle keeps waiting, who says when it gave up, in seconds after it began.
async fn fragile(log: &Log) -> (RunningApp, tokio::task::JoinHandle<u64>) {
    let app = TestApp::of(App::empty().with::<Fragile>().provide(log.clone())).start().await;
    app.publish(Job(0)).await.unwrap();
    settle().await;
    app.publish(Job(1)).await.unwrap();
    let system = app.clone();
    let publisher = tokio::spawn(async move {
        let began = Instant::now();
        system.publish(Job(2)).await.unwrap_err();
        began.elapsed().as_secs()
    });
    advance(Duration::from_secs(62)).await;
    assert!(!publisher.is_finished(), "the throttle is what it waits for");
    (app, publisher)
}

#[test]
fn p26_nobody_waits_for_the_throttle_of_a_daemon_that_has_gone_down() {
    testing::run(async {
        let log = Log::new();
        let (app, publisher) = fragile(&log).await;
        app.kill("fragile");
        settle().await;
        assert_eq!(app.status("fragile").unwrap().status, Status::Restarting);
        advance(Duration::from_secs(10)).await;
        assert!(publisher.is_finished(), "it waits for nothing any more");
        assert_eq!(publisher.await.unwrap(), 67);
        app.shutdown().await;
    });
}

#[test]
fn p26_nobody_waits_for_the_throttle_of_a_daemon_that_hangs_in_a_tick() {
    testing::run(async {
        let log = Log::new();
        let (app, publisher) = fragile(&log).await;
        advance(Duration::from_secs(600 - 62 + 10)).await;
        assert!(publisher.is_finished(), "the daemon is hung");
        assert_eq!(publisher.await.unwrap(), 605);
        app.shutdown().await;
    });
}

/// Once an hour, and other work behind that.
#[daemon(register = false)]
struct Rare {
    #[resource]
    log: Log,
}

#[daemon]
impl Rare {
    #[message(throttle = "1/1h")]
    fn rare(&mut self, number: u32) {
        self.log.note(format!("r{number}"));
    }

    #[subscribe]
    fn other(&mut self, other: &Other) {
        self.log.note(format!("o{}", other.0));
    }
}

#[test]
fn an_ask_that_nobody_waits_for_any_more_holds_nothing() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Rare>().provide(log.clone())).start().await;
        for priority in [Priority::Normal, Priority::High] {
            let (rare, log) = (app.daemon::<Rare>(), log.clone());
            if priority == Priority::Normal {
                rare.rare(0).await.unwrap();
            }
            // Two of them: one that times out, and one that is dropped.
            let late = tokio::spawn(rare.rare(1).timeout(SECOND).priority(priority).into_future());
            let dropped = tokio::spawn(rare.rare(2).timeout(60 * SECOND).priority(priority).into_future());
            settle().await;
            app.publish(Other(3)).await.unwrap();
            settle().await;
            let before = log.names();
            advance(SECOND).await;
            assert!(late.await.unwrap().unwrap_err().to_string().contains("1s"));
            dropped.abort();
            settle().await;
            let after = log.names();
            match priority {
                Priority::Normal => assert_eq!((before.as_str(), after.as_str()), ("r0", "o3")),
                _ => assert_eq!((before.as_str(), after.as_str()), ("o3", "")),
            }
        }
        assert_eq!(app.status("rare").unwrap().throttled, 4);
        advance(Duration::from_secs(3600)).await;
        app.daemon::<Rare>().rare(4).await.unwrap();
        assert_eq!(log.names(), "r4", "what was left out does not count");
        app.end().await;
    });
}

#[test]
fn what_waits_is_counted_once_whatever_else_waits() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Narrow>().provide(log.clone())).start().await;
        let narrow = app.daemon::<Narrow>();
        for number in 0..3 {
            app.publish(Job(number)).await.unwrap();
            narrow.urgent(number).priority(Priority::High).tell().await.unwrap();
        }
        for number in 0..10 {
            advance(50 * MS).await;
            app.publish(Other(number)).await.unwrap();
        }
        assert_eq!(app.status("narrow").unwrap().throttled, 2, "one of each priority");
        advance(600 * MS).await;
        assert_eq!(app.status("narrow").unwrap().throttled, 3, "and the third job");
        app.shutdown().await;
    });
}

/// Hears of others, and is throttled.
#[daemon(register = false, throttle = "1/1h")]
struct Listener {
    #[resource]
    log: Log,
}

#[daemon]
impl Listener {
    #[subscribe(from = Source)]
    fn ready(&mut self, _: &DaemonReady) {
        self.log.note("ready");
    }

    #[subscribe]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("j{}", job.0));
    }
}

#[test]
fn lifecycle_events_are_neither_held_nor_counted() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Listener>().with::<Source>().provide(log.clone())).start().await;
        settle().await;
        log.names();
        for _ in 0..2 {
            app.restart("source").await.unwrap();
            settle().await;
        }
        assert_eq!(log.names(), "ready ready");
        for number in 0..2 {
            app.publish(Job(number)).await.unwrap();
        }
        settle().await;
        assert_eq!(log.names(), "j0", "they have not counted");
        app.restart("source").await.unwrap();
        settle().await;
        assert_eq!(log.names(), "ready", "before what waits");
        assert_eq!(app.status("listener").unwrap().throttled, 1);
        assert_eq!(app.status("listener").unwrap().handlers[0].throttled, 0);
        app.shutdown().await;
    });
}

#[test]
fn a_drain_in_which_nothing_can_begin_is_over_at_once() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Listener>().with::<Source>().provide(log.clone())).start().await;
        for number in 0..3 {
            app.publish(Job(number)).await.unwrap();
        }
        settle().await;
        let began = Instant::now();
        let report = app.shutdown().await;
        assert_eq!(began.elapsed(), Duration::ZERO);
        let listener = report.daemons.iter().find(|daemon| daemon.daemon == "listener").unwrap();
        assert_eq!(listener.cleaned.undrained.iter().map(|undrained| undrained.count).sum::<u64>(), 2);
    });
}

/// The newest only, and that not too often.
#[daemon(register = false)]
struct Display {
    #[resource]
    log: Log,
}

#[daemon]
impl Display {
    #[subscribe(overflow = "latest", throttle = "1/1s")]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("j{}", job.0));
    }

    #[subscribe(concurrent = 4, throttle = "2/1s")]
    async fn other(&self, other: &Other) {
        self.log.note(format!("o{}", other.0));
        tokio::time::sleep(10 * SECOND).await;
    }
}

#[test]
fn what_is_dropped_while_it_waits_does_not_run_and_does_not_count() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Display>().provide(log.clone())).start().await;
        for number in 0..10 {
            app.publish(Job(number)).await.unwrap();
            settle().await;
        }
        advance(SECOND).await;
        assert_eq!(log.take(), [("j0".to_owned(), 0), ("j9".to_owned(), 1000)]);
        advance(SECOND).await;
        app.publish(Job(10)).await.unwrap();
        settle().await;
        assert_eq!(log.take(), [("j10".to_owned(), 2000)], "a second after the last, at once");
        app.end().await;
    });
}

#[test]
fn concurrent_runs_count_when_they_begin() {
    testing::run(async {
        let log = Log::new();
        let app = TestApp::of(App::empty().with::<Display>().provide(log.clone())).start().await;
        for number in 0..6 {
            app.publish(Other(number)).await.unwrap();
        }
        advance(3 * SECOND).await;
        let begun: Vec<_> = log.take().into_iter().map(|(_, at)| at).collect();
        assert_eq!(begun, [0, 0, 1000, 1000], "four at once, two a second");
        advance(20 * SECOND).await;
        assert_eq!(log.count(), 2);
        app.end().await;
    });
}

#[test]
fn p41_a_throttle_is_configured_and_changed_in_place() {
    testing::run(async {
        let log = Log::new();
        let file = Toml::of("[daemon.narrow]\nthrottle = '2/1m'");
        let app = App::empty().with::<Narrow>().provide(log.clone()).config_file(file.path());
        let app = TestApp::of(app).start().await;
        for number in 0..6 {
            app.publish(Other(number)).await.unwrap();
        }
        settle().await;
        assert_eq!(log.names(), "o0 o1");
        file.write("[daemon.narrow]\nthrottle = '3/1m'");
        let reload = app.reload().await.unwrap();
        assert_eq!(reload.to_string(), "narrow throttle: 2/1m → 3/1m (in place)");
        settle().await;
        assert_eq!(log.names(), "o2");
        file.write("");
        let reload = app.reload().await.unwrap();
        assert_eq!(reload.to_string(), "narrow throttle: 3/1m → off (in place)");
        settle().await;
        assert_eq!(log.names(), "o3 o4 o5");
        file.write("[daemon.narrow]\nthrottle = '1/1s'");
        app.reload().await.unwrap();
        app.publish(Other(6)).await.unwrap();
        app.publish(Other(7)).await.unwrap();
        settle().await;
        assert_eq!(log.names(), "o6", "also where there was none before");
        file.write("[daemon.narrow]\nthrottle = '100/m'");
        let error = app.reload().await.unwrap_err().to_string();
        assert!(error.contains("write \"100/1m\""), "{error}");
        app.end().await;
    });
}
