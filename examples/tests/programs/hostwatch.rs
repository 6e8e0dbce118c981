//! hostwatch from start to Ctrl-C.

use std::path::Path;
#[cfg(target_os = "linux")]
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::program::{Ended, Program, hostwatch};

fn on(database: &Path) -> Program {
    let mut command = hostwatch();
    command.env("HOSTWATCH_DB", database);
    Program::start(command)
}

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn samples(database: &Path) -> i64 {
    Connection::open(database).unwrap().query_row("SELECT count(*) FROM sample", [], |row| row.get(0)).unwrap()
}

/// In the order in which they stop: whoever publishes before those who listen.
#[cfg(unix)]
const STOPS: [&str; 5] = ["✔ sampler", "✔ alerts", "✔ recorder", "✔ store", "stopped 6 daemons"];

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_in_reverse_order_and_loses_no_sample() {
    let directory = directory();
    let database = directory.path().join("samples.db");
    let mut program = on(&database);
    for _ in 0..3 {
        let line = program.line();
        assert!(line.contains("UTC  cpu") && line.contains("processes"), "{line}");
    }
    program.signal("INT");
    let ended = program.end();

    assert_eq!(ended.code, Some(0), "{ended:#?}");
    ended.contains(&ended.stderr, &["samples are kept in", "samples.db", "SIGINT"]);
    ended.contains(&ended.stderr, &["handed the rest to the store", "closed"]);
    ended.contains(&ended.stderr, &STOPS);
    assert!(samples(&database) >= 3);
}

#[cfg(unix)]
#[test]
fn a_service_manager_stops_it_like_ctrl_c() {
    let directory = directory();
    let database = directory.path().join("samples.db");
    let mut program = on(&database);
    program.line();
    program.signal("TERM");
    let ended = program.end();
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    ended.contains(&ended.stderr, &STOPS);

    // And once more on the file that is there now.
    let before = samples(&database);
    let mut program = on(&database);
    program.line();
    program.signal("TERM");
    assert_eq!(program.end().code, Some(0));
    assert!(samples(&database) > before);
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_does_not_wait_for_a_database_that_is_held() {
    let directory = directory();
    let database = directory.path().join("samples.db");
    let mut program = on(&database);
    program.line();
    let holder = Connection::open(&database).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    program.signal("INT");
    program.wait_for_error("handed the rest to the store");
    program.signal("INT");
    let ended = program.end();
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    ended.contains(&ended.stderr, &["✖ store", "late, in `write`", "forced"]);
}

#[cfg(unix)]
#[test]
fn an_error_is_told_with_what_led_up_to_it() {
    let directory = directory();
    let database = directory.path().join("samples.db");
    let mut program = on(&database);
    program.line();
    let holder = Connection::open(&database).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    // What is left is written now, which waits a while for whoever holds the file, and is an error then.
    program.signal("INT");
    let ended = program.end();
    let before = " s before: DEBUG store#1";
    ended.contains(&ended.stderr, &["ERROR", "a handler returned an error", "database is locked"]);
    ended.contains(
        &ended.stderr,
        &["database is locked", before, "prune: deleting", before, "write: writing  samples="],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_service_manager_is_told_how_it_is() {
    use std::os::unix::net::UnixDatagram;

    let directory = directory();
    let manager = UnixDatagram::bind(directory.path().join("manager")).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut command = hostwatch();
    command
        .env("HOSTWATCH_DB", directory.path().join("samples.db"))
        .env("NOTIFY_SOCKET", directory.path().join("manager"));
    let program = Program::start(command);
    let (mut message, mut heard) = ([0; 4096], String::new());
    let mut hear = |wanted: &str| {
        while !heard.contains(wanted) {
            let length = manager.recv(&mut message).unwrap();
            heard.push_str(&String::from_utf8_lossy(&message[..length]));
        }
    };
    hear("READY=1");
    hear("STATUS=6 daemons running");
    program.signal("TERM");
    hear("STOPPING=1");
    assert_eq!(program.end().code, Some(0));
}

#[test]
fn a_path_that_cannot_be_written_is_an_error_that_says_what_to_do() {
    let directory = directory();
    let refused = |path: &Path, why: &str| {
        let ended = on(path).end();
        assert_eq!(ended.code, Some(1), "{ended:#?}");
        ended.contains(&ended.stderr, &["error: ", path.to_str().unwrap(), why, "set HOSTWATCH_DB to"]);
        let Ended { stdout, stderr, .. } = &ended;
        assert!(stdout.is_empty() && !stderr.contains("panicked"), "{ended:#?}");
    };
    refused(&directory.path().join("missing").join("samples.db"), "its directory does not exist");
    refused(directory.path(), "it is a directory");

    let text = directory.path().join("notes.txt");
    std::fs::write(&text, "milk, bread").unwrap();
    refused(&text, "is not a SQLite database");
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "milk, bread", "it is left alone");
}

#[test]
fn an_argument_is_an_error() {
    let mut command = hostwatch();
    command.arg("--verbose");
    let ended = Program::start(command).end();
    assert_eq!(ended.code, Some(2));
    ended.contains(&ended.stderr, &["usage: hostwatch", "HOSTWATCH_DB"]);
}
