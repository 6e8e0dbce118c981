//! Publishing to oneself, and circles of publishers that wait for each other. p27.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::time::Duration;

use daemon_core::Undelivered;
use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, settle};
use daemon_tests::{Gate, Seen};
use tokio::time::Instant;

#[derive(Event, Clone, Debug, PartialEq)]
struct Number(u64);

/// Sends itself two numbers for each one above zero.
#[daemon(register = false, mailbox = 4)]
struct Echo {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Echo {
    #[subscribe]
    async fn number(&mut self, number: &Number, ctx: &Context) -> Result {
        self.seen.note(number.0);
        if number.0 > 0 {
            ctx.publish(Number(number.0 - 1)).await?;
            ctx.publish(Number(number.0 - 1)).await?;
        }
        Ok(())
    }
}

#[test]
fn p27_publishing_to_oneself_never_waits_whatever_the_mailbox_holds() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Echo>().provide(seen.clone())).start().await;
        app.publish(Number(10)).await.unwrap();
        settle().await;
        app.end().await;
        assert_eq!(seen.take().len(), 2_047);
    });
}

/// Publishes to itself from a child task, which may wait: the daemon goes on meanwhile.
#[daemon(register = false, mailbox = 1)]
struct Parent {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Parent {
    #[defer("1s")]
    fn begin(&mut self, ctx: &Context) {
        let child = ctx.clone();
        ctx.spawn(async move {
            for number in 0..50 {
                child.publish(Number(number)).await?;
            }
            Ok::<_, Undelivered>(())
        });
    }

    #[subscribe]
    async fn number(&mut self, number: &Number) {
        tokio::time::sleep(Duration::from_millis(10)).await;
        self.seen.note(number.0);
    }
}

#[test]
fn p27_a_child_task_waits_for_room_like_anybody() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Parent>().provide(seen.clone())).start().await;
        advance(Duration::from_secs(1)).await;
        assert!(app.status("parent").unwrap().mailbox <= 1);
        advance(Duration::from_secs(1)).await;
        app.end().await;
        let expected: Vec<String> = (0..50).map(|number: u64| number.to_string()).collect();
        assert_eq!(seen.take(), expected);
    });
}

/// Publishes once to the daemon after it, which is full.
macro_rules! link {
    ($name:ident, $hears:ident, $tells:ident) => {
        #[derive(Event)]
        struct $hears(u32);

        #[daemon(register = false, mailbox = 1)]
        struct $name {
            #[resource]
            seen: Seen,
            #[resource]
            gate: Gate,
        }

        #[daemon]
        impl $name {
            #[subscribe]
            async fn hear(&mut self, event: &$hears, ctx: &Context) {
                if event.0 == 0 {
                    self.gate.pass().await;
                    if let Err(error) = ctx.publish($tells(1)).await {
                        self.seen.note(error);
                    }
                }
            }
        }
    };
}

link!(LinkA, ToA, ToB);
link!(LinkB, ToB, ToC);
link!(LinkC, ToC, ToA);

link!(Left, ToLeft, ToRight);
link!(Right, ToRight, ToLeft);

#[test]
fn p27_a_circle_of_two_is_refused_at_the_call_that_closes_it() {
    testing::run(async {
        let (seen, gate) = (Seen::default(), Gate::closed());
        let app = App::empty().with::<Left>().with::<Right>().provide(seen.clone()).provide(gate.clone());
        let app = TestApp::of(app).start().await;
        for _ in 0..2 {
            app.publish(ToLeft(0)).await.unwrap();
            app.publish(ToRight(0)).await.unwrap();
            settle().await;
        }
        let before = Instant::now();
        gate.open(1);
        settle().await;
        // The first waits, and is shown with whom it waits for.
        assert_eq!(app.status("left").unwrap().waiting_for, ["right"]);
        assert!(seen.take().is_empty());
        gate.open(1);
        settle().await;
        assert_eq!(before.elapsed(), Duration::ZERO);
        let told = seen.take();
        let [told] = &told[..] else { panic!("one is refused: {told:?}") };
        assert!(told.ends_with("; waiting would close the circle left → right → left"), "{told}");
        assert!(app.status("left").unwrap().waiting_for.is_empty());
        gate.open(100);
        app.end().await;
    });
}

#[test]
fn p27_a_circle_of_three_is_named_whole_and_the_others_go_on() {
    testing::run(async {
        let (seen, gate) = (Seen::default(), Gate::closed());
        let app = App::empty().with::<LinkA>().with::<LinkB>().with::<LinkC>();
        let app = TestApp::of(app.provide(seen.clone()).provide(gate.clone())).start().await;
        // Each is in its handler, and has a full mailbox.
        for _ in 0..2 {
            app.publish(ToA(0)).await.unwrap();
            app.publish(ToB(0)).await.unwrap();
            app.publish(ToC(0)).await.unwrap();
            settle().await;
        }
        let before = Instant::now();
        gate.open(3);
        settle().await;
        assert_eq!(before.elapsed(), Duration::ZERO);
        let told = seen.take();
        let [told] = &told[..] else { panic!("one is refused: {told:?}") };
        assert!(told.contains("waiting would close the circle link-a → link-b → link-c → link-a"), "{told}");
        gate.open(100);
        app.end().await;
    });
}
