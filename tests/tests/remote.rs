//! Messages by name, with JSON. And who sent what a handler has in hand.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, settle};
use daemon_core::{AnyEvent, AskError, DaemonReady, Handle, Priority, SendError, System};
use daemon_tests::{Gate, Seen};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Entry {
    by: String,
    amount: u64,
}

/// Neither a number nor a text.
#[derive(Debug)]
struct Overdrawn(u64);

impl fmt::Display for Overdrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} too much", self.0)
    }
}

#[derive(Event)]
struct Paid;

#[daemon(register = false, ask_timeout = "3s")]
struct Till {
    #[resource]
    seen: Seen,
    #[resource]
    gate: Gate,
    sum: u64,
}

#[daemon]
impl Till {
    /// Puts an entry in.
    #[message(remote)]
    fn put(&mut self, entry: Entry, note: Option<String>, ctx: &Context) -> Value {
        self.sum += entry.amount;
        json!({ "sum": self.sum, "note": note, "sender": ctx.sender() })
    }

    #[message(remote, priority = "high")]
    fn take(&mut self, amount: u64) -> Result<u64, Overdrawn> {
        self.sum = self.sum.checked_sub(amount).ok_or_else(|| Overdrawn(amount - self.sum))?;
        Ok(self.sum)
    }

    #[message(remote)]
    fn sum(&self) -> u64 {
        self.sum
    }

    #[message(remote)]
    async fn hold(&mut self) {
        self.gate.pass().await;
    }

    #[message(remote)]
    async fn slow(&mut self) {
        tokio::time::sleep(2 * SECOND).await;
    }

    #[message(remote)]
    fn burst(&mut self) {
        panic!("burst");
    }

    /// JSON has no keys that are lists.
    #[message(remote)]
    fn unwritable(&self) -> std::collections::HashMap<Vec<u8>, u8> {
        [(vec![1], 1)].into()
    }

    #[message]
    fn secret(&self) -> u64 {
        7
    }

    #[message(remote)]
    async fn of_itself(&mut self, ctx: &Context) -> Result<u64, String> {
        ctx.send("till", "sum", Value::Null).await.map(|_| 0).map_err(|error| error.to_string())
    }

    #[subscribe]
    fn paid(&mut self, _: &Paid, ctx: &Context) {
        self.seen.note(format!("paid by {}", ctx.sender().unwrap_or("nobody")));
    }
}

/// Speaks to the till.
#[daemon(register = false, depends_on(Till))]
struct Guest;

#[daemon]
impl Guest {
    #[message]
    async fn pay(&mut self, ctx: &Context) -> Result<Value> {
        ctx.publish(Paid).await?;
        let entry = Entry { by: "guest".into(), amount: 1 };
        Ok(ctx.daemon::<Till>().put(entry, None).await?)
    }

    #[message]
    async fn by_name(&mut self, ctx: &Context) -> Result<String> {
        let response = ctx.send("till", "sum", "").await?;
        Ok(format!("{}: {:?}", response.sender.unwrap_or_default(), response.result))
    }
}

async fn shop() -> (RunningApp, Seen, Gate) {
    let (seen, gate) = (Seen::default(), Gate::closed());
    let app = App::empty().with::<Till>().with::<Guest>().provide(seen.clone()).provide(gate.clone());
    (TestApp::of(app).start().await, seen, gate)
}

#[test]
fn a_message_is_sent_by_name_with_its_arguments_by_name_or_in_order() -> Result {
    testing::run(async {
        let (app, ..) = shop().await;
        let entry = json!({ "by": "ada", "amount": 5 });
        let response = app.send("till", "put", json!({ "entry": entry, "note": "x" })).sender("operator").await?;
        assert_eq!(response.result, Ok(json!({ "sum": 5, "note": "x", "sender": null })));
        assert_eq!((response.daemon.as_str(), response.message), ("till", "put"));
        assert_eq!((response.sender.as_deref(), response.priority), (Some("operator"), Priority::Normal));
        let response = app.send("till", "put", json!([entry, null])).await?;
        assert_eq!(response.result, Ok(json!({ "sum": 10, "note": null, "sender": null })));
        let later = app.send("till", "take", "3").await?;
        assert_eq!((later.result, later.priority), (Ok(json!(7)), Priority::High));
        assert!(later.id > response.id, "{} after {}", later.id, response.id);
        assert_eq!(app.send("till", "sum", "").await?.result, Ok(json!(7)));
        assert_eq!(app.send("till", "sum", "{}").priority(Priority::Low).await?.priority, Priority::Low);
        app.end().await;
        Ok(())
    })
}

#[test]
fn an_error_of_the_handler_is_in_the_response_and_the_response_is_json_itself() -> Result {
    testing::run(async {
        let (app, ..) = shop().await;
        let response = app.send("till", "take", json!({ "amount": 9 })).await?;
        assert_eq!(response.result, Err("9 too much".to_owned()));
        let written = serde_json::to_value(&response)?;
        assert_eq!((&written["success"], &written["data"]), (&json!(false), &Value::Null));
        assert_eq!((&written["error"], &written["priority"]), (&json!("9 too much"), &json!("high")));
        let written = serde_json::to_value(app.send("till", "sum", "").await?)?;
        assert_eq!((&written["success"], &written["data"], &written["error"]), (&json!(true), &json!(0), &Value::Null));
        app.end().await;
        Ok(())
    })
}

