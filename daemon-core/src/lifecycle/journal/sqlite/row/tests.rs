use rusqlite::Connection;

use super::*;
use crate::health::HealthLevel;
use crate::lifecycle::journal::sqlite::schema;
use crate::lifecycle::{FailureKind, Status};

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    schema::prepare(&mut connection).unwrap();
    connection
}

fn run() -> Run {
    Run::new("küche", 4711, at(1_700_000_000_123_456_789))
}

/// A generator of records, and the seed to say when it fails.
struct Dice(fastrand::Rng);

impl Dice {
    fn text(&mut self) -> Arc<str> {
        let texts = ["", "poll", "src/cache.rs:41", "it's \"over\"", "🦀\n\0 tail", "a, b", "NULL"];
        texts[self.0.usize(..texts.len())].into()
    }

    fn name(&mut self) -> Arc<str> {
        format!("daemon-{}", self.0.u8(..)).into()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.0.bool().then(|| make(self))
    }

    fn count(&mut self) -> u64 {
        [0, 1, u64::from(self.0.u32(..)), i64::MAX as u64][self.0.usize(..4)]
    }

    fn duration(&mut self) -> Duration {
        Duration::from_nanos(self.count())
    }

    fn time(&mut self) -> SystemTime {
        at(self.0.i64(i64::MIN + 1..))
    }

    fn status(&mut self) -> Status {
        Status::ALL[self.0.usize(..Status::ALL.len())]
    }

    fn level(&mut self) -> HealthLevel {
        HealthLevel::ALL[self.0.usize(..HealthLevel::ALL.len())]
    }

    fn what(&mut self) -> What {
        let commands = [Command::Start, Command::Stop, Command::Restart, Command::Retry, Command::Reset];
        match self.0.u8(..16) {
            0 => What::Began { daemons: self.0.u16(..).into() },
            1 => What::LastRunUnclean { process: self.0.u32(..), began: self.time() },
            2 => What::ShuttingDown,
            3 => What::Ended { clean: self.0.bool() },
            4 => What::Commanded(commands[self.0.usize(..commands.len())]),
            5 => What::Lost { handler: self.text(), count: self.count(), in_hand: self.0.bool() },
            6 => What::ErrorsBegan { handler: self.text() },
            7 => What::ErrorsEnded { handler: self.text(), count: self.count() },
            8 => What::Stalled { handler: self.text(), place: self.text(), age: self.duration() },
            9 => What::Blocking { handler: self.text(), place: self.text(), age: self.duration() },
            10 => What::RestartsOften { in_last_hour: self.0.u16(..).into() },
            11 => What::Other(self.text()),
            12 => What::Configured { key: self.text(), from: Some(self.text()), to: Some(self.text()) },
            13 => What::Configured { key: self.text(), from: None, to: None },
            14 => What::HealthChanged { from: self.level(), to: self.level() },
            _ => What::Moved {
                from: self.status(),
                to: self.status(),
                retry: self.maybe(|dice| Retry::new(dice.0.u32(..), dice.0.u32(..), dice.duration())),
                waiting_for: (0..self.0.u8(..3)).map(|_| self.name()).collect(),
            },
        }
    }

    fn cause(&mut self) -> Cause {
        let kinds = words::FAILURES.map(|(kind, _)| kind);
        let kind = [kinds[self.0.usize(..kinds.len())], FailureKind::Unknown][usize::from(self.0.u8(..10) == 0)];
        let cause = Cause::new(kind, self.text());
        if self.0.bool() { cause.at(self.text(), self.text()) } else { cause }
    }

    fn actor(&mut self) -> Actor {
        match self.0.u8(..6) {
            0 => Actor::Supervisor,
            1 => Actor::Cascade(self.name()),
            2 => Actor::Program,
            3 => Actor::Daemon(self.name()),
            4 => Actor::Other(self.text()),
            _ => Actor::Operator { who: self.text(), why: self.maybe(Self::text) },
        }
    }

    fn record(&mut self, number: u64) -> Record {
        let Run { node, process, .. } = run();
        Record {
            number,
            wall: self.time(),
            monotonic: self.duration(),
            node,
            process,
            daemon: self.maybe(Self::name),
            generation: self.count(),
            what: self.what(),
            cause: self.maybe(Self::cause),
            actor: self.actor(),
        }
    }
}

fn read_all(connection: &Connection) -> Vec<Record> {
    let mut statement = connection.prepare("SELECT * FROM record ORDER BY number").unwrap();
    let rows = statement.query_map([], |row| read(row, &run())).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn every_record_comes_back_as_it_was() {
    for seed in 0..40 {
        let mut dice = Dice(fastrand::Rng::with_seed(seed));
        let records: Vec<Record> = (1..=100).map(|number| dice.record(number)).collect();
        let connection = database();
        let mut statement = connection.prepare(INSERT).unwrap();
        for record in &records {
            insert(&mut statement, 1, record).unwrap();
            // Twice is once.
            insert(&mut statement, 1, record).unwrap();
        }
        for (back, record) in read_all(&connection).iter().zip(&records) {
            assert_eq!(back, record, "seed {seed}");
        }
        assert_eq!(read_all(&connection).len(), records.len());
    }
}

#[test]
fn what_does_not_fit_is_cut_and_no_error() {
    let connection = database();
    let mut record = Dice(fastrand::Rng::with_seed(1)).record(1);
    record.generation = u64::MAX;
    record.monotonic = Duration::MAX;
    record.what = What::Lost { handler: "x".into(), count: u64::MAX, in_hand: true };
    insert(&mut connection.prepare(INSERT).unwrap(), 1, &record).unwrap();
    let back = read_all(&connection).remove(0);
    assert_eq!(back.generation, i64::MAX as u64);
    assert_eq!(back.monotonic, Duration::from_nanos(i64::MAX as u64));
}

#[test]
fn what_a_newer_version_wrote_comes_in_its_own_words() {
    let connection = database();
    let mut record = Dice(fastrand::Rng::with_seed(2)).record(1);
    record.what = What::Moved { from: Status::Running, to: Status::Stopping, retry: None, waiting_for: Vec::new() };
    record.actor = Actor::Operator { who: "root".into(), why: None };
    record.cause = Some(Cause::new(FailureKind::Init, "no way in"));
    insert(&mut connection.prepare(INSERT).unwrap(), 1, &record).unwrap();
    let read_with = |change: &str| {
        connection.execute_batch(&format!("SAVEPOINT change; UPDATE record SET {change}")).unwrap();
        let record = read_all(&connection).remove(0);
        connection.execute_batch("ROLLBACK TO change; RELEASE change").unwrap();
        record
    };
    let other = What::Other("running → stopping".into());
    assert_eq!(read_with("status_to = 'pondering'").what, other);
    assert_eq!(read_with("what = 'pondered'").what, other);
    assert_eq!(read_with("what = 'told to ponder'").what, other);
    assert_eq!(read_with("what = 'lost'").what, other, "parts are missing");
    assert_eq!(read_with("actor = 'oracle'").actor, Actor::Other("oracle root".into()));
    assert_eq!(read_with("actor = 'oracle', actor_name = NULL").actor, Actor::Other("oracle".into()));
    assert_eq!(read_with("cause_kind = 'fate'").cause, Some(Cause::new(FailureKind::Unknown, "no way in")));
    assert_eq!(read_with("number = 1"), record);
}

#[test]
fn every_kind_of_failure_has_its_word() {
    for (kind, word) in words::FAILURES {
        assert_eq!((words::failure(word), words::of_failure(kind)), (kind, word));
    }
    assert_eq!(words::of_failure(FailureKind::Unknown), "unknown");
}
