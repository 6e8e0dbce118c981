//! Which handlers run beside which; what a panic takes with it. DESIGN's lanes, p22.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, assert_no_leaks, settle};
use daemon_core::{FailureKind, Status};

#[derive(Event)]
struct Read(u64);

#[derive(Event)]
struct Write(u64);

/// What began and ended, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// Takes a second, and a little more for a higher number.
    async fn during(&self, kind: char, number: u64) {
        self.note(format!("+{kind}{number}"));
        tokio::time::sleep(Duration::from_millis(1_000 + number)).await;
        self.note(format!("-{kind}{number}"));
    }
}

/// Reads together, two at a time; writes alone.
#[daemon(register = false)]
struct Table {
    #[resource]
    log: Log,
}

#[daemon]
impl Table {
    #[subscribe(concurrent = 2)]
    async fn read(&self, read: &Read) {
        self.log.during('r', read.0).await;
    }

    #[subscribe]
    async fn write(&mut self, write: &Write) {
        self.log.during('w', write.0).await;
    }
}

#[test]
fn concurrent_handlers_run_together_and_exclusive_ones_alone() {
    testing::run(async {
        let log = Log::default();
        let app = TestApp::of(App::empty().with::<Table>().provide(log.clone())).start().await;
        app.publish(Read(1)).await.unwrap();
        app.publish(Read(2)).await.unwrap();
        app.publish(Read(3)).await.unwrap();
        app.publish(Write(4)).await.unwrap();
        app.publish(Read(5)).await.unwrap();
        advance(Duration::from_secs(10)).await;
        // The third has no place until the first ends; the fourth waits for all, and the fifth for it.
        let order = ["+r1", "+r2", "-r1", "+r3", "-r2", "-r3", "+w4", "-w4", "+r5", "-r5"];
        assert_eq!(log.take(), order);
        app.end().await;
    });
}

/// A loop of its own, and handlers beside it.
#[daemon(register = false)]
struct Bridge {
    #[resource]
    log: Log,
}

#[daemon]
impl Bridge {
    #[run]
    async fn run(&self, ctx: &Context) {
        self.log.note("run begins");
        ctx.cancelled().await;
        self.log.note("run ends");
    }

    #[subscribe]
    async fn write(&self, write: &Write, ctx: &Context) -> Result {
        self.log.during('w', write.0).await;
        if write.0 == 1 {
            // To itself, from an exclusive handler: taken.
            ctx.publish(Write(9)).await?;
        }
        Ok(())
    }

    #[subscribe(concurrent = 8)]
    async fn read(&self, read: &Read) {
        self.log.during('r', read.0).await;
    }

    #[cleanup]
    fn cleanup(&mut self) {
        self.log.note("cleanup");
    }
}

#[test]
fn run_shared_goes_on_beside_its_handlers_until_the_stop() {
    testing::run(async {
        let log = Log::default();
        let app = TestApp::of(App::empty().with::<Bridge>().provide(log.clone())).start().await;
        for number in 1..=2 {
            app.publish(Write(number)).await.unwrap();
        }
        app.publish(Read(3)).await.unwrap();
        app.publish(Read(4)).await.unwrap();
        advance(Duration::from_millis(100)).await;
        app.end().await;
        let order = ["run begins", "+w1", "run ends", "-w1", "+w2", "-w2", "+r3", "+r4", "-r3", "-r4", "cleanup"];
        // Number 9 was published after the intake had closed.
        assert_eq!(log.take(), order);
    });
}

#[test]
fn an_exclusive_handler_beside_run_takes_what_it_sends_itself() {
    testing::run(async {
        let log = Log::default();
        let app = TestApp::of(App::empty().with::<Bridge>().provide(log.clone())).start().await;
        app.publish(Write(1)).await.unwrap();
        advance(Duration::from_secs(5)).await;
        assert_eq!(log.take(), ["run begins", "+w1", "-w1", "+w9", "-w9"]);
        app.end().await;
    });
}

/// Sends itself one more number, from a handler that others may run beside.
#[daemon(register = false, mailbox = 1)]
struct Chain {
    #[resource]
    log: Log,
}

