//! Lifecycle events: never dropped, in order, after the fact. p28, with p18, p25, p26, p37 where they touch it.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::pin::pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Waker;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, assert_no_leaks, settle};
use daemon_core::{
    Actor, DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStopped, Failure, FailureKind, NotTaken,
    Problem, Record, StartOptions, Status, What,
};
use daemon_tests::{Script, Stage, Step, supervised};
use tokio::sync::{Semaphore, watch};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Event)]
struct Ping(u64);

supervised! {
    Flaky(restart(max = 20_000, delay = "350ms", backoff = "fixed", jitter = 0.0));
    Feed(restart = "never");
    Shop(restart = "never", depends_on(Feed));
    Once(restart(max = 1, delay = "1s", jitter = 0.0));
}

/// An event in words, and its number if it has one.
type Told = (u64, String);

/// What somebody heard, in order.
#[derive(Clone)]
struct Seen(Arc<watch::Sender<Vec<Told>>>);

impl Seen {
    fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Vec::new())))
    }

    fn note(&self, told: Told) {
        self.0.send_modify(|seen| seen.push(told));
    }

    fn all(&self) -> Vec<Told> {
        self.0.borrow().clone()
    }

    fn words(&self) -> Vec<String> {
        self.all().into_iter().map(|(_, words)| words).collect()
    }

    fn take(&self) -> Vec<String> {
        self.0.send_replace(Vec::new()).into_iter().map(|(_, words)| words).collect()
    }

    async fn until(&self, number: u64) {
        let is_there = |seen: &Vec<Told>| seen.iter().any(|(heard, _)| *heard >= number);
        drop(self.0.subscribe().wait_for(is_there).await.unwrap());
    }
}

/// Lets handlers pass once it is open.
#[derive(Clone)]
struct Gate(Arc<Semaphore>);

impl Gate {
    fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    fn opened() -> Self {
        let gate = Self::closed();
        gate.open();
        gate
    }

    async fn pass(&self) {
        self.0.acquire().await.unwrap().forget();
    }

    fn open(&self) {
        self.0.add_permits(10_000_000);
    }
}

fn because(failure: Option<&str>) -> String {
    failure.map(|message| format!(": {message}")).unwrap_or_default()
}

/// `feed#2 failed: the disk is full`
fn told(event: &AnyEvent) -> Told {
    if let Some(DaemonStarted { daemon, generation, number, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} started"));
    }
    if let Some(DaemonReady { daemon, generation, number, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} ready"));
    }
    if let Some(DaemonStopped { daemon, generation, number, status, failure, .. }) = event.downcast_ref() {
        let because = because(failure.as_ref().map(Failure::message));
        return (*number, format!("{daemon}#{generation} {status}{because}"));
    }
    if let Some(DaemonFailed { daemon, generation, number, status, failure, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} {status}: {}", failure.message()));
    }
    if let Some(DaemonRestarting { daemon, generation, number, failure, retry, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} {retry}: {}", failure.message()));
    }
    if let Some(Ping(value)) = event.downcast_ref() {
        return (0, format!("ping {value}"));
    }
    panic!("nobody publishes {event:?}")
}

/// What is to be told of `record`, as the documentation of the events says.
fn to_be_told(record: &Record) -> Option<Told> {
    let What::Moved { from, to, retry, .. } = &record.what else { return None };
    let because = because(record.cause.as_ref().map(|cause| &*cause.message));
    let what = match (from, to, retry) {
        (_, Status::Starting, _) => "started".to_owned(),
        (_, Status::Running, _) => "ready".to_owned(),
        (_, Status::Restarting, Some(retry)) => format!("{retry}{because}"),
        (Status::Stopping, Status::Waiting, _)
        | (_, Status::Stopped | Status::Completed | Status::Failed | Status::Unavailable, _) => {
            format!("{to}{because}")
        }
        _ => return None,
    };
    Some((record.number, format!("{}#{} {what}", record.daemon.as_ref()?, record.generation)))
}

