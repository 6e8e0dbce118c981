//! What happened, kept in a file: by a program that ended well, and by one that crashed.
//!
//! Run it with `cargo run --example 15_journal`.
//!
//! A journal is always there, in memory: `system.journal()`. With the feature `sqlite` it can be kept in a file, which
//! another process can read with `JournalReader` while it is written, and after its program has died. A thread of its own
//! writes it; no daemon waits for it.
//!
//! Three processes are started on one file. The first ends well. The second crashes: what it had flushed is there, and the
//! third notes that the run before never said that it had ended.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::{JournalReader, Select, SqliteJournal, Status};

#[daemon(register = false)]
struct Feed;

#[daemon]
impl Feed {
    #[run]
    async fn poll(&self, ctx: &Context) {
        ctx.cancelled().await;
    }
}

/// What each of the processes does.
#[tokio::main]
async fn run(path: &Path, crashes: bool) -> Result {
    // A path that cannot be used is an error here. A disk that is full is none, here or later: the daemons run.
    let journal = SqliteJournal::open(path)?.keep_for(Duration::from_secs(30 * 24 * 60 * 60));
    let system = App::empty().with::<Feed>().journal(journal).start().await?;
    system.restart("feed").await?;
    system.wait_for("feed", Status::Running).await?;
    // Everything so far is on the disk when this returns, or it says why not.
    system.journal().flush().await?;
    if crashes {
        std::process::abort();
    }
    system.shutdown().await;
    Ok(())
}

fn main() -> Result {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [path, how] = &arguments[..] {
        return run(path.as_ref(), how == "crashes");
    }

    let directory = tempfile::tempdir()?;
    let path = directory.path().join("journal.db");
    for how in ["ends", "crashes", "ends"] {
        Command::new(std::env::current_exe()?).arg(&path).arg(how).status()?;
    }

    let reader = JournalReader::open(&path)?;
    for run in reader.runs()? {
        println!("run {}: {:?}", run.id, run.end);
        for record in reader.records(&Select::new().run(run.id))? {
            println!("  {record}");
        }
    }
    let newest = reader.records(&Select::new().daemon("feed").newest(1))?;
    println!("the last of `feed`: {}", newest[0]);
    Ok(())
}
