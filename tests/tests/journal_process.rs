//! A durable journal and processes: killed ones, several at once, and others that read. Unix only, for SIGKILL. p39.
#![cfg(unix)]

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use daemon_core::{JournalReader, Record, RunEnd, Select, StoredRun, What};
use daemon_tests::Journaling;
use tempfile::TempDir;

fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    (directory, path)
}

fn start(path: &Path) -> Journaling {
    Journaling::start(env!("CARGO_BIN_EXE_journaling"), path)
}

fn last_run(reader: &JournalReader) -> (StoredRun, Vec<Record>) {
    let run = reader.runs().unwrap().pop().unwrap();
    let records = reader.records(&Select::new().run(run.id)).unwrap();
    (run, records)
}

/// Makes sure that the records are the first of their run. Returns how many there are.
#[track_caller]
fn gap_free(records: &[Record]) -> u64 {
    for (number, record) in (1..).zip(records) {
        assert_eq!(record.number, number);
    }
    records.len() as u64
}

#[test]
fn p39_kill_9_loses_no_flushed_record_and_the_next_run_knows() {
    let (_keep, path) = directory();
    let mut killed: Option<u32> = None;
    for round in 0..25_u64 {
        let mut random = fastrand::Rng::with_seed(round);
        let mut program = start(&path);
        let process = program.process();
        program.tell("run");
        let mut flushed = 0;
        for _ in 0..random.u32(1..40) {
            flushed = program.line().parse().unwrap();
        }
        // It goes on meanwhile, so this is anywhere in its work.
        (0..random.u32(..20_000)).for_each(|_| std::hint::spin_loop());
        let rest = program.kill();
        let flushed: u64 = rest.last().map_or(flushed, |last| last.parse().unwrap());

        let reader = JournalReader::open(&path).unwrap();
        let (run, records) = last_run(&reader);
        assert_eq!((run.run.process, run.end), (process, RunEnd::Died), "round {round}");
        assert!(gap_free(&records) >= flushed, "round {round}: {flushed} were flushed, {} are left", records.len());
        assert!(matches!(records[0].what, What::Began { .. }), "round {round}");
        let noted = match records[1].what {
            What::LastRunUnclean { process, .. } => Some(process),
            _ => None,
        };
        assert_eq!(noted, killed, "round {round}");
        killed = Some(process);
    }
    start(&path).end();
    let mut program = start(&path);
    program.step();
    let (run, records) = last_run(&JournalReader::open(&path).unwrap());
    assert_eq!(run.end, RunEnd::Running);
    assert!(!matches!(records[1].what, What::LastRunUnclean { .. }), "the last one ended well");
    program.end();
    let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["journal.db"], "nothing is left beside it");
}

#[test]
fn p39_another_process_reads_while_it_is_written_and_after() {
    let (_keep, path) = directory();
    assert!(JournalReader::open(&path).unwrap_err().to_string().contains("there is none yet"));
    let mut program = start(&path);
    let reader = JournalReader::open(&path).unwrap();
    for _ in 0..50 {
        let flushed = program.step();
        let (run, records) = last_run(&reader);
        assert!(gap_free(&records) >= flushed);
        assert_eq!(run.end, RunEnd::Running);
        let newest = reader.records(&Select::new().newest(3)).unwrap();
        assert_eq!(newest, records[records.len() - 3..]);
        let after = reader.records(&Select::new().run(run.id).after(flushed - 1)).unwrap();
        assert_eq!(after[0].number, flushed);
        let about = reader.records(&Select::new().daemon("idle")).unwrap();
        assert_eq!(about.len(), records.len() - 1, "all but the first");
    }
    program.end();
    let (run, records) = last_run(&reader);
    assert_eq!(run.end, RunEnd::Ended);
    assert!(matches!(records.last().unwrap().what, What::Ended { clean: true, .. }));
    gap_free(&records);
}

