//! What a daemon publishes of itself: a value that it changes, that anybody may watch, and that begins anew with each start.
//!
//! `cargo run --example 22_state`

use daemon_core::Status;
use daemon_core::prelude::*;

#[derive(Event)]
struct File {
    name: &'static str,
    lines: u64,
}

/// How far it is.
#[derive(Clone, Debug, Default)]
struct Progress {
    files: u64,
    lines: u64,
    last: Option<&'static str>,
}

/// Publishes how far it is.
#[daemon(state = Progress)]
struct Importer;

#[daemon]
impl Importer {
    #[subscribe]
    fn import(&mut self, file: &File, ctx: &Context) {
        // On a clone, which takes the state's place when this returns: after a panic, or an early return, nothing has changed.
        ctx.update_state(|progress: &mut Progress| {
            progress.files += 1;
            progress.lines += file.lines;
            progress.last = Some(file.name);
        });
    }
}

/// Watches the importer, which never waits for it.
#[daemon(depends_on(Importer))]
struct Display;

#[daemon]
impl Display {
    #[run]
    async fn run(&self, ctx: &Context) -> Result {
        let mut importer = ctx.watch_state::<Importer>()?;
        // Many files may have come meanwhile: what counts is the latest.
        let full = importer.wait_for(|progress| progress.files == 1000).await?;
        println!("{} files, {} lines, and {} was the last", full.files, full.lines, full.last.unwrap_or("none"));
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    let mut progress = system.watch_state::<Importer>()?;
    println!("at first: {:?}, of generation {}", progress.get(), progress.generation());

    system.publish(File { name: "a.csv", lines: 3 }).await?;
    println!("then: {:?}", *progress.changed().await?);
    for _ in 1..1000 {
        system.publish(File { name: "b.csv", lines: 5 }).await?;
    }
    // What was seen may be kept: it does not change, and is in nobody's way.
    let all = progress.wait_for(|progress| progress.files == 1000).await?;
    system.wait_for("display", Status::Completed).await?;

    system.set_state::<Importer>(Progress { files: 1, ..Progress::default() })?;
    println!("set from outside: {} file", progress.changed().await?.files);

    system.restart("importer").await?;
    let begun = progress.changed().await?;
    println!(
        "after a restart: {} files, of generation {}; there had been {}",
        begun.files,
        begun.generation(),
        all.files
    );

    system.shutdown().await;
    println!("at the end: {}", progress.wait_for(|_| false).await.unwrap_err());
    Ok(())
}
