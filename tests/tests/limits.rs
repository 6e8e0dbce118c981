//! `limits`: shares of a core, and memory, by what an allocator says. p14, p41, p43.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::limits::Accounting;
use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, settle};
use daemon_core::{FailureKind, Status, System};
use daemon_tests::Toml;

#[global_allocator]
static MEMORY: Accounting = Accounting::new();

const MIB: u64 = 1024 * 1024;

#[derive(Event)]
struct Ping;

/// Would like a whole core, and gets a quarter of one.
#[daemon(register = false, limits(cpu = 0.25))]
struct Spinner {
    #[resource]
    measured: Measured,
}

/// How often who spins was polled, and how often the neighbour has answered.
#[derive(Clone, Default)]
struct Measured {
    polls: Arc<AtomicU64>,
    pongs: Arc<AtomicU64>,
}

#[daemon]
impl Spinner {
    #[run]
    async fn run(&self, ctx: &Context) {
        while !ctx.is_cancelled() {
            spin(Duration::from_micros(200));
            self.measured.polls.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    }

    #[message]
    fn ping(&self) {}
}

fn spin(time: Duration) {
    let began = std::time::Instant::now();
    while began.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// Beside it, on the app's runtime.
#[daemon(register = false)]
struct Neighbour {
    #[resource]
    measured: Measured,
}

#[daemon]
impl Neighbour {
    #[subscribe]
    fn ping(&mut self, _: &Ping) {
        self.measured.pongs.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_spinning_daemon_gets_its_share_of_a_core_and_its_neighbours_are_answered() {
    // One thread for both of them.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let test = async {
        let measured = Measured::default();
        let app = App::empty().with::<Spinner>().with::<Neighbour>().provide(measured.clone());
        let system = app.start().await.unwrap();
        let (began, mut answered) = (std::time::Instant::now(), 0);
        let first = measured.polls.load(Ordering::Relaxed);
        while measured.polls.load(Ordering::Relaxed) < first + 2000 {
            let pongs = measured.pongs.load(Ordering::Relaxed);
            system.publish(Ping).await.unwrap();
            while measured.pongs.load(Ordering::Relaxed) == pongs {
                tokio::task::yield_now().await;
            }
            answered += 1;
        }
        // What else this machine does takes time away from the spinner and gives it none: it has never more than its share.
        let share = 2000.0 * 0.0002 / began.elapsed().as_secs_f64();
        assert!(share <= 0.3, "{share}");
        assert!(answered >= 2000, "the neighbour has its turn after each poll: {answered}");
        assert!(system.status("spinner").unwrap().held_back > Duration::ZERO);
        assert_eq!(system.status("neighbour").unwrap().held_back, Duration::ZERO);
        // It is told to stop while it is held back, and hears of it.
        system.restart("spinner").await.unwrap();
        system.daemon::<Spinner>().ping().await.unwrap();
        let report = system.shutdown().await;
        assert!(report.is_clean(), "{report}");
    };
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), test).await.expect("a minute is enough") });
}

/// On one and the same thread as its neighbour, with children that do the work.
#[daemon(register = false, limits(cpu = 0.2))]
struct Parent {
    #[resource]
    measured: Measured,
}

#[daemon]
impl Parent {
    #[run]
    async fn run(&self, ctx: &Context) {
        for _ in 0..4 {
            let polls = Arc::clone(&self.measured.polls);
            ctx.spawn(async move {
                loop {
                    spin(Duration::from_millis(1));
                    polls.fetch_add(1, Ordering::Relaxed);
                    tokio::task::yield_now().await;
                }
            });
        }
        ctx.cancelled().await;
    }
}

#[test]
fn children_use_the_share_of_their_daemon_and_leave_the_thread_to_others() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let measured = Measured::default();
        let app = App::empty().with::<Parent>().with::<Neighbour>().provide(measured.clone());
        let system = app.start().await.unwrap();
        // As many milliseconds of work as there were; of those that go by, a fifth.
        let began = std::time::Instant::now();
        while measured.polls.load(Ordering::Relaxed) < 200 {
            system.publish(Ping).await.unwrap();
            tokio::task::yield_now().await;
        }
        let polled = f64::from(200) / 1000.0;
        assert!(polled / began.elapsed().as_secs_f64() < 0.3, "{:?}", began.elapsed());
        let pongs = measured.pongs.load(Ordering::Relaxed);
        assert!(pongs > 200, "the neighbour was polled in between: {pongs}");
        assert!(system.shutdown().await.is_clean());
    });
}

#[test]
fn p43_under_a_paused_clock_polls_take_no_time_and_nobody_is_held_back() {
    testing::run(async {
        let measured = Measured::default();
        let app = TestApp::of(App::empty().with::<Worker>().provide(measured.clone())).start().await;
        for _ in 0..50 {
            app.publish(Ping).await.unwrap();
        }
        settle().await;
        assert_eq!(measured.polls.load(Ordering::Relaxed), 50);
        assert_eq!(app.status("worker").unwrap().held_back, Duration::ZERO);
        app.end().await;
    });
}