#[daemon]
impl Chain {
    #[subscribe(concurrent = 2)]
    async fn read(&self, read: &Read, ctx: &Context) -> Result {
        self.log.note(format!("r{}", read.0));
        if read.0 < 10 {
            ctx.publish(Read(read.0 + 1)).await?;
            ctx.publish(Read(100)).await?;
        }
        Ok(())
    }
}

#[test]
fn a_concurrent_handler_waits_for_room_in_its_own_mailbox_like_anybody() {
    testing::run(async {
        let log = Log::default();
        let app = TestApp::of(App::empty().with::<Chain>().provide(log.clone())).start().await;
        app.publish(Read(1)).await.unwrap();
        advance(Duration::from_secs(60)).await;
        let mailbox = app.status("chain").unwrap().mailbox;
        assert!(mailbox <= 1, "never over its capacity: {mailbox}");
        let seen = log.take();
        let count = |what: &str| seen.iter().filter(|seen| *seen == what).count();
        assert_eq!((count("r10"), count("r100")), (1, 9), "{seen:?}");
        app.end().await;
    });
}

/// Keeps the last of each; reads one at a time, beside nothing but reads.
#[daemon(register = false)]
struct Latest {
    #[resource]
    log: Log,
}

#[daemon]
impl Latest {
    #[subscribe(concurrent = 1, overflow = "latest")]
    async fn read(&self, read: &Read) {
        self.log.note(format!("+r{}", read.0));
        // Its task is polled while it runs.
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.log.note(format!("-r{}", read.0));
    }

    #[subscribe(overflow = "latest")]
    async fn write(&mut self, write: &Write) {
        self.log.during('w', write.0).await;
    }
}

#[test]
fn concurrent_is_not_exceeded_when_what_was_next_gives_way_to_something_newer() {
    testing::run(async {
        let log = Log::default();
        let app = TestApp::of(App::empty().with::<Latest>().provide(log.clone())).start().await;
        app.publish(Read(1)).await.unwrap();
        settle().await;
        // Is next, and waits for the read to end.
        app.publish(Write(2)).await.unwrap();
        settle().await;
        // Gives way to one that comes after another read.
        app.publish(Read(3)).await.unwrap();
        app.publish(Write(4)).await.unwrap();
        advance(Duration::from_secs(10)).await;
        assert_eq!(log.take(), ["+r1", "-r1", "+r3", "-r3", "+w4", "-w4"]);
        app.end().await;
    });
}

/// Has no handler at all.
#[daemon(register = false)]
struct Idle;

#[daemon]
impl Idle {}

/// Its only child never ends, and says so with its type.
#[daemon(register = false)]
struct Endless;

#[daemon]
impl Endless {
    #[init]
    fn init(&mut self, ctx: &Context) {
        ctx.spawn(async {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
    }
}

#[test]
fn a_daemon_without_handlers_and_one_with_an_endless_child_stop_cleanly() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Idle>().with::<Endless>()).start().await;
        advance(Duration::from_secs(10)).await;
        let report = app.end().await;
        assert_eq!(report.daemons.iter().map(|daemon| daemon.cleaned.tasks).sum::<usize>(), 1);
    });
}

/// Ends by itself, well or badly.
#[daemon(register = false, restart = "never")]
struct OneShot {
    #[resource]
    outcome: Outcome,
}

#[derive(Clone, Copy)]
enum Outcome {
    Done,
    Failed,
    Panicked,
    ContextFail,
    ContextStop,
}

#[daemon]
impl OneShot {
    #[run]
    async fn run(&mut self, ctx: &Context) -> Result {
        tokio::time::sleep(Duration::from_secs(1)).await;
        match self.outcome {
            Outcome::Done => Ok(()),
            Outcome::Failed => Err("the disk is on fire".into()),
            Outcome::Panicked => panic!("the disk is gone"),
            Outcome::ContextFail => {
                ctx.fail("the disk is slow");
                ctx.cancelled().await;
                Ok(())
            }
            Outcome::ContextStop => {
                ctx.stop();
                ctx.cancelled().await;
                Ok(())
            }
        }
    }
}

