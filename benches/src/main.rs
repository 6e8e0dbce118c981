//! The runtime, measured beside the loop that a careful person would write by hand, and beside two actor libraries.
//!
//! ```text
//! cargo run --release -p daemon-benches [-- [--rounds N] [--case tell|publish|ask|idle|interval|start|memory|panic] [--who hand|daemon|kameo|ractor]]
//! ```
//!
//! Every case runs so many rounds; in each the contenders take turns, and who begins rotates. Printed are medians with
//! minimum and maximum, and ratios to the loop by hand. Ratios repeat from run to run on one machine; times do not.
//! Every run checks that what was sent was handled. Compile times are measured by another program, `compile_time`.

mod arguments;
mod case;
mod contender;
mod fragile;
mod rounds;
mod spread;
mod table;
mod work;

use std::time::Duration;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use arguments::Arguments;
use case::{Ask, Deliver, Flavor, Idle, Intervals, Message, Recovery, Resting, StartStop};
use rounds::measure;
use table::{allocations, header, times};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let arguments = Arguments::read();
    let mut allocated = Vec::new();
    println!("{}", header());
    for (message, receivers, events, target) in DELIVERIES {
        for flavor in Flavor::BOTH {
            let case = Deliver { flavor, message, receivers, events };
            if let Some(results) = measure(&case, target.time, arguments.rounds(15), &arguments) {
                println!("{}", times(&results));
                allocated.push((results, target.allocations));
            }
        }
    }
    for flavor in Flavor::BOTH {
        let case = Ask { flavor, times: 50_000 };
        if let Some(results) = measure(&case, 0.95, arguments.rounds(15), &arguments) {
            println!("{}", times(&results));
            allocated.push((results, 1.0));
        }
    }
    for flavor in Flavor::BOTH {
        let case = Idle { flavor, events: 20_000 };
        if let Some(results) = measure(&case, 0.95, arguments.rounds(15), &arguments) {
            println!("{}", times(&results));
        }
    }
    let case = Intervals { count: 10_000, span: Duration::from_secs(3) };
    if let Some(results) = measure(&case, 0.75, arguments.rounds(5), &arguments) {
        println!("{}", times(&results));
    }
    let case = StartStop { flavor: Flavor::TwoWorkers, count: 10_000 };
    if let Some(results) = measure(&case, 1.2, arguments.rounds(5), &arguments) {
        println!("{}", times(&results));
    }
    let case = Resting { count: 10_000 };
    if let Some(results) = measure(&case, 3_000.0 / 2_111.0, arguments.rounds(3), &arguments) {
        println!("{}", times(&results));
    }
    for flavor in Flavor::BOTH {
        let case = Recovery { flavor, times: 2_000 };
        if let Some(results) = measure(&case, 1.2, arguments.rounds(7), &arguments) {
            println!("{}", times(&results));
        }
    }
    println!("\n{}", table::header_of_allocations());
    for (results, target) in &allocated {
        println!("{}", allocations(results, *target));
    }
}

/// What is to hold of a case.
#[derive(Clone, Copy)]
struct Target {
    /// The ratio to the loop by hand.
    time: f64,
    /// Allocations per delivery; 1→1 and 1→10 have the event's own in them.
    allocations: f64,
}

/// What is sent, to how many, how often, and what is to hold of it.
const DELIVERIES: [(Message, usize, u64, Target); 5] = [
    (Message::Same, 1, 400_000, Target { time: 0.35, allocations: 0.0 }),
    (Message::Told, 1, 400_000, Target { time: 0.35, allocations: 0.0 }),
    (Message::Fresh, 1, 300_000, Target { time: f64::NAN, allocations: f64::NAN }),
    (Message::Fresh, 10, 40_000, Target { time: 0.40, allocations: f64::NAN }),
    (Message::Fresh, 100, 5_000, Target { time: 0.30, allocations: 0.02 }),
];