fn all_to_be_told(records: &[Record]) -> Vec<Told> {
    records.iter().filter_map(to_be_told).collect()
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

/// Takes what it is told to take, and no more.
#[daemon(register = false)]
struct Choosy {
    #[resource]
    seen: Seen,
}

fn is_failure(event: &AnyEvent) -> bool {
    event.topic() == "daemon.failed"
}

#[daemon]
impl Choosy {
    fn is_second(event: &DaemonStarted) -> bool {
        event.generation == 2
    }

    fn panics(event: &DaemonReady) -> bool {
        assert!(&*event.daemon != "feed", "what a filter may do");
        false
    }

    #[subscribe(from = Feed)]
    async fn of_type(&mut self, event: &DaemonStopped) {
        self.seen.note((event.number, format!("from type: {}", event.daemon)));
    }

    #[subscribe("daemon.*", from = "shop")]
    async fn of_name(&mut self, event: &AnyEvent) {
        let (number, words) = told(event);
        self.seen.note((number, format!("from name: {words}")));
    }

    #[subscribe(filter = Self::is_second)]
    async fn filtered(&mut self, event: &DaemonStarted) {
        self.seen.note((event.number, format!("filtered: {}", event.daemon)));
    }

    #[subscribe("**", filter = is_failure, overflow = "latest")]
    async fn failures(&mut self, event: &AnyEvent) {
        let (number, words) = told(event);
        self.seen.note((number, format!("failures: {words}")));
    }

    #[subscribe(filter = Self::panics)]
    async fn let_through(&mut self, event: &DaemonReady) {
        self.seen.note((event.number, format!("let through: {}", event.daemon)));
    }
}

#[test]
fn p28_from_and_filter_choose_and_a_filter_that_panics_lets_through() {
    testing::run(async {
        let (stage, seen) = (Stage::default(), Seen::new());
        let app = App::empty().with::<Choosy>().with::<Feed>().with::<Shop>().with::<Once>();
        let app = TestApp::of(app.provide(stage.clone()).provide(seen.clone())).start().await;
        settle().await;
        assert_eq!(seen.take(), ["let through: feed", "from name: shop#1 started", "from name: shop#1 ready"]);
        stage.set("once", Script::run(Step::Fail(Duration::ZERO)));
        app.restart("once").await.unwrap();
        app.stop("feed").await.unwrap();
        advance(10 * SECOND).await;
        let expected = ["from name: shop#1 stopped", "filtered: once", "from type: feed"];
        let mut heard = seen.take();
        assert_eq!(heard.pop().unwrap(), "failures: once#3 failed: as the script says");
        heard.sort_unstable();
        let mut expected = expected.map(str::to_owned);
        expected.sort_unstable();
        assert_eq!(heard, expected);
        app.expect_failure("once");
        app.end().await;
    });
}

/// Lossy, but for what nobody may lose.
#[daemon(register = false)]
struct Sampler {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Sampler {
    #[subscribe("**", overflow = "latest")]
    async fn event(&mut self, event: &AnyEvent) {
        self.gate.pass().await;
        self.seen.note(told(event));
    }
}

#[test]
fn p28_a_lossy_pattern_loses_other_events_only_and_the_order_stands() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::new());
        let app = App::empty().with::<Sampler>().with::<Feed>().provide(Stage::default());
        let app = TestApp::of(app.provide(gate.clone()).provide(seen.clone())).start().await;
        for round in 0..3 {
            app.publish(Ping(2 * round)).await.unwrap();
            app.publish(Ping(2 * round + 1)).await.unwrap();
            app.restart("feed").await.unwrap();
            settle().await;
        }
        assert_eq!(app.status("sampler").unwrap().dropped, 5);
        gate.open();
        settle().await;
        let words = seen.words();
        assert_eq!(words[..2], ["sampler#1 started", "feed#1 started"]);
        assert_eq!(words.len(), 4 + 3 * 3 + 1);
        let place = words.iter().position(|words| words == "ping 5").unwrap();
        assert_eq!(words[place - 1], "feed#3 ready");
        assert_eq!(words[place + 1..], ["feed#3 waiting", "feed#4 started", "feed#4 ready"]);
        app.end().await;
    });
}