async fn one_shot(outcome: Outcome) -> (Status, Option<(FailureKind, String)>) {
    let app = TestApp::of(App::empty().with::<OneShot>().provide(outcome)).start().await;
    advance(Duration::from_secs(2)).await;
    let status = app.status("one-shot").unwrap();
    assert_no_leaks(&app);
    if status.failure.is_some() {
        app.expect_failure("one-shot");
    }
    app.end().await;
    (status.status, status.failure.map(|failure| (failure.kind(), failure.to_string())))
}

#[test]
fn how_run_ends_is_how_the_daemon_ends() {
    testing::run(async {
        assert!(matches!(one_shot(Outcome::Done).await, (Status::Completed, None)));
        assert!(matches!(one_shot(Outcome::ContextStop).await, (Status::Stopped, None)));
        let (status, failure) = one_shot(Outcome::Failed).await;
        let (kind, text) = failure.unwrap();
        assert_eq!((status, kind), (Status::Failed, FailureKind::Run));
        assert!(text.starts_with("the disk is on fire, in `run` (tests/tests/lanes.rs:"), "{text}");
        let (status, failure) = one_shot(Outcome::Panicked).await;
        let (kind, text) = failure.unwrap();
        assert_eq!((status, kind), (Status::Failed, FailureKind::Panic));
        assert!(text.starts_with("panicked: the disk is gone, in `run`"), "{text}");
        let (status, failure) = one_shot(Outcome::ContextFail).await;
        assert_eq!((status, failure.unwrap().0), (Status::Failed, FailureKind::Fail));
    });
}

#[test]
fn a_completed_daemon_cannot_be_started_again() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<OneShot>().provide(Outcome::Done)).start().await;
        app.wait_for("one-shot", Status::Completed).await.unwrap();
        let error = app.start("one-shot").await.unwrap_err().to_string();
        assert_eq!(error, "`one-shot` is completed and cannot be started again");
        assert!(app.restart("one-shot").await.is_err());
        app.end().await;
    });
}

/// Panics where it is told to.
#[daemon(register = false, restart = "never")]
struct Faulty {
    #[resource]
    place: Place,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Event,
    Tick,
    Defer,
    OnReady,
    Child,
    Concurrent,
}

impl Place {
    fn fault(self, place: Self) {
        assert!(self != place, "a planned panic");
    }
}

#[daemon]
impl Faulty {
    #[subscribe]
    fn event(&mut self, _write: &Write) {
        self.place.fault(Place::Event);
    }

    #[subscribe(concurrent = 4)]
    async fn concurrent(&self, _read: &Read) {
        self.place.fault(Place::Concurrent);
    }

    #[interval("1s")]
    fn tick(&mut self, ctx: &Context) {
        self.place.fault(Place::Tick);
        let place = self.place;
        ctx.spawn(async move { place.fault(Place::Child) });
    }

    #[defer("1s")]
    async fn defer(&mut self) {
        self.place.fault(Place::Defer);
    }

    #[on_ready("bystander")]
    async fn on_ready(&mut self) {
        self.place.fault(Place::OnReady);
    }
}

/// Goes on counting whatever the others do.
#[daemon(register = false)]
struct Bystander {
    #[resource]
    seen: Count,
}

#[derive(Clone, Default)]
struct Count(Arc<AtomicU64>);

#[daemon]
impl Bystander {
    #[subscribe]
    fn write(&mut self, _write: &Write) {
        self.seen.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn p22_a_panic_anywhere_fails_its_daemon_and_nothing_else() {
    let places = [
        (Place::Event, "event"),
        (Place::Tick, "tick"),
        (Place::Defer, "defer"),
        (Place::OnReady, "on_ready"),
        (Place::Child, "a child task"),
        (Place::Concurrent, "concurrent"),
    ];
    for (place, name) in places {
        testing::run(async {
            let seen = Count::default();
            let app = App::empty().with::<Faulty>().with::<Bystander>().provide(place).provide(seen.clone());
            let app = app.start().await.unwrap();
            app.publish(Write(1)).await.unwrap();
            app.publish(Read(1)).await.unwrap();
            advance(Duration::from_secs(2)).await;
            let status = app.status("faulty").unwrap();
            let failure = status.failure.unwrap();
            assert_eq!((status.status, failure.kind()), (Status::Failed, FailureKind::Panic), "{name}: {failure}");
            assert!(failure.to_string().contains(name), "{failure}");
            // The bus, the other daemon and the supervisor go on.
            app.publish(Write(2)).await.unwrap();
            settle().await;
            assert_eq!(seen.0.load(Ordering::SeqCst), 2);
            assert_no_leaks(&app);
            app.start("faulty").await.unwrap();
            app.wait_for("faulty", Status::Running).await.unwrap();
            assert!(app.shutdown().await.is_clean());
            assert_no_leaks(&app);
        });
    }
}

/// Panics while others of its handlers are in flight, and notes who is dropped.
#[daemon(register = false, restart = "never")]
struct Crowd {
    #[resource]
    log: Log,
}

#[daemon]
impl Crowd {
    #[subscribe(concurrent = 8)]
    async fn read(&self, read: &Read) {
        struct Gone<'a>(&'a Log, u64);
        impl Drop for Gone<'_> {
            fn drop(&mut self) {
                self.0.note(format!("dropped {}", self.1));
            }
        }
        let _gone = Gone(&self.log, read.0);
        tokio::time::sleep(Duration::from_secs(10 - read.0)).await;
        panic!("the quickest panics");
    }

