//! Lifecycle events: each move is told, after the fact, in order and once. p28, with p37 where they touch it.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

mod told;

use std::pin::pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Waker;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, assert_no_leaks, settle};
use daemon_core::{
    Actor, DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStopped, Failure, FailureKind, NotTaken,
    Status, What,
};
use daemon_tests::{Script, Stage, Step, supervised};
use told::{Gate, Ping, Seen, Told, all_to_be_told, because, to_be_told, told};

const SECOND: Duration = Duration::from_secs(1);

supervised! {
    Flaky(restart(max = 20_000, delay = "350ms", backoff = "fixed", jitter = 0.0));
    Feed(restart = "never");
    Shop(restart = "never", depends_on(Feed));
    Once(restart(max = 1, delay = "1s", jitter = 0.0));
}

fn assert_increasing(told: &[Told]) {
    let numbers = told.iter().map(|(number, _)| *number).filter(|number| *number > 0);
    assert!(numbers.is_sorted_by(|one, next| one < next), "{told:?}");
}

/// Hears everything by one pattern.
#[daemon(register = false, mailbox = 1)]
struct Watcher {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Watcher {
    #[subscribe("daemon.*")]
    async fn event(&mut self, event: &AnyEvent) {
        self.gate.pass().await;
        self.seen.note(told(event));
    }

    #[subscribe]
    async fn ping(&mut self, ping: &Ping) {
        self.gate.pass().await;
        self.seen.note((0, format!("ping {}", ping.0)));
    }
}

async fn watched(app: App) -> (RunningApp, Gate, Seen) {
    let (gate, seen) = (Gate::closed(), Seen::new());
    let app = app.with::<Watcher>().provide(gate.clone()).provide(seen.clone());
    (TestApp::of(app).start().await, gate, seen)
}

/// What of `all` `daemon` hears: everything from its own start on.
fn since_start_of(daemon: &str, all: Vec<Told>) -> Vec<Told> {
    let own = format!("{daemon}#1 started");
    all.into_iter().skip_while(|(_, words)| *words != own).collect()
}

#[test]
fn p28_who_hangs_for_an_hour_has_all_of_ten_thousand_restarts_afterwards() {
    testing::run(async {
        let stage = Stage::default();
        let (app, gate, seen) = watched(App::empty().with::<Flaky>().provide(stage.clone())).await;
        stage.set("flaky", Script::run(Step::Fail(Duration::ZERO)));
        app.restart("flaky").await.unwrap();
        let mut records = Vec::new();
        let mut pings = 0;
        for _ in 0..60 {
            advance(Duration::from_secs(60)).await;
            // The journal does not keep all of them.
            records.extend(app.journal().after(records.len() as u64));
            // Its room is that of its own mail, and is neither taken nor given.
            pings += u64::from(app.try_publish(Ping(pings)).is_ok());
            let status = app.status("watcher").unwrap();
            assert_eq!((pings, status.mailbox, status.runs), (1, 1, 1));
        }
        assert_eq!(app.try_publish(Ping(9)).unwrap_err().reasons, [NotTaken::Full]);
        app.stop("flaky").await.unwrap();
        settle().await;
        records.extend(app.journal().after(records.len() as u64));
        assert!(app.status("flaky").unwrap().restarts_total >= 10_000);
        assert_eq!(seen.all(), []);
        gate.open();
        settle().await;
        let (heard, pinged): (Vec<Told>, Vec<Told>) = seen.all().into_iter().partition(|(number, _)| *number > 0);
        assert_eq!(pinged, [(0, "ping 0".to_owned())]);
        assert!(heard.len() > 30_000);
        assert_increasing(&heard);
        assert!(
            heard == since_start_of("watcher", all_to_be_told(&records)),
            "all of them, with the journal's numbers"
        );
        app.expect_failure("flaky");
        app.end().await;
    });
}

/// Hears each type in a handler of its own, several of them at once where that may be.
#[daemon(register = false, mailbox = 1)]
struct Typed {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Typed {
    #[subscribe]
    async fn started(&mut self, event: &DaemonStarted) {
        self.gate.pass().await;
        self.seen.note((event.number, format!("{}#{} started", event.daemon, event.generation)));
    }

