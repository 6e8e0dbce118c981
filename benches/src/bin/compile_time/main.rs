//! What daemons cost in compile time, beside the same services by hand and as actors of two libraries.
//!
//! ```text
//! cargo run --release -p daemon-benches --bin compile_time [-- [--rounds N] [--case WORD] [--who hand|daemons|kameo|ractor]]
//! ```
//!
//! Writes throw-away programs of 1, 10 and 50 services into a temporary folder, each service in a file of its own, and
//! builds them with cargo, in the profiles that cargo has by itself. With dependencies built before, the difference
//! between 50 and 10, by 40, is what a service costs; a service has two events, two intervals and a deferred call. The
//! contenders take turns within each round, and who begins rotates. Linux only: times are of the processor.

#[path = "../../arguments.rs"]
mod arguments;
mod build;
mod case;
mod daemons;
mod hand;
mod kameo;
mod program;
mod ractor;
#[path = "../../spread.rs"]
mod spread;
mod table;

use arguments::Arguments;
use case::Case;
use program::{Style, Workshop};

fn main() {
    let arguments = Arguments::read();
    let styles: Vec<Style> = Style::ALL.into_iter().filter(|style| arguments.has_contender(style.name())).collect();
    let workshop = Workshop::open();
    println!("{}", table::header());
    for case in Case::ALL {
        if arguments.has_case(case.name()) {
            let measured = case.measure(&workshop, &styles, arguments.rounds(3));
            println!("{}", table::row(case, &measured));
        }
    }
}
