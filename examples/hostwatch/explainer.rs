//! Says what led up to an error.

use std::fmt;
use std::io::{self, Write};

use daemon_core::prelude::*;
use daemon_core::{Followed, LogLine, LogStream, Logs};
use tracing::Level;

/// How many lines are shown of what came before.
const SHOWN: usize = 5;

/// When something goes wrong with a daemon, shows what that did just before, in detail that the terminal is spared otherwise.
#[daemon]
pub(crate) struct Explainer {
    logs: Logs,
    errors: LogStream,
    /// The number of the last one.
    explained: u64,
}

#[daemon]
impl Explainer {
    #[init]
    fn follow(ctx: &Context) -> Result<Self> {
        let logs: Logs = ctx.resource()?;
        let errors = logs.all().level(Level::ERROR).last(0).follow();
        Ok(Self { logs, errors, explained: 0 })
    }

    #[interval("1s")]
    fn explain(&mut self) {
        while let Some(next) = self.errors.try_next() {
            // How many were missed says nothing about any of them.
            let Followed::Line(error) = next else { continue };
            for line in led_up_to(&self.logs, &error, self.explained) {
                // If nobody reads standard error, there is nobody to explain anything to.
                let _ = writeln!(io::stderr(), "{line}");
            }
            self.explained = error.number;
        }
    }

    /// It stops after all that it explains.
    #[cleanup]
    fn explain_the_rest(&mut self) {
        self.explain();
    }
}

/// What the daemon said before `error`, and the terminal does not have: the last few lines after the one that is `explained`.
fn led_up_to(logs: &Logs, error: &LogLine, explained: u64) -> Vec<String> {
    let mut lines = logs.of(&error.daemon).lines();
    lines.retain(|line| line.level > Level::INFO && (explained..error.number).contains(&line.number));
    let first = lines.len().saturating_sub(SHOWN);
    lines[first..].iter().map(|line| Before { line, error }.to_string()).collect()
}

/// `     1.5 s before: DEBUG store#1 write: writing  samples=10 alerts=0`
struct Before<'a> {
    line: &'a LogLine,
    error: &'a LogLine,
}

impl fmt::Display for Before<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.error.at.duration_since(self.line.at).unwrap_or_default();
        write!(f, "{:>8.1} s before: {}", before.as_secs_f64(), self.line)
    }
}
