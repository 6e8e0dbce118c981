//! Programs as a whole: signals, exit codes, last words. Unix only, for the signals. p12.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]
#![cfg(unix)]

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a program may take to do what is asked of it, before it is killed and the test fails.
const LIMIT: Duration = Duration::from_secs(60);

/// The program `stubborn`, killed when it is dropped; what it says, and what it complains of.
struct Program(Child, Lines<BufReader<ChildStdout>>, Lines<BufReader<ChildStderr>>);

impl Program {
    fn start(wrong: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stubborn"));
        command
            .arg(wrong)
            .env("TOKIO_WORKER_THREADS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program is there");
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        Self(child, BufReader::new(stdout).lines(), BufReader::new(stderr).lines())
    }

    /// Waits until it says `this`.
    fn says(mut self, this: &str) -> Self {
        let (line, program) = limited(move || (self.1.next().unwrap().unwrap(), self));
        assert_eq!(line, this);
        program
    }

    /// Waits until it writes a line with all of `words` to standard error.
    fn complains(mut self, words: &'static [&'static str]) -> Self {
        limited(move || {
            let found = self.2.by_ref().map(Result::unwrap).find(|line| words.iter().all(|word| line.contains(word)));
            assert!(found.is_some(), "it ended without {words:?}");
            self
        })
    }

    fn signal(self, signal: &str) -> Self {
        let sent = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self
    }

    /// Waits for its end: the exit code, and what else it wrote to standard error.
    fn end(self) -> (Option<i32>, String) {
        let (words, mut program) = limited(move || {
            let mut program = self;
            let words: Vec<String> = program.2.by_ref().map(Result::unwrap).collect();
            (words.join("\n"), program)
        });
        (program.0.wait().unwrap().code(), words)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended, which is what was wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The result of `work`, within the limit.
fn limited<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(work()));
    receive.recv_timeout(LIMIT).expect("the program does what is asked of it within a minute")
}

#[test]
fn p12_a_signal_ends_it_cleanly_with_exit_code_0() {
    for signal in ["-INT", "-TERM"] {
        let program = Program::start("nothing").says("up").signal(signal).says("cleaning up");
        assert_eq!(program.end(), (Some(0), String::new()), "{signal}");
    }
}

#[test]
fn p12_a_second_signal_ends_a_hung_cleanup_at_once_and_says_where_it_was() {
    let program = Program::start("hang").says("up").signal("-INT").says("cleaning up").signal("-INT");
    let (code, words) = program.end();
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("late, in `cleanup` (tests/src/bin/stubborn.rs:"), "{words}");
    assert!(words.contains("forced"), "{words}");
}

#[test]
fn p12_a_blocked_thread_does_not_keep_the_process_alive() {
    let program = Program::start("block").says("up").signal("-INT").says("cleaning up").signal("-TERM");
    let (code, words) = program.end();
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("given up: a thread is blocked in it"), "{words}");
}

#[test]
fn p12_signals_and_deadlines_are_seen_to_though_every_worker_is_blocked() {
    let program = Program::start("block-all").says("up").says("blocking");
    let facts = &["WARN", "blocks its thread", "handler=misbehave", "place=tests/src/bin/stubborn.rs:"];
    let (code, words) = program.complains(facts).signal("-INT").signal("-TERM").end();
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("late, in `misbehave` (tests/src/bin/stubborn.rs:"), "{words}");
    assert!(words.contains("given up: a thread is blocked in it"), "{words}");
}

#[test]
fn p12_a_daemon_that_had_failed_is_in_the_last_words_and_in_the_exit_code() {
    let program = Program::start("panic").says("up").says("cleaning up");
    // Nobody listens to `tracing`: errors go to standard error as they happen.
    let (code, words) = program.complains(&["ERROR failed"]).signal("-INT").end();
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains(": panicked: as planned, in `misbehave` (tests/src/bin/stubborn.rs:"), "{words}");
}

#[test]
fn what_is_wrong_before_the_start_is_said_on_standard_error() {
    let (code, words) = Program::start("check").end();
    assert_eq!(code, Some(1));
    assert!(words.starts_with("error: `stubborn` (tests/src/bin/stubborn.rs:"), "{words}");
    assert!(words.contains("has the `#[resource]` field `wrong`"), "{words}");
    let (code, words) = Program::start("resource").end();
    assert_eq!(code, Some(1));
    assert!(words.contains("could not be made: the network is down; nothing was started"), "{words}");
}

#[test]
fn p06_a_strict_program_that_does_not_start_says_why_and_exits_with_1() {
    let (code, words) = Program::start("fail").end();
    assert_eq!(code, Some(1));
    assert!(words.contains("error: `stubborn` did not start: no way in, in `init` (tests/src/bin/"), "{words}");
}
