//! Asking and telling.

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance};
use daemon_core::{AskError, Handle, Priority, Status};
use daemon_tests::{Gate, Seen};
use tokio::time::Instant;

/// Does what it is asked, and keeps what it did.
#[daemon(
    register = false,
    restart("on_failure", delay = "1s", jitter = 0.0),
    mailbox(capacity = 8, publish_timeout = "1s")
)]
struct Ledger {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
    sum: u64,
}

#[daemon]
impl Ledger {
    /// Adds `more`, and says how much there is.
    #[message]
    fn add(&mut self, more: u64) -> u64 {
        self.seen.note(more);
        self.sum += more;
        self.sum
    }

    #[message]
    fn divide(&mut self, by: u64) -> Result<u64, String> {
        self.sum.checked_div(by).ok_or_else(|| "nothing is divided by zero".to_owned())
    }

    #[message]
    async fn hold(&mut self) {
        self.gate.pass().await;
    }

    #[message]
    fn burst(&mut self) {
        panic!("burst");
    }

    #[message]
    fn fail(&mut self, ctx: &Context) {
        ctx.fail("told to");
    }

    #[message]
    async fn of_itself(&self, ctx: &Context) -> Result<u64, AskError> {
        ctx.daemon::<Self>().add(1).await
    }

    #[message]
    async fn through(&self, other: Handle<Clerk>) -> Result<u64, String> {
        other.enter(1).await.map_err(|error| error.to_string())
    }
}

/// Asks the ledger.
#[daemon(register = false, mailbox = 8)]
struct Clerk;

#[daemon]
impl Clerk {
    #[message]
    async fn enter(&mut self, more: u64, ctx: &Context) -> Result<u64, AskError> {
        ctx.daemon::<Ledger>().add(more).await
    }

    #[message]
    async fn pass_on(&mut self, ctx: &Context) -> Result<u64, String> {
        let clerk = ctx.daemon::<Clerk>();
        ctx.daemon::<Ledger>().through(clerk).await.map_err(|error| error.to_string())
    }

    #[message]
    async fn as_a_child(&mut self, ctx: &Context) -> u64 {
        let ledger = ctx.daemon::<Ledger>();
        let (tell, told) = tokio::sync::oneshot::channel();
        ctx.spawn(async move {
            let _ = tell.send(ledger.add(3).await.unwrap_or_default());
        });
        told.await.unwrap_or_default()
    }
}

struct Bench {
    app: RunningApp,
    gate: Gate,
    seen: Seen,
    ledger: Handle<Ledger>,
}

async fn bench() -> Bench {
    let (gate, seen) = (Gate::closed(), Seen::default());
    let app = App::empty().with::<Ledger>().with::<Clerk>().provide(gate.clone()).provide(seen.clone());
    let app = TestApp::of(app).start().await;
    let ledger = app.daemon::<Ledger>();
    Bench { app, gate, seen, ledger }
}

/// Asks in a task of its own, and lets everybody go on.
#[expect(clippy::disallowed_methods, reason = "who asks is no daemon")]
async fn spawned<T: Send + 'static>(ask: impl Future<Output = T> + Send + 'static) -> tokio::task::JoinHandle<T> {
    let task = tokio::spawn(ask);
    testing::settle().await;
    task
}

