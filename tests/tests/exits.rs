//! Every way to end, under every policy. p14.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, advance, assert_no_leaks};
use daemon_core::{FailureKind, Status, Unavailable};
use daemon_tests::{Script, Stage, Step, supervised};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Event)]
struct Job;

/// What a daemon does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Fault {
    InitError,
    InitPanic,
    InitHangs,
    RunOk,
    RunError,
    RunPanic,
    ContextFail,
    EventPanic,
    ConcurrentPanic,
    TickPanic,
    DeferPanic,
    OnReadyPanic,
    ChildPanic,
    HandlerError,
    Stalls,
    CannotRunHere,
    Stopped,
}

macro_rules! faulty {
    ($($name:ident $(($($option:tt)+))?;)+) => {$(
        #[daemon($($($option)+,)? register = false, start_timeout = "10s", watchdog = "500ms", on_error = "fail")]
        struct $name {
            #[resource]
            fault: Fault,
        }

        #[daemon]
        impl $name {
            #[init]
            async fn init(&mut self) -> Result {
                match self.fault {
                    Fault::InitError => Err("init".into()),
                    Fault::InitPanic => panic!("init"),
                    Fault::InitHangs => std::future::pending().await,
                    Fault::CannotRunHere => Err(Unavailable::new("not here").into()),
                    _ => Ok(()),
                }
            }

            #[run]
            async fn run(&self, ctx: &Context) -> Result {
                match self.fault {
                    Fault::RunOk => return Ok(()),
                    Fault::RunError => return Err("run".into()),
                    Fault::RunPanic => panic!("run"),
                    Fault::ContextFail => ctx.fail("fail"),
                    Fault::Stopped => ctx.stop(),
                    Fault::ChildPanic => drop(ctx.spawn(async { panic!("child") })),
                    _ => {}
                }
                ctx.cancelled().await;
                Ok(())
            }

            #[subscribe]
            async fn event(&self, _: &Job) -> Result {
                assert!(self.fault != Fault::EventPanic, "event");
                if self.fault == Fault::Stalls {
                    std::future::pending::<()>().await;
                }
                if self.fault == Fault::HandlerError { Err("handler".into()) } else { Ok(()) }
            }

            #[subscribe(concurrent = 2)]
            async fn concurrent(&self, _: &Job) {
                assert!(self.fault != Fault::ConcurrentPanic, "concurrent");
            }

            #[interval("1s")]
            fn tick(&self) {
                assert!(self.fault != Fault::TickPanic, "tick");
            }

            #[defer("1s")]
            fn defer(&self) {
                assert!(self.fault != Fault::DeferPanic, "defer");
            }

            #[on_ready("well")]
            fn on_ready(&self) {
                assert!(self.fault != Fault::OnReadyPanic, "on_ready");
            }
        }
    )+};
}

faulty! {
    OnFailure(restart(delay = "1h", jitter = 0.0));
    Always(restart("always", delay = "1h", jitter = 0.0));
    Never(restart = "never");
}

supervised! {
    Well;
    Base(restart(delay = "1h", jitter = 0.0));
    OnFailureWaits(depends_on("base"));
    AlwaysWaits(depends_on("base"), restart = "always");
    NeverWaits(depends_on("base"), restart = "never");
    OnFailureGoesOn(depends_on("base"), on_dependency_failure = "keep");
    AlwaysGoesOn(depends_on("base"), restart = "always", on_dependency_failure = "keep");
    NeverGoesOn(depends_on("base"), restart = "never", on_dependency_failure = "keep");
    OnFailureStops(depends_on("base"), on_dependency_failure = "stop");
    AlwaysStops(depends_on("base"), restart = "always", on_dependency_failure = "stop");
    NeverStops(depends_on("base"), restart = "never", on_dependency_failure = "stop");
}

/// Where each of the three policies leaves a daemon that does `fault`, and what kind of failure that is.
async fn ends(fault: Fault) -> ([Status; 3], Option<FailureKind>) {
    let app = App::empty().with::<OnFailure>().with::<Always>().with::<Never>().with::<Well>();
    let system = app.provide(fault).provide(Stage::default()).start().await.unwrap();
    // Whoever is gone already is not subscribed.
    system.publish(Job).await.unwrap();
    advance(2 * SECOND).await;
    let status = |name: &str| system.status(name).unwrap();
    let names = ["on-failure", "always", "never"];
    let kind = status("always").failure.map(|failure| failure.kind());
    let ends = names.map(|name| status(name).status);
    assert_eq!(status("well").status, Status::Running, "nobody else is touched");
    assert_no_leaks(&system);
    system.shutdown().await;
    (ends, kind)
}

#[test]
fn p14_every_way_to_end_under_every_policy() {
    use Status::{Completed, Failed, Restarting, Stopped, Unavailable};
    let fails = [Restarting, Restarting, Failed];
    let table = [
        (Fault::RunOk, [Completed, Restarting, Completed], Some(FailureKind::Returned)),
        (Fault::InitError, fails, Some(FailureKind::Init)),
        (Fault::InitPanic, fails, Some(FailureKind::Panic)),
        (Fault::InitHangs, fails, Some(FailureKind::StartTimeout)),
        (Fault::RunError, fails, Some(FailureKind::Run)),
        (Fault::RunPanic, fails, Some(FailureKind::Panic)),
        (Fault::ContextFail, fails, Some(FailureKind::Fail)),
        (Fault::EventPanic, fails, Some(FailureKind::Panic)),
        (Fault::ConcurrentPanic, fails, Some(FailureKind::Panic)),
        (Fault::TickPanic, fails, Some(FailureKind::Panic)),
        (Fault::DeferPanic, fails, Some(FailureKind::Panic)),
        (Fault::OnReadyPanic, fails, Some(FailureKind::Panic)),
        (Fault::ChildPanic, fails, Some(FailureKind::Panic)),
        (Fault::HandlerError, fails, Some(FailureKind::Handler)),
        (Fault::Stalls, fails, Some(FailureKind::Stall)),
        (Fault::CannotRunHere, [Unavailable; 3], Some(FailureKind::Unavailable)),
        (Fault::Stopped, [Stopped; 3], None),
    ];
    for (fault, expected, kind) in table {
        let found = testing::run(ends(fault));
        assert_eq!(found, (expected, kind), "{fault:?}");
    }
}

#[test]
fn p14_a_dependency_that_is_lost_under_every_policy() {
    testing::run(async {
        let stage = Stage::default();
        stage.set("base", Script::run(Step::Fail(SECOND)));
        let app = App::empty().with::<Base>();
        let app = app.with::<OnFailureWaits>().with::<AlwaysWaits>().with::<NeverWaits>();
        let app = app.with::<OnFailureGoesOn>().with::<AlwaysGoesOn>().with::<NeverGoesOn>();
        let app = app.with::<OnFailureStops>().with::<AlwaysStops>().with::<NeverStops>();
        let system = app.provide(stage).start().await.unwrap();
        advance(2 * SECOND).await;
        let ends = [("waits", Status::Waiting), ("goes-on", Status::Running), ("stops", Status::Stopped)];
        for (does, expected) in ends {
            for policy in ["on-failure", "always", "never"] {
                let name = format!("{policy}-{does}");
                let status = system.status(&name).unwrap();
                let lost = (expected != Status::Running).then_some(FailureKind::DependencyLost);
                let found = (status.status, status.failure.map(|failure| failure.kind()));
                assert_eq!(found, (expected, lost), "{name}");
                assert_eq!((status.restarts, status.first_failure), (0, None), "{name} has not failed itself");
            }
        }
        system.shutdown().await;
    });
}
