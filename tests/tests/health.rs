//! Checks, what they come to, and how a system is graded by that.
#![allow(clippy::unused_async, reason = "checks have the form that is tested")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, assert_no_leaks};
use daemon_core::{
    DaemonReady, Detail, FailureKind, Finding, Grade, HealthChanged, HealthLevel, Problem, Status, What,
};
use daemon_tests::{Gate, Seen};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

/// What a check finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Well,
    Weak,
    Ill,
    Erring,
    Panicking,
    Hanging,
}

/// What checks find from now on, and when they were made. Clones are one and the same.
#[derive(Clone)]
struct Doctor(Arc<Mutex<(State, Vec<Duration>)>>, Instant);

impl Doctor {
    fn finding(state: State) -> Self {
        Self(Arc::new(Mutex::new((state, Vec::new()))), Instant::now())
    }

    fn find(&self, state: State) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 = state;
    }

    fn visits(&self) -> Vec<Duration> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    async fn look(&self) -> Result<Health> {
        let state = {
            let mut doctor = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            doctor.1.push(self.1.elapsed());
            doctor.0
        };
        match state {
            State::Well => Ok(Health::healthy().detail("pulse", 60)),
            State::Weak => Ok(Health::degraded("weak")),
            State::Ill => Ok(Health::unhealthy("ill")),
            State::Erring => Err("no answer".into()),
            State::Panicking => panic!("broken"),
            State::Hanging => std::future::pending().await,
        }
    }
}

#[derive(Event)]
struct Job;

macro_rules! patients {
    ($($name:ident $(($($option:tt)+))?;)+) => {$(
        #[daemon($($($option)+,)? register = false)]
        struct $name {
            #[resource]
            doctor: Doctor,
            #[resource]
            seen: Seen,
        }

        #[daemon]
        impl $name {
            #[health(every = "10s", timeout = "2s")]
            async fn health(&self) -> Result<Health> {
                self.doctor.look().await
            }

            #[subscribe]
            async fn job(&mut self, _: &Job) {
                self.seen.note("job");
            }

            #[interval("1s")]
            async fn tick(&mut self) {
                self.seen.note("tick");
            }
        }
    )+};
}

patients! {
    Patient;
    Vital(critical);
    Restarted(on_unhealthy = "restart", restart(delay = "1s", jitter = 0.0));
    OnFailure(on_unhealthy = "restart", restart(delay = "1h", jitter = 0.0));
    Always(on_unhealthy = "restart", restart("always", delay = "1h", jitter = 0.0));
    Never(on_unhealthy = "restart", restart = "never");
    Impatient(start_timeout = "3500ms", restart = "never");
    Erred(on_error = "fail", restart = "never");
}

#[daemon(register = false, depends_on(Patient))]
struct Visitor;

#[daemon]
impl Visitor {}

fn app(doctor: &Doctor, seen: &Seen) -> App {
    App::empty().provide(doctor.clone()).provide(seen.clone())
}

/// The changes that `probe` has seen: from, to, why.
fn changes(events: &[Arc<HealthChanged>]) -> Vec<(HealthLevel, HealthLevel, Option<String>)> {
    events.iter().map(|event| (event.from, event.to, event.reason.as_deref().map(str::to_owned))).collect()
}

/// Nobody says that it is unhealthy.
#[daemon(register = false, on_unhealthy = "restart")]
struct Unchecked;

#[daemon]
impl Unchecked {}

#[test]
fn p04_restarting_what_nobody_checks_is_a_mistake() {
    let error = App::empty().with::<Unchecked>().check().unwrap_err();
    assert!(matches!(error.problems[..], [Problem::RestartedWithoutCheck { .. }]));
    let said = error.to_string();
    assert!(said.starts_with("`unchecked` (tests/tests/health.rs:"), "{said}");
    assert!(said.ends_with("and has no `#[health]` to say so; write one, or leave `on_unhealthy` out"), "{said}");
}