    #[subscribe(concurrent = 4)]
    async fn ready(&self, event: &DaemonReady) {
        self.gate.pass().await;
        self.seen.note((event.number, format!("{}#{} ready", event.daemon, event.generation)));
    }

    #[subscribe]
    async fn stopped(&mut self, event: DaemonStopped) {
        let because = because(event.failure.as_ref().map(Failure::message));
        self.seen.note((event.number, format!("{}#{} {}{because}", event.daemon, event.generation, event.status)));
    }

    #[subscribe]
    async fn failed(&mut self, event: Arc<DaemonFailed>) {
        let words = format!("{}#{} {}: {}", event.daemon, event.generation, event.status, event.failure.message());
        self.seen.note((event.number, words));
    }

    #[subscribe]
    async fn restarting(&mut self, event: &DaemonRestarting) {
        let words = format!("{}#{} {}: {}", event.daemon, event.generation, event.retry, event.failure.message());
        self.seen.note((event.number, words));
    }
}

#[test]
fn p28_one_order_across_the_types_and_across_daemons() {
    testing::run(async {
        let (stage, gate, seen) = (Stage::default(), Gate::closed(), Seen::new());
        let app = App::empty().with::<Typed>().with::<Feed>().with::<Shop>().with::<Once>();
        let app = app.provide(stage.clone()).provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        stage.set("once", Script::run(Step::Fail(3 * SECOND)));
        for command in 0..4 {
            app.restart("once").await.unwrap();
            advance(2 * SECOND).await;
            app.restart("feed").await.unwrap();
            advance(Duration::from_secs(command)).await;
        }
        advance(60 * SECOND).await;
        app.stop("feed").await.unwrap();
        gate.open();
        settle().await;
        let expected = since_start_of("typed", all_to_be_told(&app.journal().records()));
        assert_eq!(seen.all(), expected);
        let failed = expected.iter().any(|(_, words)| words == "once#5 failed: as the script says");
        assert!(failed && expected.len() > 30, "it was worth it: {expected:?}");
        app.expect_failure("once");
        app.end().await;
    });
}

#[test]
fn p28_each_event_says_who_which_when_and_why() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("once", Script::run(Step::Fail(SECOND)));
        let test = TestApp::of(App::empty().with::<Once>().with::<Feed>().with::<Shop>().provide(stage.clone()));
        let (mut started, mut ready) = (test.probe::<DaemonStarted>(), test.probe::<DaemonReady>());
        let (mut failed, mut restarting) = (test.probe::<DaemonFailed>(), test.probe::<DaemonRestarting>());
        let app = test.start().await;
        let mut stopped = app.events::<DaemonStopped>();
        let mut names: Vec<_> = started.drain().iter().map(|event| event.daemon.to_string()).collect();
        names.sort_unstable();
        assert_eq!(names, ["feed", "once", "shop"]);
        let event = ready.drain().into_iter().find(|event| &*event.daemon == "once").unwrap();
        let record = app.journal().after(event.number - 1)[0].clone();
        assert_eq!((event.at, event.generation, event.by.clone()), (record.wall, 1, Actor::Program));
        assert!(event.type_name.ends_with("::Once"), "{}", event.type_name);

        let event = restarting.next().await;
        assert_eq!((&*event.daemon, event.generation, event.retry.attempt, event.retry.of), ("once", 1, 1, 1));
        assert_eq!((event.failure.kind(), event.failure.message()), (FailureKind::Run, "as the script says"));
        let event = failed.next().await;
        assert_eq!((event.status, event.generation, event.failure.kind()), (Status::Failed, 2, FailureKind::Run));
        assert!(restarting.try_next().is_none() && failed.try_next().is_none(), "each failure is told once");

        stage.set("feed", Script::run(Step::Fail(SECOND)));
        app.restart("feed").await.unwrap();
        // Both stop, in reverse order, and start again; then the one fails, and the other cannot stay, in the reverse order.
        for (daemon, generation) in [("shop", 1), ("feed", 1), ("shop", 2)] {
            let event = stopped.next().await;
            assert_eq!((&*event.daemon, event.generation), (daemon, generation));
            assert_eq!(event.failure.is_some(), generation == 2, "{event:?}");
        }
        assert_eq!(&*failed.next().await.daemon, "feed");
        app.reset("feed").await.unwrap();
        let event = stopped.next().await;
        assert_eq!((&*event.daemon, event.status, &event.failure), ("feed", Status::Stopped, &None));

