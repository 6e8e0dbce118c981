//! The daemons together, on a scripted machine and a clock that stands still.

use std::path::Path;
use std::time::Duration;

use daemon_core::testing::{self, RunningApp, TestApp, advance};
use daemon_core::{App, Logs};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::alerts::{AlertCleared, AlertRaised};
use crate::machine::{Machine, Source};
use crate::sample::{Disk, Processes, Sampled, Usage};
use crate::store::{DatabaseFile, Pruned};

/// A second that all samples of a script are after, and no test will see the end of: nothing is pruned by chance.
const FUTURE: i64 = 4_000_000_000;

/// Plays a script: one entry for each sample, and the last one from then on.
struct Script {
    start: i64,
    played: usize,
    cpu: Vec<f64>,
    /// The disk is there for the first so many samples, and full.
    disk: usize,
}

impl Script {
    fn cpu(cpu: &[f64]) -> Self {
        Self { start: FUTURE, played: 0, cpu: cpu.to_vec(), disk: 0 }
    }
}

impl Source for Script {
    fn sample(&mut self) -> Sampled {
        let cpu = self.cpu[self.played.min(self.cpu.len() - 1)];
        let full = Disk { mount: "/data".to_owned(), usage: Usage { used: 99, total: 100 } };
        let disks = if self.played < self.disk { vec![full] } else { Vec::new() };
        let at = self.start + i64::try_from(self.played).unwrap();
        self.played += 1;
        Sampled { at, cpu, memory: Usage { used: 1, total: 2 }, disks, processes: Processes::default() }
    }
}

/// Everything but the console.
fn hostwatch(file: &Path, script: Script) -> TestApp {
    let app = App::new().only(["sampler", "recorder", "alerts"]);
    TestApp::of(app.provide(DatabaseFile(file.to_owned())).provide(Machine::new(script)))
}

/// Runs for so many samples, and half a second.
async fn run_for(_: &RunningApp, samples: u64) {
    advance(Duration::from_millis(samples * 1000 + 500)).await;
}

fn count(file: &Path, query: &str) -> i64 {
    Connection::open(file).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
}

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn every_sample_is_recorded_also_the_last_ones() {
    testing::run(async {
        let directory = directory();
        let file = directory.path().join("samples.db");
        let app = hostwatch(&file, Script::cpu(&[10.0])).start().await;
        run_for(&app, 25).await;
        app.end().await;
        assert_eq!(count(&file, "SELECT count(*) FROM sample"), 25);
        assert_eq!(count(&file, "SELECT count(DISTINCT at) FROM sample"), 25);
        assert_eq!(count(&file, "SELECT max(at) FROM sample"), FUTURE + 24);
    });
}

#[test]
fn samples_are_written_in_batches() {
    testing::run(async {
        let directory = directory();
        let file = directory.path().join("samples.db");
        let test = hostwatch(&file, Script::cpu(&[10.0]));
        let mut batches = test.probe::<crate::batch::Batch>();
        let app = test.start().await;
        run_for(&app, 30).await;
        let sizes: Vec<usize> = batches.drain().iter().map(|batch| batch.samples.len()).collect();
        assert_eq!(sizes.len(), 3);
        assert!(sizes.iter().sum::<usize>() >= 29, "{sizes:?}");
        app.end().await;
    });
}

#[test]
fn a_busy_processor_is_one_alert_until_it_is_over() {
    testing::run(async {
        let directory = directory();
        let file = directory.path().join("samples.db");
        let busy = [[10.0; 3].as_slice(), &[99.0; 20], &[80.0; 20], &[10.0; 1]].concat();
        let test = hostwatch(&file, Script::cpu(&busy));
        let (mut raised, mut cleared) = (test.probe::<AlertRaised>(), test.probe::<AlertCleared>());
        let app = test.start().await;
        run_for(&app, 60).await;

        let raised: Vec<_> = raised.drain().iter().map(|event| event.0.clone()).collect();
        assert_eq!(raised.len(), 1, "{raised:?}");
        assert_eq!((raised[0].subject.as_str(), raised[0].at), ("cpu", FUTURE + 3 + 4));
        let cleared: Vec<_> = cleared.drain().iter().map(|event| event.0.clone()).collect();
        assert_eq!(cleared.len(), 1, "{cleared:?}");
        assert_eq!(cleared[0].at, FUTURE + 43 + 4, "80 % is no reason to clear it");

        app.end().await;
        assert_eq!(count(&file, "SELECT count(*) FROM alert WHERE change = 'raised'"), 1);
        assert_eq!(count(&file, "SELECT count(*) FROM alert WHERE change = 'cleared'"), 1);
    });
}