#[test]
fn p43_checks_follow_the_tests_clock() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let system = TestApp::of(app(&doctor, &seen).with::<Patient>()).start().await;
        advance(35 * SECOND).await;
        assert_eq!(doctor.visits(), [0, 10, 20, 30].map(Duration::from_secs));
        let health = system.health();
        let patient = health.daemon("patient").unwrap();
        assert_eq!(patient.details, [("pulse".into(), Detail::Integer(60))]);
        assert_eq!((patient.level, patient.since), (Some(HealthLevel::Healthy), 35 * SECOND));
        let status = system.status("patient").unwrap();
        let check = status.timers.iter().find(|timer| timer.name == "health").unwrap();
        assert_eq!(check.next, Some(5 * SECOND), "{check:?}");
        system.end().await;
    });
}

#[test]
fn p05_a_daemon_is_running_once_its_first_check_has_passed() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Ill), Seen::default());
        let app = TestApp::of(app(&doctor, &seen).with::<Patient>().with::<Visitor>());
        let mut probe = app.probe::<DaemonReady>();
        let begun = Instant::now();
        let mut starting = Box::pin(app.start());
        tokio::select! {
            biased;
            _ = &mut starting => panic!("it counts as running, and is ill"),
            () = tokio::time::sleep(Duration::from_millis(2500)) => {}
        }
        assert!(probe.try_next().is_none() && seen.take().is_empty(), "nothing else of it runs");
        assert_eq!(doctor.visits(), [0, 1, 2].map(Duration::from_secs), "one a second");
        // Weak is good enough.
        doctor.find(State::Weak);
        let system = starting.await;
        assert_eq!(begun.elapsed(), 3 * SECOND);
        let ready: Vec<_> = probe.drain().iter().map(|event| event.daemon.to_string()).collect();
        assert_eq!(ready, ["patient", "visitor"]);
        assert_eq!(system.health().grade, Grade::Healthy, "once is not three times");
        advance(11 * SECOND).await;
        assert_eq!(doctor.visits()[3..], [3, 13].map(Duration::from_secs), "from then on as declared");
        system.end().await;
    });
}

#[test]
fn p29_mail_waits_until_the_first_check_has_passed() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Ill), Seen::default());
        let app = app(&doctor, &seen).with::<Restarted>();
        doctor.find(State::Well);
        let system = app.start().await.unwrap();
        advance(Duration::from_millis(500)).await;
        doctor.find(State::Ill);
        // At 10, 20 and 30 s; then it is restarted, and not let in.
        advance(32 * SECOND).await;
        assert_eq!(system.status("restarted").unwrap().status, Status::Starting);
        seen.take();
        system.publish(Job).await.unwrap();
        advance(5 * SECOND).await;
        assert!(seen.take().is_empty());
        doctor.find(State::Well);
        system.wait_for("restarted", Status::Running).await.unwrap();
        advance(Duration::from_millis(1500)).await;
        assert_eq!(seen.take(), ["job", "tick"]);
        system.shutdown().await;
        assert_no_leaks(&system);
    });
}

#[test]
fn a_daemon_whose_first_check_does_not_pass_has_not_become_ready_and_says_why() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Ill), Seen::default());
        let system = app(&doctor, &seen).with::<Impatient>().start().await.unwrap();
        let failure = system.wait_for_failure("impatient").await.unwrap();
        assert_eq!(failure.kind(), FailureKind::StartTimeout);
        assert_eq!(failure.message(), "not ready within its start_timeout of 3s500ms: unhealthy, ill");
        assert_eq!(doctor.visits().len(), 4);
        assert!(system.journal().records().iter().all(|record| !matches!(record.what, What::HealthChanged { .. })));
        assert_no_leaks(&system);
        system.shutdown().await;
    });
}

