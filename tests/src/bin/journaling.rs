//! For `tests/journal_process.rs` and `tests/journal_disk.rs`: a program that keeps a journal in the file that is its
//! argument, and does what it is told on standard input, a line each. It answers each with a line.
//!
//! `run` restarts a daemon for ever, flushes, and says up to which number each time; `step` does that once; `restart`
//! does not flush; `durable` says how the journal stands; `end` shuts down.

use std::io::BufRead;
use std::process::ExitCode;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::{JournalError, SqliteJournal, Status};

#[daemon(register = false)]
struct Idle;

#[daemon]
impl Idle {}

fn main() -> ExitCode {
    // Should the test forget it.
    std::thread::spawn(|| {
        std::thread::park_timeout(Duration::from_secs(60));
        std::process::abort();
    });
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run() -> Result {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let app = App::empty().with::<Idle>().journal(SqliteJournal::open(path)?);
    let system = app.start().await?;
    say("up");
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(std::result::Result::ok) {
            // The program may have ended.
            let _ = tell.send(line);
        }
    });
    while let Some(line) = told.recv().await {
        match line.as_str() {
            "run" => loop {
                say(step(&system).await?);
            },
            "step" => say(step(&system).await?),
            "restart" => {
                restart(&system).await?;
                say("restarted");
            }
            "durable" => say(match system.journal().durable() {
                Some(durable) if durable.is_degraded() => format!("degraded, lost {}", durable.lost),
                Some(durable) => format!("well, lost {}", durable.lost),
                None => "none".to_owned(),
            }),
            _ => break,
        }
    }
    let report = system.shutdown().await;
    say(if report.is_clean() { "ended" } else { "ended uncleanly" });
    Ok(())
}

async fn restart(system: &System) -> Result {
    system.restart("idle").await?;
    Ok(system.wait_for("idle", Status::Running).await?)
}

/// Says up to which number everything is durable; or why it is not.
async fn step(system: &System) -> Result<String> {
    restart(system).await?;
    let last = system.journal().last();
    Ok(match system.journal().flush().await {
        Ok(()) => last.to_string(),
        Err(JournalError::Lost { count, .. }) => format!("lost {count}"),
        Err(error) => format!("degraded: {error}"),
    })
}

#[expect(clippy::print_stdout, reason = "how the test knows")]
fn say(what: impl std::fmt::Display) {
    println!("{what}");
}
