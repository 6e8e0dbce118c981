//! Schedules: by the calendar and the clocks of a place, through the nights in which those are put forward and back.
//!
//! Run it with `cargo run --example 19_schedules`.
//!
//! `#[schedule]` takes a cron expression and a time zone, both checked by the compiler. It needs the feature `schedule` of
//! `daemon-core`. A program can look ahead with `Schedule`, which reads the same two texts. Tests set the wall clock with
//! `set_wall` and move it with `advance_to`, so that three nights take no time here.
//!
//! Printed is when the next backups are, and what happened in each of the nights. In the first, half past two does not come,
//! and in the second it comes twice; the backup is made once in each. The meter, which has a rhythm, keeps its pace. In the
//! third the machine is asleep: `missed` says what becomes of that.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::Schedule;
use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, advance_to, set_wall, suspend, wall};

/// What happened, with what the clocks showed.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, what: &str) {
        self.0.lock().expect("nobody panics").push(format!("{}  {what}", shown()));
    }
}

/// What a clock on the wall shows in Berlin.
fn shown() -> String {
    let clock = Schedule::parse("@daily", "Europe/Berlin").expect("it is one").show(wall());
    clock.replace('T', " ").split('[').next().unwrap_or_default().to_owned()
}

#[daemon]
struct Keeper {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Keeper {
    #[schedule("30 2 * * *", tz = "Europe/Berlin")]
    fn backup(&mut self) {
        self.diary.note("backup");
    }

    // A `*` in the hours or minutes makes it a rhythm.
    #[schedule("15 * * * *", tz = "Europe/Berlin", missed = "skip")]
    fn read_the_meter(&mut self) {
        self.diary.note("meter");
    }
}

/// The keeper, from this moment on.
async fn from(moment: &str) -> (RunningApp, Diary) {
    set_wall(moment);
    let diary = Diary::default();
    (TestApp::of(App::new().provide(diary.clone())).start().await, diary)
}

/// Prints what happened, and what the timers say.
async fn end(title: &str, app: RunningApp, diary: Diary) -> Result {
    println!("\n{title}:");
    for entry in diary.0.lock().expect("nobody panics").drain(..) {
        println!("  {entry}");
    }
    for timer in app.status("keeper")?.timers {
        let next = timer.shown.unwrap_or_default();
        println!("  {}: {} fired, {} missed, {} late; next {next}", timer.name, timer.fired, timer.missed, timer.late);
    }
    app.end().await;
    Ok(())
}

fn main() -> Result {
    testing::run(async {
        let (app, diary) = from("2026-03-29T00:30:00+01:00[Europe/Berlin]").await;
        let backups = Schedule::parse("30 2 * * *", "Europe/Berlin")?;
        println!("the next backups:");
        for at in backups.after(wall()).take(3) {
            println!("  {}", backups.show(at));
        }
        advance_to("2026-03-29T05:00:00+02:00[Europe/Berlin]").await;
        end("clocks are put forward from two to three", app, diary).await?;

        let (app, diary) = from("2026-10-25T00:30:00+02:00[Europe/Berlin]").await;
        advance_to("2026-10-25T04:00:00+01:00[Europe/Berlin]").await;
        end("clocks are put back from three to two", app, diary).await?;

        let (app, diary) = from("2026-10-25T20:00:00+01:00[Europe/Berlin]").await;
        suspend(Duration::from_secs(60 * 60 * 50));
        advance(Duration::from_secs(60 * 60)).await;
        end("the machine sleeps for two days", app, diary).await
    })
}