#[test]
fn p39_two_processes_write_one_file_and_one_that_lives_is_not_taken_for_dead() {
    let (_keep, path) = directory();
    let (mut one, mut two) = (start(&path), start(&path));
    let (first, second) = (one.process(), two.process());
    for _ in 0..20 {
        one.tell("step");
        two.tell("step");
        let _: (u64, u64) = (one.line().parse().unwrap(), two.line().parse().unwrap());
    }
    let reader = JournalReader::open(&path).unwrap();
    for run in reader.runs().unwrap() {
        assert_eq!(run.end, RunEnd::Running);
        let records = reader.records(&Select::new().run(run.id)).unwrap();
        assert!(gap_free(&records) > 20);
        assert!(!records.iter().any(|record| matches!(record.what, What::LastRunUnclean { .. })));
    }
    one.kill();
    let mut three = start(&path);
    three.step();
    let (_, records) = last_run(&reader);
    assert!(matches!(records[1].what, What::LastRunUnclean { process, .. } if process == first), "{}", records[1]);
    let ends: Vec<RunEnd> = reader.runs().unwrap().iter().map(|run| run.end).collect();
    assert_eq!(ends, [RunEnd::Died, RunEnd::Running, RunEnd::Running]);
    assert_ne!(first, second);
    two.end();
    three.end();
}

#[test]
fn p39_a_torn_file_is_cut_or_moved_aside_and_the_next_run_goes_on() {
    for round in 0..30_u64 {
        let mut random = fastrand::Rng::with_seed(round);
        let (_keep, path) = directory();
        // Some of it in the file, and some of it in the log beside it.
        let mut program = start(&path);
        program.step();
        program.end();
        let mut program = start(&path);
        for _ in 0..random.u32(1..30) {
            program.step();
        }
        program.kill();
        let before = JournalReader::open(&path).unwrap().records(&Select::new()).unwrap();

        let of_the_log = random.bool();
        let torn = if of_the_log { path.with_file_name("journal.db-wal") } else { path.clone() };
        let file = OpenOptions::new().write(true).open(&torn).unwrap();
        let length = file.metadata().unwrap().len();
        file.set_len(random.u64(..length)).unwrap();
        drop(file);

        let mut program = start(&path);
        program.step();
        let reader = JournalReader::open(&path).unwrap();
        let runs = reader.runs().unwrap();
        let is_aside = path.with_file_name("journal.db.corrupt-1").exists();
        let left = reader.records(&Select::new()).unwrap();
        for run in &runs {
            gap_free(&reader.records(&Select::new().run(run.id)).unwrap());
        }
        if is_aside {
            assert_eq!(runs.len(), 1, "round {round}: a new one is begun");
        } else if of_the_log {
            let kept = left.iter().zip(&before).take_while(|(left, before)| left == before).count();
            assert!(kept > 0, "round {round}: what was in the file is there");
        } else {
            assert!(left.starts_with(&before), "round {round}: nothing is lost without a word");
        }
        program.end();
    }
}

#[test]
fn p39_a_file_that_is_taken_away_is_begun_anew() {
    let (_keep, path) = directory();
    let mut program = start(&path);
    program.step();
    fs::remove_file(&path).unwrap();
    fs::remove_file(path.with_file_name("journal.db-wal")).unwrap();
    let flushed = program.step();
    let (run, records) = last_run(&JournalReader::open(&path).unwrap());
    assert_eq!(run.end, RunEnd::Running);
    assert_eq!(records.last().unwrap().number, flushed);
    program.end();
}

#[test]
fn a_path_that_cannot_be_used_is_an_error_before_anything_starts() {
    let (_keep, path) = directory();
    let refused = |path: &Path, why: &str| {
        let mut program = Journaling::launch(env!("CARGO_BIN_EXE_journaling"), path);
        let said = program.line();
        assert!(said.starts_with("error: `") && said.contains(why), "{said}");
    };
    refused(path.parent().unwrap(), "name a file in it");
    refused(&path.join("x.db"), "its directory does not exist: make it first");
    fs::write(&path, "milk, bread").unwrap();
    refused(&path.join("x.db"), "below something that is not a directory");
    refused(&path, "not a SQLite database; choose another path");
    assert_eq!(fs::read_to_string(&path).unwrap(), "milk, bread", "it is left alone");
    let garbage: Vec<u8> = (0..20_000_u32).map(|place| (place % 251) as u8).collect();
    fs::write(&path, &garbage).unwrap();
    refused(&path, "not a SQLite database; choose another path");
    assert_eq!(fs::read(&path).unwrap(), garbage, "it is left alone");
}