#[test]
fn who_is_stopped_before_its_first_check_has_passed_stops_at_once() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Ill), Seen::default());
        let app = app(&doctor, &seen).with::<Restarted>();
        doctor.find(State::Well);
        let system = app.start().await.unwrap();
        doctor.find(State::Ill);
        system.restart("restarted").await.unwrap();
        advance(Duration::from_millis(2500)).await;
        assert_eq!(system.status("restarted").unwrap().status, Status::Starting);
        let begun = Instant::now();
        system.stop("restarted").await.unwrap();
        system.wait_for("restarted", Status::Stopped).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::ZERO);
        assert_no_leaks(&system);
        system.shutdown().await;
    });
}

#[test]
fn three_checks_in_a_row_worsen_and_one_recovers() {
    use HealthLevel::{Degraded, Healthy, Unhealthy};
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let app = TestApp::of(app(&doctor, &seen).with::<Patient>());
        let mut probe = app.probe::<HealthChanged>();
        let system = app.start().await;
        advance(SECOND).await;
        doctor.find(State::Ill);
        advance(20 * SECOND).await;
        let health = system.health();
        let patient = health.daemon("patient").unwrap();
        assert_eq!((patient.level, patient.consecutive, patient.grade), (Some(Healthy), 2, Grade::Healthy));
        assert_eq!(patient.last_error.as_deref(), Some("ill"));
        assert!(probe.try_next().is_none());
        advance(10 * SECOND).await;
        assert_eq!(changes(&probe.drain()), [(Healthy, Unhealthy, Some("ill".into()))]);
        let health = system.health();
        let patient = health.daemon("patient").unwrap();
        assert_eq!((patient.grade, patient.since), (Grade::Degraded, SECOND));
        assert_eq!(patient.reason(), Some(&Finding::Unhealthy("ill".into())));
        assert_eq!(health.to_string(), "DEGRADED, no critical daemons; patient: unhealthy: ill");
        assert_eq!(system.status("patient").unwrap().status, Status::Running, "it is only told");
        doctor.find(State::Weak);
        advance(10 * SECOND).await;
        assert_eq!(changes(&probe.drain()), [(Unhealthy, Degraded, Some("weak".into()))]);
        doctor.find(State::Well);
        advance(10 * SECOND).await;
        assert_eq!(changes(&probe.drain()), [(Degraded, Healthy, None)]);
        assert_eq!(system.health().grade, Grade::Healthy);
        system.end().await;
    });
}

#[test]
fn p43_a_check_that_errs_or_takes_too_long_is_unhealthy_for_that_reason() {
    testing::run(async {
        for (state, reason) in [(State::Erring, "no answer"), (State::Hanging, "its check took longer than 2s")] {
            let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
            let app = TestApp::of(app(&doctor, &seen).with::<Erred>());
            let mut probe = app.probe::<HealthChanged>();
            let system = app.start().await;
            doctor.find(state);
            let event = probe.next().await;
            assert_eq!((event.to, event.reason.as_deref()), (HealthLevel::Unhealthy, Some(reason)));
            let late = if state == State::Hanging { 2 } else { 0 };
            assert_eq!(doctor.visits(), [0, 10, 20, 30].map(Duration::from_secs));
            assert_eq!(doctor.1.elapsed(), Duration::from_secs(30 + late), "to the millisecond");
            // It is no error of a handler: `on_error = "fail"` has nothing to say.
            let status = system.status("erred").unwrap();
            assert_eq!((status.status, status.errors), (Status::Running, 0));
            system.end().await;
        }
    });
}

#[test]
fn a_check_that_panics_fails_the_daemon_and_is_the_last_error() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let system = app(&doctor, &seen).with::<Restarted>().start().await.unwrap();
        doctor.find(State::Panicking);
        let failure = system.wait_for_failure("restarted").await.unwrap();
        assert_eq!((failure.kind(), failure.handler()), (FailureKind::Panic, Some("health")));
        let health = system.health();
        let patient = health.daemon("restarted").unwrap();
        assert_eq!(patient.last_error.as_deref(), Some("panicked: broken"));
        assert_eq!(patient.reason(), Some(&Finding::NotRunning(Status::Restarting)));
        doctor.find(State::Well);
        system.wait_for("restarted", Status::Running).await.unwrap();
        assert_eq!(system.health().grade, Grade::Healthy);
        system.shutdown().await;
    });
}