#[test]
fn p43_a_response_says_how_long_it_waited_and_how_long_it_took() -> Result {
    testing::run(async {
        let (app, ..) = shop().await;
        // The first is begun with before the second is sent.
        let (first, second) = tokio::join!(app.send("till", "slow", "").into_future(), async {
            advance(SECOND / 2).await;
            tokio::join!(app.send("till", "sum", "").into_future(), advance(2 * SECOND)).0
        });
        let (first, second) = (first?, second?);
        assert_eq!((first.waited, first.processing_time), (Duration::ZERO, 2 * SECOND));
        assert_eq!((second.waited, second.processing_time), (SECOND * 3 / 2, Duration::ZERO));
        app.end().await;
        Ok(())
    })
}

#[test]
fn p41_what_is_wrong_is_said_with_the_nearest_name_and_nothing_is_sent() -> Result {
    testing::run(async {
        let (app, ..) = shop().await;
        let error = async |daemon, message, arguments: &str| {
            app.send(daemon, message, arguments).await.unwrap_err().to_string()
        };
        assert_eq!(error("til", "sum", "").await, "there is no daemon `til`; did you mean `till`?");
        assert_eq!(error("till", "sun", "").await, "till has no message `sun`; did you mean `sum`?");
        assert_eq!(
            error("till", "xyzzyx", "").await,
            "till has no message `xyzzyx`; it has `put`, `take`, `sum`, `hold`, `slow`, `burst`, `unwritable`, `of_itself`"
        );
        assert_eq!(
            error("guest", "xyzzyx", "").await,
            "guest has no message `xyzzyx`, nor any other that can be sent by name"
        );
        assert_eq!(
            error("till", "secret", "").await,
            "`secret` of till cannot be sent by name: write `#[message(remote)]` above it"
        );
        assert!(
            error("till", "take", "{").await.starts_with("`take` of till was not asked: the arguments are not JSON (")
        );
        assert_eq!(
            error("till", "take", "\"a lot\"").await,
            "`take` of till was not asked: `amount`: invalid type: string \"a lot\", expected u64; it takes {\"amount\": …}"
        );
        assert_eq!(
            error("till", "put", "{\"note\": \"x\"}").await,
            "`put` of till was not asked: `entry` is missing; it takes {\"entry\": …, \"note\": …}"
        );
        assert_eq!(
            error("till", "put", "{\"entry\": {\"by\": \"x\"}}").await,
            "`put` of till was not asked: `entry`: missing field `amount`; it takes {\"entry\": …, \"note\": …}"
        );
        assert!(error("till", "sum", "7").await.ends_with("; it takes no arguments"));
        assert!(error("till", "unwritable", "").await.contains("cannot be written as JSON"));
        assert_eq!(app.send("till", "sum", "").await?.result, Ok(json!(0)));
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_a_message_by_name_ends_as_any_other() -> Result {
    testing::run(async {
        let (app, _, gate) = shop().await;
        let ask = |error| match error {
            SendError::Unanswered(error) => error,
            other => panic!("{other}"),
        };
        let died = ask(app.send("till", "burst", "").await.unwrap_err());
        assert!(matches!(died, AskError::Died { .. }), "{died}");
        app.wait_for("till", daemon_core::Status::Running).await?;
        app.expect_failure("till");
        let circle = app.send("till", "of_itself", "").await?.result.unwrap_err();
        assert!(circle.contains("till → till"), "{circle}");
        let held = ask(app.send("till", "hold", "").timeout(SECOND).await.unwrap_err());
        assert!(matches!(held, AskError::Timeout { after: SECOND, .. }), "{held}");
        gate.open(9);
        app.stop("guest").await?;
        app.stop("till").await?;
        app.wait_for("till", daemon_core::Status::Stopped).await?;
        let down = ask(app.send("till", "sum", "").await.unwrap_err());
        assert!(matches!(down, AskError::NotRunning { .. }), "{down}");
        app.end().await;
        Ok(())
    })
}

/// Puts one in by name, in a task of its own; by the sum that it is told, it is known when its turn was.
#[expect(clippy::disallowed_methods, reason = "who sends is no daemon")]
async fn putting(app: &RunningApp, priority: Priority) -> tokio::task::JoinHandle<Result<Value, String>> {
    let system = System::clone(app);
    let putting = tokio::spawn(async move {
        let arguments = json!([{ "by": "ada", "amount": 1 }, null]);
        let response = system.send("till", "put", arguments).priority(priority).timeout(60 * SECOND).await;
        response.map_err(|error| error.to_string())?.result.map(|put| put["sum"].clone())
    });
    settle().await;
    putting
}

#[test]
fn p35_by_name_what_is_of_higher_priority_begins_first() -> Result {
    testing::run(async {
        let (app, _, gate) = shop().await;
        app.daemon::<Till>().hold().tell().await?;
        settle().await;
        let mut putting_in = Vec::new();
        for priority in [Priority::Low, Priority::Normal, Priority::High, Priority::Critical] {
            putting_in.push(putting(&app, priority).await);
        }
        gate.open(1);
        for (putting, turn) in putting_in.into_iter().zip([4, 3, 2, 1]) {
            assert_eq!(putting.await?, Ok(json!(turn)));
        }
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_what_is_sent_by_name_and_given_up_is_not_begun() -> Result {
    testing::run(async {
        let (app, _, gate) = shop().await;
        let sending = || app.send("till", "put", json!([{ "by": "ada", "amount": 1 }, null]));
        // Nothing is sent before it is awaited.
        drop(sending());
        drop(sending().into_future());
        assert_eq!(app.metrics().daemon("till").unwrap().messages_in, 0);
        app.daemon::<Till>().hold().tell().await?;
        settle().await;
        {
            let mut sending = sending().into_future();
            assert!((&mut sending).now_or_never().is_none());
            assert_eq!(app.metrics().daemon("till").unwrap().messages_in, 2);
        }
        gate.open(1);
        settle().await;
        assert_eq!(app.send("till", "sum", "").await?.result, Ok(json!(0)));
        assert_eq!(app.metrics().daemon("till").unwrap().left_out.expired, 1);
        app.end().await;
        Ok(())
    })
}

#[test]
fn p18_what_is_sent_by_name_and_queued_waits_for_the_next_generation() -> Result {
    testing::run(async {
        let (app, ..) = shop().await;
        let system = System::clone(&app);
        #[expect(clippy::disallowed_methods, reason = "who sends is no daemon")]
        let holding = tokio::spawn(async move { system.send("till", "hold", "").timeout(60 * SECOND).await });
        settle().await;
        let putting = putting(&app, Priority::Normal).await;
        app.restart("till").await?;
        // In hand is lost, queued is not.
        let Err(SendError::Unanswered(AskError::Died { .. })) = holding.await? else { panic!("it was in hand") };
        assert_eq!(putting.await?, Ok(json!(1)));
        assert_eq!(app.status("till")?.generation, 2);
        app.end().await;
        Ok(())
    })
}

#[test]
fn a_handler_knows_who_sent_what_it_has_in_hand() -> Result {
    testing::run(async {
        let (app, seen, _) = shop().await;
        let guest: Handle<Guest> = app.daemon::<Guest>();
        assert_eq!(guest.pay().await?, json!({ "sum": 1, "note": null, "sender": "guest" }));
        assert_eq!(seen.take(), ["paid by guest"]);
        app.publish(Paid).await?;
        settle().await;
        assert_eq!(seen.take(), ["paid by nobody"]);
        assert_eq!(guest.by_name().await?, "guest: Ok(Number(1))");
        app.end().await;
        Ok(())
    })
}

/// Hears of all senders beside each other.
#[daemon(register = false)]
struct Ears {
    #[resource]
    seen: Seen,
    #[resource]
    gate: Gate,
}

#[daemon]
impl Ears {
    #[subscribe(concurrent = 4)]
    async fn paid(&self, _: &Paid, ctx: &Context) {
        let before = ctx.sender().map(str::to_owned);
        self.gate.pass().await;
        // Others have begun and been polled meanwhile.
        assert_eq!(before.as_deref(), ctx.sender());
        self.seen.note(before.unwrap_or_default());
    }

    #[subscribe("daemon.ready")]
    fn ready(&mut self, event: &AnyEvent, ctx: &Context) {
        let ready = event.downcast_ref::<DaemonReady>().expect("only these have the topic");
        self.seen.note(format!("{} by {:?}", ready.daemon, ctx.sender()));
    }

    #[interval("1h", immediate)]
    fn tick(&mut self, ctx: &Context) {
        self.seen.note(format!("a tick by {:?}", ctx.sender()));
    }
}

#[daemon(register = false, depends_on(Ears))]
struct Mouth;

#[daemon]
impl Mouth {
    #[message]
    async fn pay(&mut self, ctx: &Context) -> Result {
        Ok(ctx.publish(Paid).await?)
    }
}

#[test]
fn beside_each_other_each_handler_has_its_own_sender() -> Result {
    testing::run(async {
        let (seen, gate) = (Seen::default(), Gate::closed());
        let app = App::empty().with::<Ears>().with_named::<Mouth>("left").with_named::<Mouth>("right");
        let app = TestApp::of(app.provide(seen.clone()).provide(gate.clone())).start().await;
        settle().await;
        let mut begun = seen.take();
        begun.sort();
        assert_eq!(
            begun,
            ["a tick by None", "ears by Some(\"ears\")", "left by Some(\"left\")", "right by Some(\"right\")"]
        );
        app.daemon_named::<Mouth>("left")?.pay().await?;
        app.publish(Paid).await?;
        app.daemon_named::<Mouth>("right")?.pay().await?;
        settle().await;
        gate.open(9);
        settle().await;
        let mut heard = seen.take();
        heard.sort();
        assert_eq!(heard, ["", "left", "right"]);
        app.end().await;
        Ok(())
    })
}