        stage.set("feed", Script::init(Step::Unavailable));
        app.start("feed").await.unwrap();
        let event = failed.next().await;
        assert_eq!((event.status, event.failure.kind()), (Status::Unavailable, FailureKind::Unavailable));
        app.expect_failure("feed");
        app.expect_failure("once");
        app.end().await;
    });
}

/// The system of the test below.
static STOPPED_BY_A_FILTER: OnceLock<System> = OnceLock::new();

/// Stops the watcher before that is told.
#[daemon(register = false)]
struct Ahead;

#[daemon]
impl Ahead {
    fn stops_the_watcher(_event: &DaemonStopped) -> bool {
        if let Some(system) = STOPPED_BY_A_FILTER.get() {
            // It is answered at once; when the system shuts down, with an error.
            let answer = pin!(system.stop("watcher")).poll(&mut std::task::Context::from_waker(Waker::noop()));
            assert!(answer.is_ready());
        }
        false
    }

    #[subscribe(filter = Self::stops_the_watcher)]
    async fn stopped(&mut self, _event: &DaemonStopped) {}
}

#[test]
fn p28_what_happened_before_its_stop_is_drained_also_if_it_is_told_after() {
    testing::run(async {
        let (app, gate, seen) = watched(App::empty().with::<Ahead>().with::<Feed>().provide(Stage::default())).await;
        assert!(STOPPED_BY_A_FILTER.set(System::clone(&app)).is_ok());
        app.stop("feed").await.unwrap();
        settle().await;
        assert_eq!(app.status("watcher").unwrap().status, Status::Stopping);
        gate.open();
        app.wait_for("watcher", Status::Stopped).await.unwrap();
        assert_eq!(seen.words().last().unwrap(), "feed#1 stopped");
        app.end().await;
    });
}

/// Random histories; what is told is what the journal says.
#[test]
fn p28_whatever_happens_each_move_is_told_once_as_the_journal_has_it() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.payload().downcast_ref::<&str>() != Some(&"as the script says") {
            default(panic);
        }
    }));
    for history in 0..200 {
        testing::run(random_history(history));
    }
}

async fn random_history(history: u64) {
    let mut random = fastrand::Rng::with_seed(history);
    let (stage, seen) = (Stage::default(), Seen::new());
    let app = App::empty().with::<Watcher>().with::<Feed>().with::<Shop>().with::<Once>().with::<Flaky>();
    let system = app.provide(stage.clone()).provide(Gate::opened()).provide(seen.clone()).start().await.unwrap();
    for _ in 0..40 {
        let name = ["feed", "shop", "once", "flaky"][random.usize(..4)];
        let delay = Duration::from_millis(random.u64(..2000));
        let steps = [
            Step::Fine,
            Step::After(delay),
            Step::Fail(delay),
            Step::Panic(delay),
            Step::Unavailable,
            Step::Fail(delay * 10),
            Step::Hang,
        ];
        let mut step = || steps[random.usize(..steps.len())];
        let script = Script { init: step(), run: Some(step()), cleanup: step() };
        match random.u8(..8) {
            0..=1 => drop(stage.set(name, script)),
            2 => drop(system.start(name).await),
            3 => drop(system.stop(name).await),
            4 => drop(system.restart(name).await),
            5 => drop(system.reset(name).await),
            6 => drop(system.retry(name).await),
            _ => tokio::time::sleep(delay).await,
        }
    }
    for name in ["feed", "once", "flaky"] {
        system.stop(name).await.unwrap();
    }
    tokio::time::sleep(60 * SECOND).await;
    let expected = since_start_of("watcher", all_to_be_told(&system.journal().records()));
    assert_eq!(seen.all(), expected, "history {history}");
    system.shutdown().await;
    assert_no_leaks(&system);
}

/// The system that it watches.
#[derive(Clone, Default)]
struct Watched(Arc<OnceLock<System>>);