#[test]
fn p14_being_unhealthy_is_a_failure_under_every_policy_if_it_is_declared_one() {
    use Status::{Failed, Restarting};
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let app = app(&doctor, &seen).with::<OnFailure>().with::<Always>().with::<Never>().with::<Patient>();
        let system = app.start().await.unwrap();
        doctor.find(State::Ill);
        advance(31 * SECOND).await;
        for (name, expected) in [("on-failure", Restarting), ("always", Restarting), ("never", Failed)] {
            let status = system.status(name).unwrap();
            assert_eq!(status.status, expected, "{name}");
            let failure = status.failure.unwrap();
            assert_eq!((failure.kind(), failure.message()), (FailureKind::Health, "ill"));
            assert_eq!(failure.handler(), Some("health"));
        }
        assert_eq!(system.status("patient").unwrap().status, Status::Running);
        assert_no_leaks(&system);
        system.shutdown().await;
    });
}

#[test]
fn p14_restarted_for_its_health_it_recovers_with_the_next_generation() {
    use HealthLevel::{Healthy, Unhealthy};
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let system = app(&doctor, &seen).with::<Restarted>().start().await.unwrap();
        let mut events = system.events::<HealthChanged>();
        doctor.find(State::Ill);
        let event = events.next().await;
        assert_eq!((event.from, event.to, event.generation), (Healthy, Unhealthy, 1));
        doctor.find(State::Well);
        let event = events.next().await;
        assert_eq!((event.from, event.to, event.generation), (Unhealthy, Healthy, 2));
        assert_eq!(system.status("restarted").unwrap().restarts, 1);
        system.shutdown().await;
    });
}

#[daemon(register = false, restart(max = 1000, delay = "1s", backoff = "fixed", jitter = 0.0))]
struct Unsteady {
    #[resource]
    steady: Arc<AtomicBool>,
}

#[daemon]
impl Unsteady {
    #[defer("9s")]
    async fn stumble(&mut self, ctx: &Context) {
        if !self.steady.load(Ordering::Relaxed) {
            ctx.fail("stumbled");
        }
    }
}

#[test]
fn p16_more_than_sixty_restarts_in_an_hour_are_degraded_whatever_the_budget() {
    testing::run(async {
        let steady = Arc::new(AtomicBool::new(false));
        let system = App::empty().with::<Unsteady>().provide(Arc::clone(&steady)).start().await.unwrap();
        advance(605 * SECOND).await;
        assert_eq!(system.status("unsteady").unwrap().restarts_last_hour, 60);
        assert_eq!(system.health().grade, Grade::Healthy);
        advance(10 * SECOND).await;
        steady.store(true, Ordering::Relaxed);
        advance(10 * SECOND).await;
        let health = system.health();
        assert_eq!(health.daemons[0].findings, [Finding::RestartsOften(61)]);
        assert_eq!((health.daemons[0].status, health.grade), (Status::Running, Grade::Degraded));
        advance(3600 * SECOND).await;
        assert_eq!(system.health().grade, Grade::Healthy);
        system.shutdown().await;
    });
}

/// Hears of every change, when it may.
#[daemon(register = false, mailbox = 1)]
struct Ward {
    #[resource]
    gate: Gate,
    #[resource]
    notes: Arc<Mutex<Vec<(u64, HealthLevel)>>>,
}

#[daemon]
impl Ward {
    #[subscribe(from = Patient)]
    async fn changed(&mut self, event: &HealthChanged) {
        self.gate.pass().await;
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push((event.number, event.to));
    }
}

