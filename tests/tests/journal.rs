//! The journal, and a durable one that follows it, whatever that does. p37, p39.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::pin::pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::SystemTime;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp};
use daemon_core::{Journal, JournalError, Record, Run, Status, What};

/// Does nothing, and can be restarted.
#[daemon(register = false)]
struct Idle;

#[daemon]
impl Idle {}

/// A durable journal that does what a test says. Clones are one and the same.
#[derive(Clone, Default)]
struct Fake(Arc<Mutex<Told>>);

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "what was called, and what a test wants of it")]
struct Told {
    records: Vec<Record>,
    begun: bool,
    ended: bool,
    dropped: bool,
    fails: bool,
    panics: bool,
    last: Option<Run>,
    /// Each call waits for one of these.
    gate: Option<Receiver<()>>,
    /// And says so.
    knock: Option<Sender<()>>,
}

impl Fake {
    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.0.lock().unwrap()
    }

    fn call(&self) -> Result<std::sync::MutexGuard<'_, Told>> {
        let gate = self.told().gate.take();
        if let Some(gate) = gate {
            if let Some(knock) = &self.told().knock {
                knock.send(())?;
            }
            // An error says that the test no longer keeps it shut.
            let _ = gate.recv();
        }
        let told = self.told();
        if told.panics {
            drop(told);
            panic!("as planned");
        }
        if told.fails { Err("the disk is on fire".into()) } else { Ok(told) }
    }

    /// Keeps the next call waiting until the sender is dropped. The receiver hears of it.
    fn shut(&self) -> (Sender<()>, Receiver<()>) {
        let ((open, gate), (knock, knocks)) = (channel(), channel());
        let mut told = self.told();
        (told.gate, told.knock) = (Some(gate), Some(knock));
        (open, knocks)
    }

    fn numbers(&self) -> Vec<u64> {
        self.told().records.iter().map(|record| record.number).collect()
    }
}

/// What the app is given.
struct Given(Fake);

impl Journal for Given {
    fn begin(&mut self, _: &Run) -> Result<Option<Run>> {
        let mut told = self.0.call()?;
        told.begun = true;
        Ok(told.last.clone())
    }

    fn write(&mut self, records: &[Record]) -> Result {
        let mut told = self.0.call()?;
        assert!(told.begun && !told.ended && !records.is_empty());
        told.records.extend_from_slice(records);
        Ok(())
    }

    fn end(&mut self) -> Result {
        self.0.call()?.ended = true;
        Ok(())
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        self.0.told().dropped = true;
    }
}

fn app(fake: &Fake) -> TestApp {
    TestApp::of(App::empty().with::<Idle>().journal(Given(fake.clone())))
}

async fn restart(app: &System) {
    app.restart("idle").await.unwrap();
    app.wait_for("idle", Status::Running).await.unwrap();
}

fn gap_free(records: &[Record]) {
    let numbers: Vec<u64> = records.iter().map(|record| record.number).collect();
    assert_eq!(numbers, (1..=records.len() as u64).collect::<Vec<_>>());
}

#[test]
fn p37_the_journal_begins_with_the_run_and_ends_with_it() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Idle>()).start().await;
        let journal = app.journal();
        restart(&app).await;
        assert_eq!(journal.flush().await, Ok(()), "there is nothing to wait for");
        assert_eq!(journal.durable(), None);
        app.end().await;

        let records = journal.records();
        gap_free(&records);
        assert!(matches!(records[0].what, What::Began { daemons: 1, .. }), "{}", records[0]);
        let last = records.last().unwrap();
        assert!(matches!(last.what, What::Ended { clean: true, .. }), "{last}");
        assert_eq!(records.iter().filter(|record| record.what == What::ShuttingDown).count(), 1);
        assert!(!records.iter().any(|record| matches!(record.what, What::LastRunUnclean { .. })));
        assert!(records.is_sorted_by_key(|record| record.monotonic));
        let process = std::process::id();
        assert!(records.iter().all(|record| record.process == process && record.node == records[0].node));
    });
}

#[test]
fn p39_a_durable_journal_gets_every_record_and_the_end_of_the_run() {
    testing::run(async {
        let fake = Fake::default();
        let app = app(&fake).start().await;
        let journal = app.journal();
        for _ in 0..5 {
            restart(&app).await;
            let last = journal.last();
            journal.flush().await.unwrap();
            assert!(fake.numbers().contains(&last));
        }
        let durable = journal.durable().unwrap();
        assert_eq!((durable.lost, durable.error), (0, None));
        app.end().await;

        {
            let told = fake.told();
            assert_eq!(told.records, journal.records());
            assert!(told.ended && told.dropped);
        }
        assert_eq!(journal.flush().await, Ok(()), "all of it is there");
    });
}

#[test]
fn p39_a_journal_that_fails_is_degraded_and_the_daemons_go_on() {
    testing::run(async {
        let fake = Fake::default();
        let app = app(&fake).start().await;
        let journal = app.journal();
        journal.flush().await.unwrap();
        fake.told().fails = true;
        restart(&app).await;
        assert_eq!(journal.flush().await, Err(JournalError::Degraded("the disk is on fire".into())));
        let durable = journal.durable().unwrap();
        assert!(durable.is_degraded() && durable.pending > 0 && durable.lost == 0, "{durable:?}");
        restart(&app).await;

        fake.told().fails = false;
        assert_eq!(journal.flush().await, Ok(()));
        let durable = journal.durable().unwrap();
        assert!(!durable.is_degraded() && durable.pending == 0 && durable.lost == 0, "{durable:?}");
        app.end().await;
        gap_free(&fake.told().records);
    });
}