/// Looks at the state when it is told of it.
#[daemon(register = false, mailbox = 1)]
struct Sceptic {
    #[resource]
    watched: Watched,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Sceptic {
    #[subscribe("daemon.*")]
    async fn event(&mut self, event: &AnyEvent) {
        let (number, words) = told(event);
        if let Some(system) = self.watched.0.get() {
            let record = &system.journal().after(number - 1)[0];
            assert_eq!(to_be_told(record), Some((number, words.clone())), "the journal has it");
            let (daemon, What::Moved { to, .. }) = (record.daemon.as_ref().unwrap(), &record.what) else {
                panic!("{record}")
            };
            let now = system.status(daemon).unwrap();
            let is = (now.generation, progress(now.status));
            assert!(is >= (record.generation, progress(*to)), "{words}, and it is {now:?}");
        }
        self.seen.note((number, words));
    }
}

/// How far a generation is.
fn progress(status: Status) -> u8 {
    match status {
        Status::Starting => 0,
        Status::Running => 1,
        Status::Stopping => 2,
        _ => 3,
    }
}

/// Comes and goes; notes what it hears first in each of its lives.
#[daemon(register = false)]
struct Visitor {
    #[resource]
    firsts: Firsts,
    heard: bool,
}

#[derive(Clone, Default)]
struct Firsts(Arc<Mutex<Vec<String>>>);

#[daemon]
impl Visitor {
    #[subscribe("daemon.*")]
    async fn event(&mut self, event: &AnyEvent, ctx: &Context) {
        if !std::mem::replace(&mut self.heard, true) {
            self.firsts.0.lock().unwrap().push(format!("{} in #{}", told(event).1, ctx.generation()));
        }
    }
}

#[test]
fn p37_on_several_threads_each_is_told_after_the_fact_in_order_and_once() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(60), on_several_threads()).await.unwrap();
    });
}

async fn on_several_threads() {
    let (stage, seen, watched, firsts) = (Stage::default(), Seen::new(), Watched::default(), Firsts::default());
    let mut app = App::empty().with::<Sceptic>().with::<Visitor>().provide(firsts.clone());
    let names = ["f0", "f1", "f2", "f3"];
    for name in names {
        app = app.with_named::<Quick>(name);
        stage.set(name, Script::run(Step::Fail(Duration::ZERO)));
    }
    let app = app.provide(stage.clone()).provide(seen.clone()).provide(watched.clone());
    let system = app.start().await.unwrap();
    assert!(watched.0.set(system.clone()).is_ok());
    let commanders = names.map(|name| {
        let system = system.clone();
        tokio::spawn(async move {
            for _ in 0..30 {
                system.restart(name).await.unwrap();
                system.wait_for(name, Status::Running).await.unwrap();
                system.stop(name).await.unwrap();
                system.start(name).await.unwrap();
            }
            system.stop(name).await.unwrap();
            // Or it is Failed, which is as good: nothing more happens to it.
            drop(system.wait_for(name, Status::Stopped).await);
        })
    });
    for _ in 0..30 {
        system.stop("visitor").await.unwrap();
        system.wait_for("visitor", Status::Stopped).await.unwrap();
        system.start("visitor").await.unwrap();
        system.wait_for("visitor", Status::Running).await.unwrap();
    }
    for commander in commanders {
        commander.await.unwrap();
    }
    system.stop("visitor").await.unwrap();
    system.wait_for("visitor", Status::Stopped).await.unwrap();
    let records = system.journal().records();
    assert_eq!(records[0].number, 1, "all are kept");
    let expected = since_start_of("sceptic", all_to_be_told(&records));
    seen.until(expected.last().unwrap().0).await;
    assert_eq!(seen.all(), expected);
    for first in firsts.0.lock().unwrap().iter() {
        let (event, generation) = first.split_once(" in ").unwrap();
        assert_eq!(event, format!("visitor{generation} started"), "of nothing from before");
    }
    let report = system.shutdown().await;
    assert!(report.daemons.iter().all(|daemon| daemon.late.is_none()), "{report}");
    assert_no_leaks(&system);
}

supervised! {
    Quick(restart(max = 100, delay = "0ms", max_delay = "1ms"));
}