#[daemon(register = false)]
struct Careless;

#[daemon]
impl Careless {
    #[subscribe(overflow = "drop_oldest", keep = 8)]
    async fn failed(&mut self, _event: &DaemonFailed) {}
}

#[derive(Event)]
#[event(topic = "daemon.ready")]
struct Mine;

#[daemon(register = false)]
struct Namesake;

#[daemon]
impl Namesake {
    #[subscribe]
    async fn mine(&mut self, _event: &Mine) {}
}

#[test]
fn p28_a_lossy_subscription_is_refused_before_the_start() {
    let problems = App::empty().with::<Careless>().check().unwrap_err().problems;
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert!(
        matches!(problem, Problem::LossyLifecycle { handler: "failed", topic: "daemon.failed", .. }),
        "{problem:?}"
    );
    let text = problem.to_string();
    assert!(text.starts_with("`failed` of `careless` (tests/tests/lifecycle_events.rs:"), "{text}");
    assert!(text.ends_with("leave `overflow` out: they keep nobody waiting and take no room"), "{text}");
}

#[test]
fn p28_their_topics_are_theirs() {
    let problems = App::empty().with::<Namesake>().check().unwrap_err().problems;
    let [Problem::TopicClash { topic: "daemon.ready", types }] = problems[..] else { panic!("{problems:?}") };
    assert!(types[0].ends_with("::DaemonReady") && types[1].ends_with("::Mine"), "{types:?}");
}

/// Hears of itself, and panics when it hears a ping.
#[daemon(register = false, restart(max = 2, delay = "1s", jitter = 0.0))]
struct Mirror {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Mirror {
    #[subscribe("daemon.*")]
    async fn event(&mut self, event: &AnyEvent) {
        self.gate.pass().await;
        self.seen.note(told(event));
    }

    #[subscribe]
    async fn ping(&mut self, _ping: &Ping) {
        self.gate.pass().await;
        panic!("as the test says");
    }
}

#[test]
fn p28_of_itself_a_daemon_hears_its_starts_and_restarts_and_nothing_of_its_rest() {
    testing::run(async {
        let seen = Seen::new();
        let app = App::empty().with::<Mirror>().with::<Feed>().provide(Stage::default());
        let app = TestApp::of(app.provide(Gate::opened()).provide(seen.clone())).start().await;
        settle().await;
        assert_eq!(seen.take(), ["mirror#1 started", "feed#1 started", "mirror#1 ready", "feed#1 ready"]);
        app.publish(Ping(0)).await.unwrap();
        settle().await;
        // It hears while it is down for a moment, and has it when it is back.
        app.stop("feed").await.unwrap();
        advance(2 * SECOND).await;
        let words = seen.take();
        assert_eq!(words[0], "mirror#1 restart 1 of 2, in 1s: as the test says");
        assert_eq!(words[1..], ["feed#1 stopped", "mirror#2 started", "mirror#2 ready"]);
        app.restart("mirror").await.unwrap();
        settle().await;
        assert_eq!(seen.take(), ["mirror#2 waiting", "mirror#3 started", "mirror#3 ready"]);

        app.stop("mirror").await.unwrap();
        settle().await;
        app.start("feed").await.unwrap();
        settle().await;
        app.start("mirror").await.unwrap();
        settle().await;
        assert_eq!(seen.take(), ["mirror#4 started", "mirror#4 ready"], "at rest it heard nothing");
        app.expect_failure("mirror");
        app.end().await;
    });
}

#[test]
fn p18_a_restart_of_the_subscriber_loses_what_was_in_hand_and_no_more() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::new());
        let app = App::empty().with::<Mirror>().with::<Feed>().provide(Stage::default());
        let app = TestApp::of(app.provide(gate.clone()).provide(seen.clone())).start().await;
        settle().await;
        app.restart("feed").await.unwrap();
        settle().await;
        app.publish(Ping(0)).await.unwrap();
        app.restart("feed").await.unwrap();
        settle().await;
        // The first is in hand for good, and is cut off: of what is queued, nothing is.
        app.start_with("mirror", StartOptions::default().force(true)).await.unwrap();
        settle().await;
        gate.open();
        advance(10 * SECOND).await;
        let expected = all_to_be_told(&app.journal().records());
        assert_eq!(expected[0].1, "mirror#1 started");
        assert_eq!(seen.all(), expected[1..]);
        let lost = |record: &&Record| matches!(record.what, What::Lost { .. });
        let lost: Vec<String> = app.journal().records().iter().filter(lost).map(|lost| lost.what.to_string()).collect();
        assert_eq!(lost, ["lost 1 of `event` that were in hand", "lost 1 of `ping` that were in hand"]);
        app.expect_failure("mirror");
        app.end().await;
    });
}

