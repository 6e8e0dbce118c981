//! Random histories of a daemon: the bug that shows only when it is restarted between two events.
//!
//! Run it with `cargo run --example 17_simulate`, and its test with `cargo test --example 17_simulate`.
//!
//! `testing::simulate(seed)` starts, stops, kills and restarts the daemons of an app, makes their handlers fail, panic and
//! hang, publishes events and lets the clock jump. After each step what the framework promises is checked, and what is
//! said here of these daemons: `invariant`. What does not hold is told with the shortest history that shows it.
//!
//! Printed is what is found of a daemon that begins to count anew in each of its lives, and that nothing is found of one
//! that looks where it was.

use std::sync::{Arc, Mutex};

use daemon_core::prelude::*;
use daemon_core::testing::{Simulation, simulate};

#[derive(Event)]
struct Order {
    item: u64,
}

/// The invoices that were written, by number. In earnest this would be a database.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<Vec<u64>>>);

/// Whether the daemon looks into the ledger when it starts.
#[derive(Clone, Copy)]
struct Careful(bool);

/// Numbers invoices.
#[daemon]
struct Invoices {
    #[resource]
    ledger: Ledger,
    #[resource]
    careful: Careful,
    next: u64,
}

#[daemon]
impl Invoices {
    #[init]
    fn look(&mut self) {
        if self.careful.0 {
            self.next = self.ledger.0.lock().unwrap().last().map_or(0, |last| last + 1);
        }
    }

    #[subscribe]
    fn order(&mut self, order: &Order) -> Result {
        if order.item == 13 {
            return Err("out of stock".into());
        }
        self.ledger.0.lock().unwrap().push(self.next);
        self.next += 1;
        Ok(())
    }
}

/// The app is made anew for each history, and so is its ledger.
fn simulation(seed: u64, careful: bool) -> Simulation {
    simulate(seed)
        .with(move || App::empty().with::<Invoices>().provide(Ledger::default()).provide(Careful(careful)))
        .publishing(|random| Order { item: random.number(0..20) })
        .invariant("no number is given twice", |moment| {
            let ledger = moment.resource::<Ledger>()?;
            let numbers = ledger.0.lock().unwrap();
            if numbers.is_sorted_by(|one, next| one < next) {
                Ok(())
            } else {
                Err(BoxError::from(format!("{numbers:?}")))
            }
        })
}

fn main() {
    let found = (0..100).find_map(|seed| simulation(seed, false).finding());
    println!("{}\n", found.expect("it counts from zero after each restart"));

    let found = (0..100).find_map(|seed| simulation(seed, true).finding());
    println!("of the careful one, in 100 histories: {found:?}");
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_number_is_given_twice_whatever_happens() {
        for seed in 0..100 {
            super::simulation(seed, true).run();
        }
    }
}
