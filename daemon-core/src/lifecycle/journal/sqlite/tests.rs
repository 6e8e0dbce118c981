//! The file by itself: what is kept, what is refused, what is moved aside.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::lifecycle::journal::{Actor, Journal, Record, Run, What};

fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    (directory, path)
}

fn run(process: u32) -> Run {
    Run::new("node", process, SystemTime::UNIX_EPOCH + Duration::from_secs(process.into()))
}

fn records(run: &Run, numbers: std::ops::RangeInclusive<u64>) -> Vec<Record> {
    let record = |number| Record {
        number,
        wall: SystemTime::UNIX_EPOCH + Duration::from_secs(number),
        monotonic: Duration::from_secs(number),
        node: run.node.clone(),
        process: run.process,
        daemon: Some("poller".into()),
        generation: 1,
        what: What::ErrorsBegan { handler: "poll".into() },
        cause: None,
        actor: Actor::Supervisor,
    };
    numbers.map(record).collect()
}

/// A file with a run of so many records, that ended.
fn written(path: &PathBuf, count: u64) -> Vec<Record> {
    let mut journal = SqliteJournal::open(path).unwrap();
    let records = records(&run(1), 1..=count);
    journal.begin(&run(1)).unwrap();
    journal.write(&records).unwrap();
    journal.end().unwrap();
    records
}

fn numbers(path: &PathBuf) -> Vec<u64> {
    let records = JournalReader::open(path).unwrap().records(&Select::new()).unwrap();
    records.iter().map(|record| record.number).collect()
}

#[test]
fn a_batch_that_is_given_again_is_written_once() {
    let (_keep, path) = directory();
    let mut journal = SqliteJournal::open(&path).unwrap();
    journal.begin(&run(1)).unwrap();
    journal.begin(&run(1)).unwrap();
    journal.write(&records(&run(1), 1..=3)).unwrap();
    journal.write(&records(&run(1), 2..=4)).unwrap();
    assert_eq!(numbers(&path), [1, 2, 3, 4]);
    assert_eq!(JournalReader::open(&path).unwrap().runs().unwrap().len(), 1);
}

#[test]
fn the_oldest_are_thrown_away_a_part_at_a_time() {
    let (_keep, path) = directory();
    written(&path, 10_000);
    let mut journal = SqliteJournal::open(&path).unwrap().keep(500);
    journal.begin(&run(2)).unwrap();
    let mut left = Vec::new();
    for number in 1..=5 {
        journal.write(&records(&run(2), number..=number)).unwrap();
        left.push(numbers(&path).len());
    }
    assert_eq!(left, [5905, 1810, 500, 501, 502]);
    for batch in 0..10 {
        journal.write(&records(&run(2), batch * 200 + 6..=batch * 200 + 205)).unwrap();
    }
    assert!(numbers(&path).len() < 500 + 1024 + 200);
    let reader = JournalReader::open(&path).unwrap();
    let runs: Vec<u32> = reader.runs().unwrap().iter().map(|run| run.run.process).collect();
    assert_eq!(runs, [2], "nothing is left of the first");
}

#[test]
fn those_that_are_too_old_are_thrown_away() {
    let (_keep, path) = directory();
    let mut journal = SqliteJournal::open(&path).unwrap().keep_for(Duration::from_secs(3600));
    journal.begin(&run(1)).unwrap();
    // From 1970, but for the last.
    let mut records = records(&run(1), 1..=100);
    records[99].wall = crate::clock::wall();
    journal.write(&records).unwrap();
    assert_eq!(numbers(&path), [100]);
}

#[test]
fn p39_a_damaged_page_is_noticed_at_the_next_start() {
    let (_keep, path) = directory();
    written(&path, 5000);
    let size = fs::metadata(&path).unwrap().len();
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(size / 2 / 4096 * 4096)).unwrap();
    file.write_all(&[0xa5; 4096]).unwrap();
    drop(file);
    let damaged = fs::read(&path).unwrap();
    let journal = SqliteJournal::open(&path).unwrap();
    assert_eq!(JournalReader::open(&path).unwrap().records(&Select::new()).unwrap(), []);
    assert_eq!(fs::read(path.with_file_name("journal.db.corrupt-1")).unwrap(), damaged, "all of it is kept");
    drop(journal);
}

#[test]
fn p39_a_file_that_is_cut_anywhere_is_whole_or_moved_aside() {
    let (_keep, path) = directory();
    let records = written(&path, 300);
    let whole = fs::read(&path).unwrap();
    let lengths = (0..120).step_by(7).chain((120..whole.len()).step_by(3001)).chain([whole.len()]);
    for length in lengths {
        let (_keep, path) = directory();
        fs::write(&path, &whole[..length]).unwrap();
        drop(SqliteJournal::open(&path).unwrap());
        let left = JournalReader::open(&path).unwrap().records(&Select::new()).unwrap();
        let is_aside = path.with_file_name("journal.db.corrupt-1").exists();
        match length {
            // As before the first run: nobody can tell.
            0 => assert!(left.is_empty() && !is_aside),
            _ if length == whole.len() => assert!(left == records && !is_aside),
            _ => assert!(left.is_empty() && is_aside, "cut to {length}"),
        }
    }
}

#[test]
fn p39_one_that_is_damaged_while_it_is_written_is_moved_aside_and_the_run_goes_on() {
    let (_keep, path) = directory();
    written(&path, 5000);
    let mut journal = SqliteJournal::open(&path).unwrap();
    journal.begin(&run(2)).unwrap();
    journal.write(&records(&run(2), 1..=3)).unwrap();
    // By another program.
    let length = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(8192)).unwrap();
    file.write_all(&vec![0xa5; length - 8192]).unwrap();
    drop(file);
    // SQLite has in memory what it needs for now; this is what it says when it has not.
    let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None);
    journal.close_after(&error.into());
    journal.write(&records(&run(2), 3000..=3000)).unwrap();
    assert_eq!(numbers(&path), [3000]);
    assert!(path.with_file_name("journal.db.corrupt-1").exists());
    let reader = JournalReader::open(&path).unwrap();
    assert_eq!(reader.runs().unwrap()[0].end, RunEnd::Running);
}

#[test]
fn what_is_not_a_journal_is_refused_and_left_alone() {
    let (_keep, path) = directory();
    let refused = |why: &str| {
        let before = fs::read(&path).unwrap();
        let error = SqliteJournal::open(&path).unwrap_err();
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
        for error in [error, JournalReader::open(&path).unwrap_err()] {
            assert!(error.to_string().contains(why), "{error}");
            assert_eq!(error.path(), path);
        }
        assert_eq!(fs::read(&path).unwrap(), before);
        // A reader leaves SQLite's own, since it may not write.
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(file::beside(&path, suffix));
        }
    };
    written(&path, 1);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    refused("it has format 99, and this program knows 1; use a newer version, or another path");
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE chat (line TEXT)").unwrap();
    refused("it is a SQLite database of another program; choose another path");
    for text in ["m", "milk, bread", &"SQLite is not in format 3 ".repeat(1000)] {
        fs::write(&path, text).unwrap();
        refused("not a SQLite database; choose another path");
    }
}

#[test]
fn a_path_is_taken_as_it_is_written() {
    let (_keep, path) = directory();
    let path = path.with_file_name("50% of? #1's.db");
    written(&path, 1);
    assert_eq!(numbers(&path), [1]);
}
