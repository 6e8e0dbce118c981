//! Lifecycle events and those who hear them: what a subscription chooses, and what it does not lose. p28, with p18 and p26 where
//! they touch it.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

mod told;

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, settle};
use daemon_core::{DaemonFailed, DaemonReady, DaemonStarted, DaemonStopped, Problem, Record, StartOptions, What};
use daemon_tests::{Script, Stage, Step, supervised};
use told::{Gate, Ping, Seen, all_to_be_told, told};

const SECOND: Duration = Duration::from_secs(1);

supervised! {
    Feed(restart = "never");
    Shop(restart = "never", depends_on(Feed));
    Once(restart(max = 1, delay = "1s", jitter = 0.0));
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
    assert!(text.starts_with("`failed` of `careless` (tests/tests/lifecycle_subscribers.rs:"), "{text}");
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
