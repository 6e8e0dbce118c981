//! A process whose output is read while it runs.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use tokio::time::Instant;

/// How long a process may take, from start to end. One that takes longer is killed, and the test fails.
const LIMIT: Duration = Duration::from_secs(60);

/// A running process. It does not outlive the test.
pub(crate) struct Program {
    child: Child,
    deadline: Instant,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    /// What was not read before.
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program that a bare `cargo run` starts.
pub(crate) fn hostwatch() -> Command {
    Command::new(env!("CARGO_BIN_EXE_hostwatch"))
}

/// A numbered example. `cargo test` builds them all; `cargo test --test programs` does not.
pub(crate) fn example(name: &str) -> Command {
    let directory = PathBuf::from(env!("CARGO_BIN_EXE_hostwatch")).with_file_name("examples");
    let path = directory.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(path.exists(), "{} is missing; build it: cargo build -p daemon-examples --examples", path.display());
    Command::new(path)
}

impl Program {
    /// Starts it without a terminal, and without anything to read.
    pub(crate) fn start(mut command: Command) -> Self {
        command.env_remove("RUST_BACKTRACE").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdout, stderr) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Self { child, deadline: Instant::now() + LIMIT, stdout, stderr }
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        next(&self.stdout, self.deadline).expect("it prints another line")
    }

    /// Waits until it says something with `part` in it on standard error. What came before is not kept.
    pub(crate) fn wait_for_error(&mut self, part: &str) {
        while !next(&self.stderr, self.deadline).expect("it goes on").contains(part) {}
    }

    /// As Ctrl-C, `INT`, or as a service manager, `TERM`.
    pub(crate) fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success(), "{kill}");
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        let rest = |from: &Receiver<String>| {
            let mut text = String::new();
            while let Some(line) = next(from, self.deadline) {
                text.push_str(&line);
                text.push('\n');
            }
            text
        };
        let (stdout, stderr) = (rest(&self.stdout), rest(&self.stderr));
        Ended { code: self.code(), stdout, stderr }
    }

    fn code(&mut self) -> Option<i32> {
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < self.deadline, "it has closed its output, and not ended");
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Fails if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// Ends the test unless `text` contains all of `parts`, in this order.
    #[track_caller]
    pub(crate) fn contains(&self, text: &str, parts: &[&str]) {
        let mut rest = text;
        for part in parts {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => panic!("`{part}` is missing, or comes before another part: {self:#?}"),
            }
        }
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    receive
}

/// The next line, or none at the end.
fn next(from: &Receiver<String>, deadline: Instant) -> Option<String> {
    match from.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(line) => Some(line),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => panic!("it has not ended after {} s", LIMIT.as_secs()),
    }
}
