//! The program `journaling`, as a test runs it.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A running program that keeps a journal. Killed with SIGKILL when it is dropped. It ends itself after a minute, so that
/// nothing here waits longer.
#[derive(Debug)]
pub struct Journaling {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Journaling {
    /// Starts `program` on the journal `path`; what it says first is not yet read.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn launch(program: &str, path: &Path) -> Self {
        let mut command = Command::new(program);
        command.arg(path).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program is there");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { child, lines }
    }

    /// The same, and waits until its daemon runs.
    ///
    /// # Panics
    ///
    /// If it does not.
    pub fn start(program: &str, path: &Path) -> Self {
        let mut program = Self::launch(program, path);
        assert_eq!(program.line(), "up");
        program
    }

    /// Its number.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The next line that it prints.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn line(&mut self) -> String {
        self.lines.next().expect("it says something").expect("and in UTF-8")
    }

    /// Tells it something, and does not wait for the answer.
    ///
    /// # Panics
    ///
    /// If it is gone.
    pub fn tell(&mut self, what: &str) {
        let stdin = self.child.stdin.as_mut().expect("it is piped");
        writeln!(stdin, "{what}").expect("it listens");
    }

    /// Tells it something. Returns the answer.
    pub fn ask(&mut self, what: &str) -> String {
        self.tell(what);
        self.line()
    }

    /// Restarts its daemon and flushes. Returns up to which number everything is durable.
    ///
    /// # Panics
    ///
    /// If it is not.
    #[track_caller]
    pub fn step(&mut self) -> u64 {
        let answer = self.ask("step");
        answer.parse().unwrap_or_else(|_| panic!("everything is durable: {answer}"))
    }

    /// Kills it with SIGKILL. Returns what it still had said.
    ///
    /// # Panics
    ///
    /// If it had ended.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().expect("it lives");
        self.child.wait().expect("it is ours");
        let mut said: Vec<String> = self.lines.by_ref().map_while(Result::ok).collect();
        // The last line may be half of one: a number, cut, is another number.
        said.pop();
        said
    }

    /// Shuts it down.
    ///
    /// # Panics
    ///
    /// If that is not clean.
    pub fn end(mut self) {
        assert_eq!(self.ask("end"), "ended");
        assert!(self.child.wait().expect("it is ours").success());
    }
}

impl Drop for Journaling {
    fn drop(&mut self) {
        // It may have ended, which is what was wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
