//! Publishing, beside the loop that a careful person would write by hand.
//!
//! `cargo run --release -p daemon-benches` runs every case several times, the contenders taking turns and the order
//! rotating, and prints for each the median time per delivery with its minimum and maximum, and the ratio to the loop by
//! hand. Ratios repeat from run to run on one machine; times do not. Every run checks that what was sent was handled.

mod by_daemon;
mod by_hand;
mod rounds;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use rounds::{Case, Contender, Flavor, measure};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(9);
    let cases = [(1, 400_000), (10, 60_000), (100, 8_000)];
    println!("| case | by hand, ns | daemon, ns | ratio | allocations per delivery: by hand, daemon |");
    println!("|---|---|---|---|---|");
    for flavor in [Flavor::TwoWorkers, Flavor::CurrentThread] {
        for (subscribers, events) in cases {
            let case = Case { flavor, subscribers, events };
            let contenders: [&dyn Contender; 2] = [&by_hand::ByHand, &by_daemon::ByDaemon];
            println!("{}", measure(case, &contenders, rounds));
        }
    }
}