#[daemon(register = false, limits(cpu = 0.01))]
struct Worker {
    #[resource]
    measured: Measured,
}

#[daemon]
impl Worker {
    #[subscribe]
    async fn ping(&mut self, _: &Ping) {
        spin(Duration::from_millis(1));
        self.measured.polls.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
    }
}

/// Keeps what it is given.
#[daemon(register = false, limits(memory = "64MiB"), restart(delay = "1s", max = 3, jitter = 0.0))]
struct Leaky {
    #[resource]
    peak: Arc<AtomicU64>,
    kept: Vec<Vec<u8>>,
}

#[daemon]
impl Leaky {
    #[message]
    fn keep(&mut self, mebibytes: usize) {
        self.kept.push(vec![1; mebibytes * 1024 * 1024]);
    }

    #[message]
    async fn leak(&mut self) {
        loop {
            self.kept.push(vec![1; 1024 * 1024]);
            self.peak.fetch_max(self.kept.len() as u64, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    }

    #[message]
    fn leak_in_a_child(&self, ctx: &Context) {
        let peak = Arc::clone(&self.peak);
        ctx.spawn(async move {
            let mut kept = Vec::new();
            loop {
                kept.push(vec![1_u8; 1024 * 1024]);
                peak.fetch_max(kept.len() as u64, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        });
    }

    /// For somebody else to hold.
    #[message]
    fn make(&self, mebibytes: usize) -> Vec<u8> {
        vec![1; mebibytes * 1024 * 1024]
    }

    #[message]
    fn publish(&self, ctx: &Context) -> Result {
        Ok(ctx.try_publish(Large(vec![1; 20 * 1024 * 1024]))?)
    }
}

#[derive(Event)]
struct Large(#[expect(dead_code, reason = "it is held")] Vec<u8>);

/// Holds what others have made.
#[daemon(register = false)]
struct Holder {
    #[resource]
    held: Held,
}

#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<Arc<Large>>>>);

#[daemon]
impl Holder {
    #[subscribe]
    fn large(&mut self, large: Arc<Large>) {
        self.held.0.lock().unwrap().push(large);
    }
}

fn held(system: &System, name: &str) -> u64 {
    system.status(name).unwrap().memory.expect("it is measured")
}

async fn leaky(peak: &Arc<AtomicU64>, holds: &Held) -> testing::RunningApp {
    let app = App::empty().with::<Leaky>().with::<Holder>().provide(Arc::clone(peak)).provide(holds.clone());
    TestApp::of(app).start().await
}

#[test]
fn p14_a_leaking_daemon_is_restarted_before_it_holds_much_more_and_the_leak_is_gone() {
    testing::run(async {
        let (peak, holds) = (Arc::default(), Held::default());
        let app = leaky(&peak, &holds).await;
        let at_first = held(&app, "leaky");
        for how in ["a handler", "a child"] {
            let leaky = app.daemon::<Leaky>();
            let generation = app.status("leaky").unwrap().generation;
            peak.store(0, Ordering::Relaxed);
            if how == "a child" {
                leaky.leak_in_a_child().await.unwrap();
            } else {
                let lost = leaky.leak().await.unwrap_err();
                assert!(lost.to_string().contains("failed"), "{lost}");
            }
            settle().await;
            let failure = app.status("leaky").unwrap().failure.expect("it has failed");
            assert_eq!(failure.kind(), FailureKind::Memory, "{failure}");
            assert!(failure.message().starts_with("holds 6") && failure.message().ends_with(", its limit is 64 MiB"));
            assert_eq!(app.status("leaky").unwrap().status, Status::Restarting);
            let most = peak.load(Ordering::Relaxed);
            assert!((62..80).contains(&most), "{most} MiB, by {how}");
            assert!(held(&app, "leaky") < MIB, "all of it is gone");
            advance(Duration::from_secs(10)).await;
            assert_eq!(app.status("leaky").unwrap().status, Status::Running);
            assert_eq!(app.status("leaky").unwrap().generation, generation + 1);
            // Somewhat more than at first: names, journal and log of the failure were written while it was polled.
            assert!(held(&app, "leaky") < at_first + MIB);
        }
        app.expect_failure("leaky");
        app.end().await;
    });
}

#[test]
fn what_a_daemon_makes_is_its_own_until_it_is_freed_by_whomever() {
    testing::run(async {
        let (peak, holds) = (Arc::default(), Held::default());
        let app = leaky(&peak, &holds).await;
        let made = app.daemon::<Leaky>().make(20).await.unwrap();
        assert!((20 * MIB..21 * MIB).contains(&held(&app, "leaky")));
        // On a thread that has nothing to do with daemons.
        std::thread::spawn(move || drop(made)).join().unwrap();
        assert!(held(&app, "leaky") < MIB);
        // An event is its publisher's, whoever keeps it.
        app.daemon::<Leaky>().publish().await.unwrap();
        settle().await;
        assert_eq!(holds.0.lock().unwrap().len(), 1);
        assert!((20 * MIB..21 * MIB).contains(&held(&app, "leaky")));
        assert!(held(&app, "holder") < MIB);
        // What is asked by nobody in particular is nobody's.
        let nobodys = vec![1_u8; 30 * 1024 * 1024];
        assert!(held(&app, "leaky") < 21 * MIB);
        drop(nobodys);
        holds.0.lock().unwrap().clear();
        assert!(held(&app, "leaky") < MIB);
        app.end().await;
    });
}

/// Starts others, and holds nothing itself.
#[daemon(register = false)]
struct Starter;

#[daemon]
impl Starter {
    #[message]
    async fn start_all(&mut self, system: System, names: Vec<String>) -> Result<(), String> {
        for name in names {
            system.start(&name).await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

#[daemon(register = false, autostart = false)]
struct Started;

#[daemon]
impl Started {
    #[interval("1h")]
    fn tick(&mut self) {}
}

#[test]
fn who_commands_does_not_pay_for_what_the_supervisor_makes_of_it() {
    testing::run(async {
        let names: Vec<String> = (0..100).map(|number| format!("started-{number}")).collect();
        let app = App::empty().with::<Starter>();
        let app = names.iter().fold(app, |app, name| app.with_named::<Started>(name));
        let app = TestApp::of(app).start().await;
        let before = held(&app, "starter");
        let system = System::clone(&app);
        app.daemon::<Starter>().start_all(system, names).await.unwrap();
        settle().await;
        assert_eq!(app.status("started-99").unwrap().status, Status::Running);
        let more = held(&app, "starter").saturating_sub(before);
        assert!(more < 64 * 1024, "{more} bytes for what belongs to a hundred others");
        app.end().await;
    });
}

#[test]
fn a_generation_does_not_fail_for_what_others_keep_of_the_one_before() {
    testing::run(async {
        let (file, peak) = (Toml::of("[daemon.leaky]\nlimits = { memory = '8MiB' }"), Arc::default());
        let app = App::empty().with::<Leaky>().provide::<Arc<AtomicU64>>(peak).config_file(file.path());
        let app = TestApp::of(app).start().await;
        let status = || app.status("leaky").unwrap();
        let made = app.daemon::<Leaky>().make(10).await.unwrap();
        settle().await;
        assert_eq!(status().status, Status::Restarting, "it has made more than it may");
        advance(Duration::from_secs(100)).await;
        assert_eq!((status().status, status().generation), (Status::Running, 2));
        assert!(held(&app, "leaky") > 10 * MIB, "it is charged all the same");
        app.daemon::<Leaky>().keep(7).await.unwrap();
        settle().await;
        assert_eq!(status().status, Status::Running);
        let _ = app.daemon::<Leaky>().keep(2).await;
        settle().await;
        assert_eq!(status().status, Status::Restarting, "nine of its own are too many");
        let failure = status().failure.unwrap();
        assert!(failure.message().starts_with("holds 9"), "{failure}");
        advance(Duration::from_secs(100)).await;
        assert_eq!((status().status, status().generation), (Status::Running, 3));
        // What is freed meanwhile is not a gift to it.
        drop(made);
        app.daemon::<Leaky>().keep(0).await.unwrap();
        let _ = app.daemon::<Leaky>().keep(9).await;
        settle().await;
        assert_eq!(status().status, Status::Restarting);
        app.expect_failure("leaky");
        app.end().await;
    });
}

#[test]
fn p41_limits_are_configured_and_changed_in_place() {
    testing::run(async {
        let (file, peak) = (Toml::of("[daemon.leaky]\nlimits = { memory = '8MiB', cpu = 0.5 }"), Arc::default());
        let app = App::empty().with::<Leaky>().provide::<Arc<AtomicU64>>(peak).config_file(file.path());
        let app = TestApp::of(app).start().await;
        file.write("[daemon.leaky.limits]\nmemory = 'off'");
        let reload = app.reload().await.unwrap();
        let expected = "leaky limits.cpu: 0.5 → off (in place)\nleaky limits.memory: 8MiB → off (in place)";
        assert_eq!(reload.to_string(), expected);
        app.daemon::<Leaky>().keep(100).await.unwrap();
        settle().await;
        assert_eq!(app.status("leaky").unwrap().status, Status::Running);
        file.write("[daemon.leaky.limits]\nmemory = '90MiB'");
        app.reload().await.unwrap();
        // It is looked at when it is polled.
        let _ = app.daemon::<Leaky>().keep(1).await;
        settle().await;
        assert_eq!(app.status("leaky").unwrap().status, Status::Restarting);
        app.expect_failure("leaky");
        for (text, expected) in [
            ("memory = '90MB'", "write \"90MiB\""),
            ("memory = '0B'", "it must be more"),
            ("cpu = 1.5", "more than one cannot be had"),
            ("cpu = 0", "it is a share of one core, above 0.0 and up to 1.0"),
            ("cpus = 0.5", "did you mean `cpu`?"),
        ] {
            file.write(&format!("[daemon.leaky.limits]\n{text}"));
            let error = app.reload().await.unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
        file.write("[daemon.leaky]\nlimits = 0.5");
        let error = app.reload().await.unwrap_err().to_string();
        assert!(error.contains("a table: `[daemon.leaky.limits]`"), "{error}");
        app.end().await;
    });
}