#[test]
fn p28_no_change_of_health_is_dropped_however_long_a_subscriber_hangs() {
    use HealthLevel::{Healthy, Unhealthy};
    testing::run(async {
        let (doctor, seen, gate) = (Doctor::finding(State::Well), Seen::default(), Gate::closed());
        let notes: Arc<Mutex<Vec<(u64, HealthLevel)>>> = Arc::default();
        let app = app(&doctor, &seen).with::<Patient>().with::<Ward>().provide(gate.clone()).provide(notes.clone());
        let system = TestApp::of(app).start().await;
        for _ in 0..20 {
            doctor.find(State::Ill);
            advance(30 * SECOND).await;
            doctor.find(State::Well);
            advance(10 * SECOND).await;
        }
        assert!(notes.lock().unwrap().is_empty());
        gate.open(100);
        advance(SECOND).await;
        let notes = notes.lock().unwrap().clone();
        assert_eq!(notes.iter().map(|&(_, to)| to).collect::<Vec<_>>(), [Unhealthy, Healthy].repeat(20));
        assert!(notes.is_sorted());
        system.end().await;
    });
}

#[test]
fn p37_a_change_of_health_is_in_the_journal_before_anybody_is_told() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let system = app(&doctor, &seen).with::<Patient>().start().await.unwrap();
        // A filter runs where it is told.
        let (known, told) = (system.clone(), Arc::new(Mutex::new(Vec::new())));
        let mut events = system.events::<HealthChanged>();
        doctor.find(State::Ill);
        for level in [HealthLevel::Unhealthy, HealthLevel::Healthy] {
            let event = events.next().await;
            let records = known.journal().records();
            let record = records.iter().find(|record| record.number == event.number).unwrap();
            told.lock().unwrap().push(record.to_string());
            assert!(
                matches!(record.what, What::HealthChanged { from, to, .. } if (from, to) == (event.from, event.to))
            );
            assert_eq!((event.to, record.generation, event.generation), (level, 1, 1));
            let cause = record.cause.as_ref().map(|cause| (cause.kind, cause.message.to_string()));
            let expected = event.reason.as_ref().map(|reason| (FailureKind::Health, reason.to_string()));
            assert_eq!(cause, expected);
            doctor.find(State::Well);
        }
        let numbers: Vec<_> = known.journal().records().iter().map(|record| record.number).collect();
        assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "without gaps");
        let told = told.lock().unwrap().clone();
        assert!(told[0].contains(" patient#1 healthy → unhealthy: ill, in `health` ("), "{told:?}");
        assert!(told[1].ends_with(" patient#1 unhealthy → healthy [supervisor]"), "{told:?}");
        system.shutdown().await;
    });
}

#[test]
fn liveness_readiness_and_grade_are_three_things() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let app = app(&doctor, &seen).with::<Vital>().with::<Never>().on_critical_failure("keep");
        let system = app.start().await.unwrap();
        let seen = || {
            let health = system.health();
            (health.grade, health.critical_up, health.critical_total, health.is_live(), health.is_ready())
        };
        assert_eq!(seen(), (Grade::Healthy, 1, 1, true, true));
        doctor.find(State::Ill);
        advance(31 * SECOND).await;
        // `never` has failed, and `vital` runs and is unhealthy.
        assert_eq!(seen(), (Grade::Critical, 1, 1, true, false));
        assert_eq!(
            system.health().to_string(),
            "CRITICAL, 1 of 1 critical daemons up; vital: unhealthy: ill; never: it is failed"
        );
        doctor.find(State::Well);
        advance(10 * SECOND).await;
        assert_eq!(seen(), (Grade::Degraded, 1, 1, true, true));
        system.stop("vital").await.unwrap();
        system.wait_for("vital", Status::Stopped).await.unwrap();
        assert_eq!(seen(), (Grade::Critical, 0, 1, true, false));
        system.start("vital").await.unwrap();
        system.wait_for("vital", Status::Running).await.unwrap();
        assert_eq!(seen(), (Grade::Degraded, 1, 1, true, true));
        system.shutdown().await;
        let health = system.health();
        assert!(!health.is_live() && !health.is_ready());
    });
}

