//! Handlers given at run time: names, order, lanes, and that they go with their generation. p10, p13, p25, p31.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, assert_no_leaks, settle};
use daemon_core::{HandlerError, Status, What};
use tokio::sync::Semaphore;

#[derive(Event)]
struct Order(&'static str, u64);

#[derive(Event)]
struct Number(u64);

/// What happened, in order.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, what: impl ToString) {
        self.0.lock().unwrap().push(what.to_string());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Does what it is told by events.
#[daemon(register = false)]
struct Flexible {
    #[resource]
    seen: Seen,
    ticks: u64,
}

#[daemon]
impl Flexible {
    #[interval("10s")]
    fn written(&mut self) {
        self.seen.note("written");
    }

    #[subscribe]
    async fn order(&mut self, order: &Order, ctx: &Context) -> Result {
        match order.0 {
            "set" => ctx.set_interval("given", SECOND * u32::try_from(order.1)?, Self::tick)?,
            "replace" => ctx.set_interval("written", SECOND, Self::tick)?,
            "clear" => {
                let there = (ctx.clear_interval("given"), ctx.clear_interval("given"), ctx.clear_interval("written"));
                self.seen.note(format!("{there:?}"));
            }
            "hear" => ctx.subscribe(Self::number)?,
            "hear-with" => ctx.subscribe_with(
                Vec::new(),
                async |this: &mut Self, all: &mut Vec<u64>, number: &Number, _: &Context| {
                    all.push(number.0);
                    this.seen.note(format!("{all:?}"));
                },
            )?,
            "defer" => {
                ctx.defer(SECOND * 3, async |this: &mut Self, ctx: &Context| {
                    this.seen.note(format!("deferred in {}", ctx.name()));
                })?;
                ctx.defer_with(SECOND, "state", async |this: &mut Self, state: &mut &str, _: &Context| {
                    this.seen.note(*state);
                    Err::<(), BoxError>("and it fails".into())
                })?;
            }
            "hang" => std::future::pending().await,
            "count" => ctx.set_interval_with("count", SECOND, 10_u64, Self::count)?,
            "wrong" => {
                let other = async |_: &mut Fixed, _: &Context| {};
                self.seen.note(ctx.set_interval("other", SECOND, other).unwrap_err());
                self.seen.note(ctx.set_interval("zero", Duration::ZERO, Self::tick).unwrap_err());
                self.seen.note(ctx.set_interval("Not Kebab", SECOND, Self::tick).unwrap_err());
            }
            other => panic!("{other}"),
        }
        Ok(())
    }

    async fn tick(&mut self, _ctx: &Context) {
        self.ticks += 1;
        self.seen.note(format!("tick {}", self.ticks));
    }

    async fn count(&mut self, state: &mut u64, ctx: &Context) -> Result {
        *state += 1;
        self.seen.note(*state);
        if *state == 12 && !ctx.clear_interval("count") {
            return Err("it was there".into());
        }
        Ok(())
    }

    async fn number(&mut self, number: &Number, _ctx: &Context) {
        tokio::time::sleep(Duration::from_millis(10)).await;
        self.seen.note(format!("number {}", number.0));
    }
}

async fn flexible() -> (RunningApp, Seen) {
    let seen = Seen::default();
    let app = TestApp::of(App::empty().with::<Flexible>().provide(seen.clone())).start().await;
    (app, seen)
}

async fn order(app: &RunningApp, what: &'static str, number: u64) {
    app.publish(Order(what, number)).await.unwrap();
    settle().await;
}

#[test]
fn p31_setting_a_live_name_again_replaces_it_and_clearing_says_whether_it_was_there() {
    testing::run(async {
        let (app, seen) = flexible().await;
        order(&app, "set", 2).await;
        advance(SECOND * 5).await;
        assert_eq!(seen.take(), ["tick 1", "tick 2"]);
        order(&app, "set", 3).await;
        assert_eq!(app.status("flexible").unwrap().timers.len(), 2);
        advance(SECOND * 4).await;
        assert_eq!(seen.take(), ["tick 3"]);
        order(&app, "clear", 0).await;
        assert_eq!(seen.take(), ["(true, false, true)"]);
        advance(SECOND * 60).await;
        assert!(seen.take().is_empty());
        // A name that was cleared may be set again, also one of an attribute.
        order(&app, "replace", 0).await;
        advance(SECOND * 2).await;
        assert_eq!(seen.take(), ["tick 4", "tick 5"]);
        app.end().await;
    });
}

#[test]
fn p31_a_given_interval_takes_the_place_of_a_written_one_until_the_next_generation() {
    testing::run(async {
        let (app, seen) = flexible().await;
        order(&app, "replace", 0).await;
        advance(SECOND * 11).await;
        assert_eq!(seen.take().len(), 11);
        app.restart("flexible").await.unwrap();
        app.wait_for("flexible", Status::Running).await.unwrap();
        advance(SECOND * 10).await;
        assert_eq!(seen.take(), ["written"]);
        app.end().await;
    });
}

#[test]
fn p31_a_given_handler_may_clear_itself_and_keeps_its_state() {
    testing::run(async {
        let (app, seen) = flexible().await;
        order(&app, "count", 0).await;
        advance(SECOND * 9).await;
        assert_eq!(seen.take(), ["11", "12"]);
        assert_eq!(app.status("flexible").unwrap().errors, 0);
        app.end().await;
    });
}

#[test]
fn p25_given_and_written_handlers_share_one_order() {
    testing::run(async {
        let (app, seen) = flexible().await;
        order(&app, "hear", 0).await;
        order(&app, "hear-with", 0).await;
        for number in 1..=3 {
            app.publish(Number(number)).await.unwrap();
        }
        app.publish(Order("set", 100)).await.unwrap();
        advance(SECOND).await;
        assert_eq!(seen.take(), ["number 1", "[1]", "number 2", "[1, 2]", "number 3", "[1, 2, 3]"]);
        app.end().await;
    });
}

#[test]
fn p31_deferred_calls_run_once_their_errors_are_counted_and_a_stop_cancels_them() {
    testing::run(async {
        let (app, seen) = flexible().await;
        order(&app, "defer", 0).await;
        advance(SECOND * 20).await;
        assert_eq!(seen.take(), ["state", "deferred in flexible", "written", "written"]);
        assert_eq!(app.status("flexible").unwrap().errors, 1);
        order(&app, "defer", 0).await;
        advance(SECOND).await;
        app.stop("flexible").await.unwrap();
        app.wait_for("flexible", Status::Stopped).await.unwrap();
        advance(SECOND * 20).await;
        assert_eq!(seen.take(), ["state"]);
        assert_no_leaks(&app);
        app.end().await;
    });
}

#[test]
fn p13_what_was_given_goes_with_its_generation_and_what_is_queued_for_it_too() {
    testing::run(async {
        let (app, seen) = flexible().await;
        for round in 0..500 {
            order(&app, "hear", 0).await;
            order(&app, "set", 7).await;
            app.publish(Number(round)).await.unwrap();
            app.publish(Number(round)).await.unwrap();
            app.restart("flexible").await.unwrap();
            app.wait_for("flexible", Status::Running).await.unwrap();
            app.publish(Number(round)).await.unwrap();
            settle().await;
        }
        // Of each round at most the one that had begun before the restart.
        assert!(seen.take().len() <= 500);
        assert_eq!(app.status("flexible").unwrap().mailbox, 0);
        app.stop("flexible").await.unwrap();
        app.wait_for("flexible", Status::Stopped).await.unwrap();
        assert_no_leaks(&app);
        app.end().await;
    });
}

#[test]
fn p10_mail_for_given_handlers_that_is_thrown_away_is_in_the_report_and_in_the_journal() {
    testing::run(async {
        let (app, _) = flexible().await;
        let lost = |app: &RunningApp| {
            let records = app.journal().records().into_iter();
            let lost = records.filter_map(|record| match record.what {
                What::Lost { handler, count, in_hand: false, .. } => Some(format!("{count} for {handler}")),
                _ => None,
            });
            lost.collect::<Vec<_>>()
        };
        // A restart does not drain, and the next generation has no such handler.
        order(&app, "hear", 0).await;
        for number in 0..4 {
            app.publish(Number(number)).await.unwrap();
        }
        app.restart("flexible").await.unwrap();
        app.wait_for("flexible", Status::Running).await.unwrap();
        assert_eq!(lost(&app), ["4 for a handler given at run time"]);
        // Nor does a stop whose time is up.
        order(&app, "hear", 0).await;
        app.publish(Order("hang", 0)).await.unwrap();
        for number in 0..3 {
            app.publish(Number(number)).await.unwrap();
        }
        settle().await;
        let report = app.shutdown().await;
        assert_eq!(report.daemons[0].cleaned.undrained[0].count, 3);
        assert_eq!(report.daemons[0].cleaned.undrained[0].handler, "a handler given at run time");
        assert_eq!(lost(&app), ["4 for a handler given at run time", "3 for a handler given at run time"]);
        let left_out = app.metrics().daemon("flexible").unwrap().left_out;
        assert_eq!(left_out.lost, 4 + 3 + 1, "and what was in hand");
    });
}

#[test]
fn the_status_counts_live_subscriptions_written_and_given() {
    testing::run(async {
        let (app, _) = flexible().await;
        let live = || app.status("flexible").unwrap().subscriptions;
        assert_eq!(live(), 1);
        order(&app, "hear", 0).await;
        order(&app, "hear-with", 0).await;
        assert_eq!(live(), 3);
        app.restart("flexible").await.unwrap();
        app.wait_for("flexible", Status::Running).await.unwrap();
        assert_eq!(live(), 1, "what was given went with its generation");
        app.stop("flexible").await.unwrap();
        app.wait_for("flexible", Status::Stopped).await.unwrap();
        assert_eq!(live(), 0);
        app.end().await;
    });
}

#[test]
fn p31_a_replaced_interval_is_listed_once_and_its_counters_go_on() {
    testing::run(async {
        let (app, _) = flexible().await;
        let timers = || {
            let timers = app.status("flexible").unwrap().timers.into_iter();
            timers.map(|timer| (timer.name, timer.fired, timer.next)).collect::<Vec<_>>()
        };
        advance(SECOND * 10).await;
        order(&app, "replace", 0).await;
        advance(SECOND * 3).await;
        assert_eq!(timers(), [("written".to_owned(), 4, Some(SECOND))]);
        order(&app, "clear", 0).await;
        assert_eq!(timers(), [("written".to_owned(), 4, None)]);
        app.end().await;
    });
}

/// Decides about its timers before they are set.
#[daemon(register = false)]
struct Choosy {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Choosy {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        self.seen.note(ctx.clear_interval("unwanted"));
        self.seen.note(ctx.clear_interval("unheard-of"));
        ctx.set_interval("changed", SECOND, Self::quickly)?;
        let refused = ctx.set_interval("later", SECOND, Self::quickly).unwrap_err();
        self.seen.note(refused);
        Ok(())
    }

    #[interval("1s", immediate)]
    fn unwanted(&mut self) {
        self.seen.note("unwanted");
    }

    #[interval("5s", immediate)]
    fn changed(&mut self) {
        self.seen.note("changed");
    }

    #[defer("1m")]
    fn later(&mut self) {}

    async fn quickly(&mut self, _ctx: &Context) {
        self.seen.note("quickly");
    }
}

#[test]
fn p31_intervals_of_attributes_can_be_cleared_and_replaced_in_init() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Choosy>().provide(seen.clone())).start().await;
        let refused = "`later` cannot be set: its name is that of a `#[defer]`";
        assert_eq!(seen.take(), ["true", "false", refused]);
        advance(SECOND * 2).await;
        assert_eq!(seen.take(), ["quickly", "quickly"]);
        app.end().await;
    });
}