#[test]
fn p34_an_ask_ends_with_the_reply_or_with_the_handlers_own_error() -> Result {
    testing::run(async {
        let Bench { app, ledger, .. } = bench().await;
        assert_eq!(ledger.add(6).await?, 6);
        assert_eq!(ledger.divide(2).await?, 3);
        assert_eq!(ledger.divide(0).await, Err(AskError::Failed("nothing is divided by zero".to_owned())));
        assert_eq!(app.status("ledger")?.status, Status::Running);
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_an_ask_ends_after_its_time() -> Result {
    testing::run(async {
        let Bench { app, gate, ledger, seen } = bench().await;
        let holding = spawned(ledger.hold().timeout(Duration::from_secs(3600))).await;
        let began = Instant::now();
        let error = ledger.add(1).await.unwrap_err();
        assert_eq!(error.to_string(), "ledger has not answered `add` within 5s");
        assert_eq!(began.elapsed(), Duration::from_secs(5));
        let error = ledger.add(2).timeout(Duration::from_millis(10)).await.unwrap_err();
        assert!(matches!(error, AskError::Timeout { after, .. } if after == Duration::from_millis(10)));
        gate.open(1);
        holding.await??;
        assert_eq!(ledger.add(4).await?, 4, "what nobody waits for any more is not run");
        assert_eq!(seen.take(), ["4"]);
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_an_ask_of_who_is_not_running_fails_at_once() -> Result {
    testing::run(async {
        let Bench { app, ledger, .. } = bench().await;
        app.stop("ledger").await?;
        app.wait_for("ledger", Status::Stopped).await?;
        let error = ledger.add(1).await.unwrap_err();
        assert_eq!(error.to_string(), "ledger is not running, so `add` was not asked");
        app.start("ledger").await?;
        app.wait_for("ledger", Status::Running).await?;
        assert_eq!(ledger.add(1).await?, 1, "a handle stays valid");
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_what_is_in_hand_at_a_crash_is_told_at_once_and_what_is_queued_is_kept() -> Result {
    testing::run(async {
        let Bench { app, ledger, gate, .. } = bench().await;
        let holding = spawned(ledger.hold()).await;
        let bursting = spawned(ledger.burst()).await;
        let queued = spawned(ledger.add(5)).await;
        let began = Instant::now();
        gate.open(1);
        holding.await??;
        let error = bursting.await?.unwrap_err();
        assert_eq!(error.to_string(), "ledger failed before it had answered `burst`");
        assert_eq!(began.elapsed(), Duration::ZERO);
        assert_eq!(queued.await??, 5, "by the next generation");
        assert_eq!(began.elapsed(), Duration::from_secs(1));
        app.expect_failure("ledger");
        app.end().await;
        Ok(())
    })
}

#[daemon(register = false, restart = "never")]
struct Once {
    #[resource]
    gate: Gate,
}

#[daemon]
impl Once {
    #[message]
    async fn fail(&mut self, ctx: &Context) {
        self.gate.pass().await;
        ctx.fail("for good");
    }

    #[message]
    fn work(&mut self) {}
}

#[test]
fn p34_what_is_queued_when_a_daemon_ends_is_told_at_once() -> Result {
    testing::run(async {
        let gate = Gate::closed();
        let app = TestApp::of(App::empty().with::<Once>().provide(gate.clone())).start().await;
        let once = app.daemon::<Once>();
        let failing = spawned(once.fail()).await;
        let queued = spawned(once.work()).await;
        let began = Instant::now();
        gate.open(1);
        assert_eq!(queued.await?.unwrap_err().to_string(), "once failed before it had answered `work`");
        assert_eq!(began.elapsed(), Duration::ZERO);
        failing.await??;
        app.expect_failure("once");
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_what_could_not_be_drained_is_told_that_the_daemon_was_stopped() -> Result {
    testing::run(async {
        let Bench { app, ledger, .. } = bench().await;
        let holding = spawned(ledger.hold().timeout(Duration::from_secs(3600))).await;
        let queued = spawned(ledger.add(1).timeout(Duration::from_secs(3600))).await;
        app.stop("ledger").await?;
        assert_eq!(queued.await?.unwrap_err().to_string(), "ledger was stopped before it came to `add`");
        assert!(matches!(holding.await?, Err(AskError::Died { .. })));
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_an_ask_to_oneself_is_refused() -> Result {
    testing::run(async {
        let Bench { app, ledger, .. } = bench().await;
        let error = ledger.of_itself().await.unwrap_err();
        let AskError::Failed(AskError::Circle { circle, .. }) = &error else { panic!("{error}") };
        assert_eq!(circle, &["ledger"]);
        assert_eq!(
            error.to_string(),
            "`add` of ledger cannot be waited for: that would close the circle ledger → ledger"
        );
        app.end().await;
        Ok(())
    })
}

#[test]
fn p27_a_circle_of_asks_is_refused_where_it_would_close() -> Result {
    testing::run(async {
        let Bench { app, .. } = bench().await;
        let began = Instant::now();
        let error = app.daemon::<Clerk>().pass_on().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "`enter` of clerk cannot be waited for: that would close the circle clerk → ledger → clerk"
        );
        assert_eq!(began.elapsed(), Duration::ZERO, "not by a time-out");
        assert_eq!(app.daemon::<Clerk>().as_a_child().await?, 3, "a child task keeps its daemon from nothing");
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_a_full_mailbox_of_which_nothing_begins_is_overloaded() -> Result {
    testing::run(async {
        let Bench { app, ledger, gate, .. } = bench().await;
        let holding = spawned(ledger.hold().timeout(Duration::from_secs(3600))).await;
        for number in 1..=8 {
            ledger.add(number).tell().await?;
        }
        let began = Instant::now();
        assert!(matches!(ledger.add(9).await, Err(AskError::Overloaded { .. })));
        assert_eq!(began.elapsed(), Duration::from_secs(1), "the publish_timeout");
        assert!(matches!(ledger.add(9).tell().await, Err(AskError::Overloaded { .. })));
        gate.open(1);
        holding.await??;
        assert_eq!(ledger.add(0).await?, 36, "what was told is handled");
        app.end().await;
        Ok(())
    })
}

#[test]
fn p34_telling_sends_at_once_and_waits_for_room_only_if_it_is_awaited() -> Result {
    testing::run(async {
        let Bench { app, ledger, gate, .. } = bench().await;
        let holding = spawned(ledger.hold().timeout(Duration::from_secs(3600))).await;
        for _ in 0..8 {
            drop(ledger.add(1).tell());
        }
        drop(ledger.add(100).tell());
        let waiting = spawned(ledger.add(1000).tell()).await;
        assert!(!waiting.is_finished());
        gate.open(1);
        holding.await??;
        waiting.await??;
        assert_eq!(ledger.add(0).await?, 1008);
        app.end().await;
        Ok(())
    })
}

#[test]
fn p35_higher_priority_is_taken_first_and_within_one_the_order_holds() -> Result {
    testing::run(async {
        let Bench { app, ledger, gate, seen } = bench().await;
        let holding = spawned(ledger.hold()).await;
        let priorities =
            [Priority::Low, Priority::Normal, Priority::High, Priority::Critical, Priority::High, Priority::Normal];
        for (number, priority) in (1..).zip(priorities) {
            ledger.add(number).priority(priority).tell().await?;
        }
        gate.open(1);
        holding.await??;
        ledger.add(0).priority(Priority::Low).await?;
        assert_eq!(seen.take(), ["4", "3", "5", "2", "6", "1", "0"]);
        app.end().await;
        Ok(())
    })
}

/// Is told more while it works.
#[daemon(register = false)]
struct Busy {
    #[resource]
    seen: Seen,
    runs: u32,
}

#[daemon]
impl Busy {
    #[message(priority = "high")]
    fn urgent(&mut self, ctx: &Context) {
        self.runs += 1;
        if self.runs < 1000 {
            drop(ctx.daemon::<Self>().urgent().tell());
        }
    }

    #[message(priority = "low")]
    fn idle(&mut self) {
        self.seen.note(self.runs);
    }
}

#[test]
fn p35_low_priority_does_not_starve_for_ever() -> Result {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Busy>().provide(seen.clone())).start().await;
        let busy = app.daemon::<Busy>();
        drop((busy.urgent().tell(), busy.idle().tell()));
        testing::settle().await;
        let runs: u32 = seen.take()[0].parse()?;
        assert!((1..=64).contains(&runs), "it came after {runs} of 1000");
        app.end().await;
        Ok(())
    })
}

#[test]
fn p41_a_daemon_that_is_not_there_is_said_by_name() -> Result {
    testing::run(async {
        let Bench { app, .. } = bench().await;
        let error = app.daemon::<Busy>().idle().await.unwrap_err();
        assert_eq!(error.to_string(), "no daemon of this app is a `messages::Busy`; add it with `App::with`");
        let error = app.daemon_named::<Ledger>("leger").unwrap_err();
        assert_eq!(error.to_string(), "there is no daemon `leger`; did you mean `ledger`?");
        let error = app.daemon_named::<Ledger>("clerk").unwrap_err();
        assert_eq!(error.to_string(), "`clerk` is a `messages::Clerk`, not a `messages::Ledger`");
        app.end().await;
        Ok(())
    })
}

#[test]
fn p43_asks_time_out_by_the_tests_clock() -> Result {
    testing::run(async {
        let Bench { app, ledger, gate, .. } = bench().await;
        let holding = spawned(ledger.hold()).await;
        advance(Duration::from_millis(4999)).await;
        assert!(!holding.is_finished());
        advance(Duration::from_millis(1)).await;
        assert!(matches!(holding.await?, Err(AskError::Timeout { .. })));
        gate.open(1);
        app.end().await;
        Ok(())
    })
}

/// Takes a handler at run time, and lives twice.
#[daemon(register = false, mailbox = 2, restart("on_failure", delay = "1s", jitter = 0.0))]
struct Given {
    #[resource]
    gate: Gate,
}

#[derive(Event)]
struct News;

#[daemon]
impl Given {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        Ok(ctx.subscribe(Self::news)?)
    }

    #[expect(clippy::unused_async, reason = "handlers given at run time are async")]
    async fn news(&mut self, _news: &News, _ctx: &Context) {}

    #[message]
    async fn burst(&mut self) {
        self.gate.pass().await;
        panic!("burst");
    }

    #[message(priority = "high")]
    fn urgent(&mut self) -> u64 {
        7
    }
}

#[test]
fn p34_what_waits_for_room_is_handled_when_a_generation_takes_its_own_handlers_mail_with_it() -> Result {
    testing::run(async {
        let gate = Gate::closed();
        let app = TestApp::of(App::empty().with::<Given>().provide(gate.clone())).start().await;
        let given = app.daemon::<Given>();
        let bursting = spawned(given.burst()).await;
        app.publish(News).await?;
        app.publish(News).await?;
        let urgent = spawned(given.urgent()).await;
        assert!(!urgent.is_finished(), "there is no room");
        gate.open(1);
        assert_eq!(urgent.await??, 7);
        assert!(matches!(bursting.await?, Err(AskError::Died { .. })));
        app.expect_failure("given");
        app.end().await;
        Ok(())
    })
}