/// Without a check of its own.
#[daemon(register = false)]
struct Plain {
    #[resource]
    gate: Gate,
}

#[daemon]
impl Plain {
    #[subscribe]
    async fn job(&mut self, _: &Job) -> Result {
        self.gate.pass().await;
        Err("no use".into())
    }
}

#[test]
fn p43_the_runtime_knows_of_a_daemon_what_nobody_has_written() {
    testing::run(async {
        let gate = Gate::closed();
        let app = TestApp::of(App::empty().with::<Plain>().provide(gate.clone())).start().await;
        advance(7 * SECOND).await;
        let health = app.health();
        let plain = health.daemon("plain").unwrap();
        assert_eq!((plain.level, plain.grade, plain.quiet_for), (None, Grade::Healthy, 7 * SECOND));
        app.publish(Job).await.unwrap();
        app.publish(Job).await.unwrap();
        advance(SECOND).await;
        let health = app.health();
        let plain = health.daemon("plain").unwrap();
        assert_eq!((plain.mailbox, plain.errors, plain.stalled), (1, 0, false));
        assert_eq!(plain.quiet_for, Duration::ZERO, "one has begun since it was asked last");
        advance(31 * SECOND).await;
        let health = app.health();
        let plain = health.daemon("plain").unwrap();
        assert_eq!((plain.findings.as_slice(), plain.grade), ([Finding::Stalled].as_slice(), Grade::Degraded));
        assert_eq!(plain.quiet_for, 31 * SECOND);
        gate.open(2);
        advance(SECOND).await;
        let health = app.health();
        let plain = health.daemon("plain").unwrap();
        assert_eq!((plain.mailbox, plain.errors, plain.grade), (0, 2, Grade::Healthy));
        app.end().await;
    });
}

#[daemon(register = false, ready = "manual")]
struct Own {
    #[resource]
    doctor: Doctor,
}

#[daemon]
impl Own {
    #[init]
    async fn init(&mut self, ctx: &Context) {
        let own = ctx.clone();
        drop(ctx.spawn(async move {
            tokio::time::sleep(5 * SECOND).await;
            own.ready();
        }));
    }

    #[health(every = "10s")]
    async fn health(&mut self, _ctx: &Context) -> Result<Health> {
        self.doctor.look().await
    }
}

#[test]
fn who_says_itself_that_it_is_ready_is_checked_from_then_on() {
    testing::run(async {
        let doctor = Doctor::finding(State::Ill);
        let system = TestApp::of(App::empty().with::<Own>().provide(doctor.clone())).start().await;
        assert_eq!(system.status("own").unwrap().status, Status::Running);
        advance(21 * SECOND).await;
        assert_eq!(doctor.visits(), [5, 15, 25].map(Duration::from_secs));
        assert_eq!(system.health().daemons[0].level, Some(HealthLevel::Unhealthy));
        system.end().await;
    });
}

#[test]
fn a_fault_that_is_planned_for_a_check_is_what_it_finds() {
    testing::run(async {
        let (doctor, seen) = (Doctor::finding(State::Well), Seen::default());
        let app = TestApp::of(app(&doctor, &seen).with::<Patient>());
        let system = app.start().await;
        system.fail_next("patient", "health");
        advance(15 * SECOND).await;
        let error = |system: &System| system.health().daemons[0].last_error.clone().unwrap_or_default();
        assert_eq!(&*error(&system), "fails as a test has asked");
        system.hang_next("patient", "health");
        advance(8 * SECOND).await;
        assert_eq!(&*error(&system), "its check took longer than 2s");
        assert_eq!(system.health().daemons[0].consecutive, 2);
        advance(8 * SECOND).await;
        assert_eq!(system.health().daemons[0].consecutive, 0);
        system.end().await;
    });
}