/// Says what it hears, and hears numbers through a handler that it gives itself.
#[daemon(register = false)]
struct Kept {
    #[resource]
    seen: Seen,
    #[resource]
    gate: Gate,
}

#[derive(Clone)]
struct Gate(Arc<Semaphore>);

#[daemon]
impl Kept {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        Ok(ctx.subscribe(async |this: &mut Self, number: &Number, _: &Context| this.seen.note(number.0))?)
    }

    #[subscribe(filter = is_kept)]
    async fn kept(&mut self, order: &Order) {
        self.gate.0.acquire().await.unwrap().forget();
        self.seen.note(format!("kept {}", order.1));
    }

    #[subscribe(overflow = "drop_oldest", keep = 8, filter = is_lossy)]
    async fn lossy(&mut self, order: &Order) {
        self.seen.note(format!("lossy {}", order.1));
    }
}

fn is_kept(order: &Order) -> bool {
    order.0 == "kept"
}

fn is_lossy(order: &Order) -> bool {
    order.0 == "lossy"
}

#[test]
fn p25_order_stands_when_what_is_queued_for_given_handlers_goes_with_their_generation() {
    testing::run(async {
        let (seen, gate) = (Seen::default(), Gate(Arc::new(Semaphore::new(0))));
        let app = App::empty().with::<Kept>().provide(seen.clone()).provide(gate.clone());
        let app = TestApp::of(app).start().await;
        app.publish(Order("kept", 0)).await.unwrap();
        settle().await;
        for number in 1..=4 {
            app.publish(Number(number)).await.unwrap();
            app.publish(Order("kept", number)).await.unwrap();
            app.publish(Order("lossy", number)).await.unwrap();
            app.publish(Number(number)).await.unwrap();
        }
        gate.0.add_permits(1);
        app.restart("kept").await.unwrap();
        app.wait_for("kept", Status::Running).await.unwrap();
        app.publish(Order("lossy", 5)).await.unwrap();
        app.publish(Number(6)).await.unwrap();
        gate.0.add_permits(100);
        settle().await;
        let order = [
            "kept 0", "kept 1", "lossy 1", "kept 2", "lossy 2", "kept 3", "lossy 3", "kept 4", "lossy 4", "lossy 5",
            "6",
        ];
        assert_eq!(seen.take(), order);
        app.end().await;
    });
}

/// Has `#[run]`, which is all that it does.
#[daemon(register = false)]
struct Fixed {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Fixed {
    #[run]
    async fn run(&mut self, ctx: &Context) {
        let refused = ctx.defer(SECOND, async |_: &mut Self, _: &Context| {}).unwrap_err();
        self.seen.note(&refused);
        assert_eq!(refused, HandlerError::HasRun { daemon: "fixed".to_owned() });
        ctx.cancelled().await;
    }
}

#[test]
fn what_cannot_be_taken_is_refused_with_a_reason() {
    testing::run(async {
        let (app, seen) = flexible().await;
        order(&app, "wrong", 0).await;
        let told = seen.take();
        assert_eq!(told[0], "the handler takes another daemon than `flexible`: give it a method of its own type");
        assert_eq!(told[1], "`zero` cannot be set: its period must be above zero");
        assert!(told[2].starts_with("`Not Kebab` cannot be set: "), "{told:?}");
        app.end().await;
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Fixed>().provide(seen.clone())).start().await;
        settle().await;
        assert!(seen.take()[0].contains("it takes no handlers at run time"));
        app.end().await;
    });
}
