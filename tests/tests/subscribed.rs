//! From when a daemon is subscribed, and that readiness needs no room. p28, p29.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, settle};
use daemon_tests::{Gate, Seen};

#[derive(Event, Clone, Debug, PartialEq)]
struct Number(u64);

/// Listens to the other's readiness, with no room in its mailbox.
#[daemon(register = false, mailbox = 1, name = "listener")]
struct Listener {
    #[resource]
    seen: Seen,
    #[resource]
    gate: Gate,
}

#[daemon]
impl Listener {
    #[subscribe]
    async fn number(&mut self, number: &Number) {
        self.gate.pass().await;
        self.seen.note(number.0);
    }

    #[on_ready("source")]
    fn source_is_ready(&mut self) {
        self.seen.note("ready");
    }
}

#[daemon(register = false)]
struct Source;

#[daemon]
impl Source {}

#[test]
fn p28_readiness_needs_no_room_and_is_never_dropped() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Listener>().with_named::<Source>("source");
        let app = TestApp::of(app.provide(gate.clone()).provide(seen.clone())).start().await;
        settle().await;
        assert_eq!(seen.take(), ["ready"]);
        app.publish(Number(1)).await.unwrap();
        settle().await;
        app.publish(Number(2)).await.unwrap();
        app.try_publish(Number(3)).unwrap_err();
        app.restart("source").await.unwrap();
        app.wait_for("source", Status::Running).await.unwrap();
        gate.open(10);
        settle().await;
        // It comes before what is queued.
        assert_eq!(seen.take(), ["1", "ready", "2"]);
        app.end().await;
    });
}

/// Takes a second to start, and publishes to itself while it does.
#[daemon(register = false)]
struct Early {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Early {
    #[init]
    async fn init(&mut self, ctx: &Context) -> Result {
        ctx.publish(Number(1)).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(())
    }

    #[subscribe]
    fn number(&mut self, number: &Number) {
        self.seen.note(number.0);
    }
}

#[test]
fn p29_a_daemon_is_subscribed_from_the_moment_its_init_begins() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Early>().provide(seen.clone()));
        let starting = tokio::spawn(app.start());
        advance(Duration::from_millis(500)).await;
        assert!(!starting.is_finished());
        let app = starting.await.unwrap();
        app.publish(Number(2)).await.unwrap();
        app.end().await;
        assert_eq!(seen.take(), ["1", "2"]);
    });
}

/// Says what it hears, slowly.
#[daemon(register = false)]
struct Hearer {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Hearer {
    #[subscribe]
    async fn number(&mut self, number: &Number, ctx: &Context) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.seen.note(format!("{} in {}", number.0, ctx.generation()));
    }
}

#[test]
fn p29_who_is_told_to_start_while_it_stops_is_subscribed_from_its_next_init() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Hearer>().provide(seen.clone())).start().await;
        app.publish(Number(1)).await.unwrap();
        app.publish(Number(2)).await.unwrap();
        settle().await;
        app.stop("hearer").await.unwrap();
        // The stop has ended its subscriptions, and the start comes after it.
        app.start("hearer").await.unwrap();
        assert_eq!(app.status("hearer").unwrap().status, Status::Stopping);
        app.publish(Number(3)).await.unwrap();
        app.wait_for("hearer", Status::Starting).await.unwrap();
        app.publish(Number(4)).await.unwrap();
        advance(Duration::from_secs(1)).await;
        assert_eq!(seen.take(), ["1 in 1", "2 in 1", "4 in 2"]);
        app.end().await;
    });
}

#[test]
fn p29_who_is_told_to_restart_stays_subscribed() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Hearer>().provide(seen.clone())).start().await;
        for number in 1..=2 {
            app.publish(Number(number)).await.unwrap();
        }
        settle().await;
        app.restart("hearer").await.unwrap();
        assert_eq!(app.status("hearer").unwrap().status, Status::Stopping);
        app.publish(Number(3)).await.unwrap();
        advance(Duration::from_secs(3)).await;
        assert_eq!(seen.take(), ["1 in 1", "2 in 2", "3 in 2"]);
        app.end().await;
    });
}