    #[cleanup]
    fn cleanup(&mut self) {
        self.log.note("cleanup");
    }
}

#[test]
fn p22_a_panic_detaches_no_handler() {
    testing::run(async {
        let log = Log::default();
        let app = TestApp::of(App::empty().with::<Crowd>().provide(log.clone())).start().await;
        for read in 1..=4 {
            app.publish(Read(read)).await.unwrap();
        }
        app.wait_for("crowd", Status::Failed).await.unwrap();
        let mut dropped = log.take();
        assert_eq!(dropped.pop().unwrap(), "cleanup");
        dropped.sort();
        assert_eq!(dropped, ["dropped 1", "dropped 2", "dropped 3", "dropped 4"]);
        app.expect_failure("crowd");
        app.end().await;
    });
}

/// Hangs in `run`, beside handlers that do not.
#[daemon(register = false, stop_timeout = "5s")]
struct Deaf {
    #[resource]
    log: Log,
}

#[daemon]
impl Deaf {
    #[run]
    async fn listen(&self) {
        std::future::pending::<()>().await;
    }

    #[subscribe(concurrent = 2)]
    async fn read(&self, read: &Read) {
        self.log.during('r', read.0).await;
    }

    #[subscribe]
    async fn write(&self, write: &Write) {
        self.log.during('w', write.0).await;
    }
}

#[test]
fn p12_a_run_that_hangs_is_named_also_after_handlers_have_run() {
    testing::run(async {
        let log = Log::default();
        let app = TestApp::of(App::empty().with::<Deaf>().provide(log.clone())).start().await;
        let in_hand = || app.status("deaf").unwrap().handler.unwrap().0;
        assert_eq!(in_hand(), "listen");
        app.publish(Read(1)).await.unwrap();
        app.publish(Read(2)).await.unwrap();
        settle().await;
        assert_eq!(in_hand(), "read");
        advance(Duration::from_secs(5)).await;
        assert_eq!(in_hand(), "listen");
        app.publish(Write(3)).await.unwrap();
        advance(Duration::from_secs(5)).await;
        let report = app.shutdown().await;
        let late = report.daemons[0].late.as_ref().unwrap();
        assert_eq!(late.handler, Some("listen"));
        assert_eq!(log.take().len(), 6);
        assert_no_leaks(&app);
    });
}

/// The first of its handlers to begin is not the last to panic.
#[daemon(register = false)]
struct Blamed;

#[daemon]
impl Blamed {
    #[subscribe(concurrent = 2)]
    async fn quick(&self, _read: &Read) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        panic!("a planned panic");
    }

    #[subscribe(concurrent = 2)]
    async fn slow(&self, _write: &Write) {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

#[test]
fn p22_a_panic_is_of_the_handler_that_panicked_not_of_the_one_begun_last() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Blamed>()).start().await;
        app.publish(Read(1)).await.unwrap();
        settle().await;
        app.publish(Write(2)).await.unwrap();
        advance(Duration::from_secs(2)).await;
        let failure = app.expect_failure("blamed").to_string();
        assert!(failure.contains("in `quick` (tests/tests/lanes.rs:"), "{failure}");
        app.end().await;
    });
}
