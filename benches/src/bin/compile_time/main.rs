//! What the macros cost in compile time, beside the same services by hand.
//!
//! ```text
//! cargo run --release -p daemon-benches --bin compile_time [-- ROUNDS]
//! ```
//!
//! Writes throw-away programs of 1, 10 and 50 services into a temporary folder, each service in a file of its own, and
//! builds them with cargo. With dependencies built before, the difference between 50 and 10, by 40, is what a service
//! costs; a service has two events, two intervals and a deferred call. The contenders take turns.

mod build;
mod daemons;
mod hand;
mod program;
#[path = "../../spread.rs"]
mod spread;

use std::time::Duration;

use build::{Profile, build, clean};
use program::{Program, Style, Workshop};
use spread::Spread;

fn main() {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let workshop = Workshop::open();
    println!("| compile | by hand | daemons | daemon × | target | rounds |\n|---|---|---|---|---|---|");
    for (profile, target) in [(Profile::Dev, "≤ 90 ms"), (Profile::Release, "≤ 260 ms")] {
        let few = Style::BOTH.map(|style| workshop.write(style, 10));
        let many = Style::BOTH.map(|style| workshop.write(style, 50));
        for program in few.iter().chain(&many) {
            build(program, profile);
        }
        let mut slopes = [Vec::new(), Vec::new()];
        for turn in turns(rounds) {
            let few = crate_alone(&few[turn], profile);
            let many = crate_alone(&many[turn], profile);
            slopes[turn].push((millis(many) - millis(few)) / 40.0);
        }
        row(&format!("ms per service of five handlers, {}", profile.name()), slopes, target, rounds);
    }
    edits(&workshop, rounds);
    clean_builds(&workshop, rounds.min(3));
}

/// One handler of 50 services is edited, dev; and how large the program is.
fn edits(workshop: &Workshop, rounds: usize) {
    let programs = Style::BOTH.map(|style| workshop.write(style, 50));
    for program in &programs {
        build(program, Profile::Dev);
    }
    let mut seconds = [Vec::new(), Vec::new()];
    for (round, turn) in turns(rounds).enumerate() {
        programs[turn].edit_one_handler(round);
        seconds[turn].push(build(&programs[turn], Profile::Dev).as_secs_f64());
    }
    row("s to edit one handler and rebuild 50, dev", seconds, "≤ 2.1 s", rounds);
    let sizes = programs.each_ref().map(|program| vec![program.debug_binary() as f64 / 1e6]);
    row("MB of debug binary, 50 services", sizes, "≤ 48 MB", 1);
}

/// Everything from nothing, dependencies included.
fn clean_builds(workshop: &Workshop, rounds: usize) {
    let programs = Style::BOTH.map(|style| workshop.write(style, 1));
    let mut seconds = [Vec::new(), Vec::new()];
    for turn in turns(rounds) {
        workshop.forget(programs[turn].style);
        seconds[turn].push(build(&programs[turn], Profile::Dev).as_secs_f64());
    }
    row("s for a clean dev build of a small program", seconds, "≤ 13 s", rounds);
}

/// Who is measured next: both in each round, and who begins changes.
fn turns(rounds: usize) -> impl Iterator<Item = usize> {
    (0..rounds).flat_map(|round| [round % 2, (round + 1) % 2])
}

/// The program's own crate, from nothing, with its dependencies built.
fn crate_alone(program: &Program, profile: Profile) -> Duration {
    clean(program, profile);
    build(program, profile)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn row(what: &str, values: [Vec<f64>; 2], target: &str, rounds: usize) {
    let [hand, daemons] = values.map(Spread::of);
    let cell = |spread: Spread| format!("{:.1} ({:.1}–{:.1})", spread.median, spread.least, spread.most);
    let ratio = daemons.median / hand.median;
    println!("| {what} | {} | {} | {ratio:.2} | {target} | {rounds} |", cell(hand), cell(daemons));
}