#[test]
fn p39_what_fell_out_of_memory_meanwhile_is_counted_and_told_once() {
    testing::run(async {
        let fake = Fake::default();
        let app = app(&fake).start().await;
        let journal = app.journal();
        journal.flush().await.unwrap();
        let before = journal.last();
        fake.told().fails = true;
        while journal.last() < before + 11_000 {
            restart(&app).await;
        }
        let lost = journal.last() - 10_000 - before;
        assert_eq!(journal.durable().unwrap().lost, lost, "shown before it is written again");
        fake.told().fails = false;
        assert_eq!(
            journal.flush().await.unwrap_err().to_string(),
            format!("{lost} records of the journal were lost before they could be written")
        );
        assert_eq!(journal.flush().await, Ok(()), "told once");
        assert_eq!(journal.durable().unwrap().lost, lost, "shown for good");
        let numbers = fake.numbers();
        let missing: Vec<u64> = (1..=journal.last()).filter(|number| numbers.binary_search(number).is_err()).collect();
        assert_eq!(missing, (before + 1..=before + lost).collect::<Vec<_>>());
        app.end().await;
    });
}

#[test]
fn p39_a_journal_that_panics_is_one_that_fails() {
    testing::run(async {
        let fake = Fake::default();
        fake.told().panics = true;
        let app = app(&fake).start().await;
        let journal = app.journal();
        assert_eq!(journal.flush().await, Err(JournalError::Degraded("panicked: as planned".into())));
        fake.told().panics = false;
        journal.flush().await.unwrap();
        fake.told().panics = true;
        restart(&app).await;
        assert!(journal.flush().await.is_err());
        // It is tried for a while more.
        app.end().await;
        until(&fake, |told| told.dropped);
        assert!(matches!(journal.flush().await, Err(JournalError::Degraded(_))));
        assert!(!fake.told().ended);
    });
}

#[test]
fn p39_a_disk_that_hangs_keeps_nobody_waiting() {
    testing::run(async {
        let fake = Fake::default();
        let app = app(&fake).start().await;
        let journal = app.journal();
        journal.flush().await.unwrap();
        let (open, knocks) = fake.shut();
        restart(&app).await;
        knocks.recv().unwrap();
        for _ in 0..100 {
            restart(&app).await;
        }
        {
            let mut flush = pin!(journal.flush());
            let polled = std::future::poll_fn(|cx| Poll::Ready(flush.as_mut().poll(cx).is_ready())).await;
            assert!(!polled, "a flush waits for the disk, and may be dropped");
        }
        // Waits two seconds for the disk.
        app.end().await;
        assert!(!fake.told().ended);
        drop(open);
    });
}

#[test]
fn p39_a_last_run_that_never_ended_is_the_second_record() {
    testing::run(async {
        let last = Run::new("here", 42, SystemTime::UNIX_EPOCH);
        let unclean = |record: &Record| {
            matches!(record.what, What::LastRunUnclean { process: 42, began: SystemTime::UNIX_EPOCH, .. })
        };
        let fake = Fake::default();
        fake.told().last = Some(last.clone());
        let app = app(&fake).start().await;
        assert!(unclean(&app.journal().records()[1]));
        app.end().await;

        // If the journal could not say so at the start, it comes when it can.
        let fake = Fake::default();
        (fake.told().last, fake.told().fails) = (Some(last), true);
        let app = self::app(&fake).start().await;
        fake.told().fails = false;
        app.journal().flush().await.unwrap();
        let records = app.journal().records();
        assert_eq!(records.iter().filter(|record| unclean(record)).count(), 1);
        assert!(records.is_sorted_by_key(|record| record.monotonic));
        app.end().await;
        gap_free(&fake.told().records);
    });
}

#[test]
fn a_run_that_is_given_up_before_it_starts_has_ended() {
    testing::run(async {
        let fake = Fake::default();
        let (open, knocks) = fake.shut();
        let app = App::empty().with::<Idle>().journal(Given(fake.clone()));
        {
            let mut start = pin!(app.start());
            let polled = std::future::poll_fn(|cx| Poll::Ready(start.as_mut().poll(cx).is_ready())).await;
            assert!(!polled, "the journal is asked first");
            knocks.recv().unwrap();
        }
        drop(open);
        until(&fake, |told| told.dropped);
        let told = fake.told();
        assert!(told.ended);
        assert!(matches!(told.records[1].what, What::Ended { clean: true, .. }), "{}", told.records[1]);
    });
}

#[test]
fn a_run_whose_future_is_dropped_ends_its_journal() {
    testing::run(async {
        let fake = Fake::default();
        let app = App::empty().with::<Idle>().journal(Given(fake.clone()));
        let (up, mut is_up) = tokio::sync::oneshot::channel();
        {
            let run = pin!(app.run_until(async {
                up.send(()).unwrap();
                std::future::pending::<()>().await;
            }));
            tokio::select! {
                _ = run => panic!("nothing ends it"),
                _ = &mut is_up => {}
            }
        }
        testing::settle().await;
        until(&fake, |told| told.dropped);
        let told = fake.told();
        assert!(told.ended);
        assert!(matches!(told.records.last().unwrap().what, What::Ended { clean: true, .. }));
    });
}

/// Waits until the writer, which is on a thread of its own, has done so much. The test's time limit is the limit.
fn until(fake: &Fake, done: impl Fn(&Told) -> bool) {
    while !done(&fake.told()) {
        std::thread::yield_now();
    }
}