/// Subscribes at run time.
#[daemon(register = false)]
struct Curious {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Curious {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        if ctx.generation() == 1 {
            ctx.subscribe_with(0_u64, Self::given)?;
        }
        Ok(())
    }

    async fn given(&mut self, count: &mut u64, event: &DaemonReady, _: &Context) {
        self.gate.pass().await;
        *count += 1;
        self.seen.note((event.number, format!("given {count}: {}#{}", event.daemon, event.generation)));
    }

    #[subscribe]
    async fn written(&mut self, event: &DaemonStarted) {
        self.gate.pass().await;
        self.seen.note((event.number, format!("written: {}#{}", event.daemon, event.generation)));
    }
}

#[test]
fn p28_subscriptions_made_at_run_time_lose_nothing_while_their_generation_lasts() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::new());
        let app = App::empty().with::<Curious>().with::<Feed>().provide(Stage::default());
        let app = TestApp::of(app.provide(gate.clone()).provide(seen.clone())).start().await;
        app.restart("feed").await.unwrap();
        settle().await;
        gate.open();
        settle().await;
        let heard = seen.take();
        assert_eq!(heard[..2], ["written: curious#1", "given 1: curious#1"]);
        assert_eq!(heard[2..], ["written: feed#2", "given 2: feed#2"]);

        // What is queued for them goes with their generation; the rest stays.
        gate.0.forget_permits(usize::MAX);
        app.restart("feed").await.unwrap();
        settle().await;
        app.start_with("curious", StartOptions::default().force(true)).await.unwrap();
        app.restart("feed").await.unwrap();
        settle().await;
        gate.open();
        settle().await;
        // `written: feed#3` was in hand.
        let mut heard = seen.take();
        heard.sort_unstable();
        assert_eq!(heard, ["written: curious#2", "written: feed#4"]);
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

/// Takes three seconds for each.
#[daemon(register = false, mailbox = 1)]
struct Slow {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Slow {
    #[subscribe]
    async fn ready(&mut self, event: &DaemonReady) {
        tokio::time::sleep(3 * SECOND).await;
        self.seen.note((event.number, format!("{}#{}", event.daemon, event.generation)));
    }

    #[subscribe]
    async fn ping(&mut self, ping: &Ping) {
        self.seen.note((0, format!("ping {}", ping.0)));
    }
}

#[test]
fn p26_who_works_through_lifecycle_events_takes_mail_and_is_not_idle() {
    testing::run(async {
        let seen = Seen::new();
        let app = App::empty().with::<Slow>().with::<Feed>().provide(Stage::default()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        for _ in 0..10 {
            app.restart("feed").await.unwrap();
            settle().await;
        }
        app.publish(Ping(0)).await.unwrap();
        // Half a minute until there is room, and a `publish_timeout` of five seconds.
        app.publish(Ping(1)).await.unwrap();
        settle().await;
        let words = seen.words();
        assert_eq!(words.len(), 14);
        assert_eq!(words[10..], ["feed#10", "feed#11", "ping 0", "ping 1"]);
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