#[test]
fn a_disk_that_is_gone_is_no_longer_full() {
    testing::run(async {
        let directory = directory();
        let script = Script { disk: 10, ..Script::cpu(&[10.0]) };
        let test = hostwatch(&directory.path().join("samples.db"), script);
        let (mut raised, mut cleared) = (test.probe::<AlertRaised>(), test.probe::<AlertCleared>());
        let app = test.start().await;
        run_for(&app, 30).await;
        assert_eq!(raised.next().await.0.subject, "disk /data");
        assert_eq!(cleared.next().await.0.subject, "disk /data");
        assert!(raised.drain().is_empty() && cleared.drain().is_empty());
        app.end().await;
    });
}

#[test]
fn what_is_old_is_pruned_and_the_rest_is_kept() {
    testing::run(async {
        let directory = directory();
        let file = directory.path().join("samples.db");
        let old = Script { start: 1_000_000_000, ..Script::cpu(&[10.0]) };
        let app = hostwatch(&file, old).start().await;
        run_for(&app, 100).await;
        app.end().await;
        assert_eq!(count(&file, "SELECT count(*) FROM sample"), 100);

        let test = hostwatch(&file, Script::cpu(&[10.0]));
        let mut pruned = test.probe::<Pruned>();
        let app = test.start().await;
        assert_eq!(pruned.next().await.rows, 100);
        run_for(&app, 15 * 60).await;
        app.end().await;
        assert!(pruned.drain().is_empty());
        assert_eq!(count(&file, "SELECT count(*) FROM sample WHERE at < 4000000000"), 0);
        assert!(count(&file, "SELECT count(*) FROM sample") >= 15 * 60);
    });
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_alone() {
    testing::run(async {
        let directory = directory();
        let file = directory.path().join("notes.txt");
        std::fs::write(&file, "milk, bread").unwrap();
        let error = hostwatch(&file, Script::cpu(&[10.0])).try_start().await.unwrap_err().to_string();
        assert!(error.contains("not a SQLite database") && error.contains("set HOSTWATCH_DB"), "{error}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "milk, bread");

        let file = directory.path().join("other.db");
        Connection::open(&file).unwrap().execute_batch("CREATE TABLE customer (name TEXT)").unwrap();
        let error = hostwatch(&file, Script::cpu(&[10.0])).try_start().await.unwrap_err().to_string();
        assert!(error.contains("another program"), "{error}");
        assert_eq!(count(&file, "SELECT count(*) FROM sqlite_schema"), 1);
    });
}

#[test]
fn this_machine_can_be_sampled() {
    testing::run(async {
        let machine = Machine::this_one().await.unwrap();
        let sampled = machine.sample().await.unwrap();
        assert!(sampled.memory.total > 0 && sampled.memory.used <= sampled.memory.total);
        assert!((0.0..=100.0).contains(&sampled.cpu), "{}", sampled.cpu);
        assert!(sampled.processes.count > 0);
    });
}

#[test]
fn nothing_is_wrong_with_the_program() {
    let plan = App::new()
        .provide(DatabaseFile(directory().path().join("samples.db")))
        .provide(Machine::new(Script::cpu(&[10.0])))
        .provide(Logs::new())
        .check()
        .unwrap();
    let waves = vec![vec!["console", "explainer"], vec!["store"], vec!["recorder"], vec!["alerts"], vec!["sampler"]];
    assert_eq!(plan.waves(), waves);
}
