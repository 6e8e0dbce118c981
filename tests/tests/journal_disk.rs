//! A durable journal on a disk that is full, and on one that cannot be written to. p39.
//!
//! `.ci/run` makes the two disks, which takes more rights than a test has, and says where they are.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use daemon_core::{JournalReader, Select};
use daemon_tests::Journaling;

const PROGRAM: &str = env!("CARGO_BIN_EXE_journaling");

fn disk(name: &str) -> PathBuf {
    let disks = std::env::var_os("DAEMON_TESTS_DISKS").expect("`DAEMON_TESTS_DISKS` says where the disks are");
    Path::new(&disks).join(name)
}

/// Writes to the disk until there is no room left.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    for size in [65536, 4096, 512, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

#[test]
#[ignore = "needs a small disk, which `.ci/run` makes"]
fn p39_a_full_disk_degrades_the_journal_and_never_the_daemons() {
    let disk = disk("small");
    let (path, filler) = (disk.join("journal.db"), disk.join("filler"));
    let mut program = Journaling::start(PROGRAM, &path);
    let before = program.step();
    fill(&filler);

    // The log has some room of its own, or none.
    let degraded = (0..10_000).map(|_| program.ask("step")).find(|answer| answer.starts_with("degraded"));
    assert!(degraded.expect("it is full").contains("full"));
    for _ in 0..50 {
        assert_eq!(program.ask("restart"), "restarted", "the daemons go on");
    }
    assert_eq!(program.ask("durable"), "degraded, lost 0");
    let reader = JournalReader::open(&path).unwrap();
    assert!(reader.records(&Select::new()).unwrap().len() as u64 >= before, "what was written is read meanwhile");

    // For so long that some fall out of memory.
    while program.ask("durable") == "degraded, lost 0" {
        for _ in 0..100 {
            program.ask("restart");
        }
    }
    fs::remove_file(&filler).unwrap();
    let lost: u64 = program.ask("step").strip_prefix("lost ").expect("it is told").parse().unwrap();
    let flushed = program.step();
    assert_eq!(program.ask("durable"), format!("well, lost {lost}"));
    assert_eq!(reader.records(&Select::new()).unwrap().len() as u64, flushed - lost);
    program.end();

    // A program that starts on a full disk runs too, if its journal is there.
    fill(&filler);
    let mut program = Journaling::start(PROGRAM, &path);
    assert_eq!(program.ask("restart"), "restarted");
    fs::remove_file(&filler).unwrap();
    program.step();
    program.end();
}

#[test]
#[ignore = "needs a disk that is read-only, which `.ci/run` makes"]
fn p39_a_read_only_directory_is_an_error_that_says_what_to_do_and_is_read_from() {
    let disk = disk("read-only");
    let path = disk.join("new.db");
    let mut program = Journaling::launch(PROGRAM, &path);
    let said = program.line();
    assert!(
        said.starts_with("error: ") && said.contains("must be able to write to the file and to its directory"),
        "{said}"
    );

    // Put there by `.ci/run`, when it could be written to.
    let path = disk.join("journal.db");
    let mut program = Journaling::launch(PROGRAM, &path);
    let said = program.line();
    assert!(
        said.starts_with("error: ") && said.contains("must be able to write to the file and to its directory"),
        "{said}"
    );
    let records = JournalReader::open(&path).unwrap().records(&Select::new()).unwrap();
    assert!(!records.is_empty());
}
