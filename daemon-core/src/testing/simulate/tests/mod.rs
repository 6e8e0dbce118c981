//! The framework's own simulation: daemons of every form, in graphs and with declarations that are made up from the seed.

mod daemons;
mod events;
mod tell;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Simulation, simulate};

/// How many histories are played, in all.
const SEEDS: u64 = 10_000;

/// The simulation of the framework by itself.
fn of_everything(seed: u64) -> Simulation {
    let mut simulation = simulate(seed).with(move || world::app(seed));
    simulation.generators.push(("ping or pong", events::generator()));
    simulation
        .invariant("what is published is handled in order (p25)", events::are_in_order)
        .invariant("what is published is handled or told of as lost (p18, p26)", events::are_accounted_for)
        .invariant("each start is over within its start_timeout (p07)", world::starts_in_time)
}

/// Plays the histories of all seeds, on as many threads as there are processors.
#[test]
fn p37_ten_thousand_random_histories_keep_every_promise() {
    let next = AtomicU64::new(0);
    let failure = std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let players = (0..threads).map(|_| {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SEEDS {
                        return None;
                    }
                    if let Some(failure) = of_everything(seed).finding() {
                        next.store(SEEDS, Ordering::Relaxed);
                        return Some(failure);
                    }
                }
            })
        });
        let players: Vec<_> = players.collect();
        players.into_iter().find_map(|player| player.join().unwrap_or_else(|_| Some("a player panicked".to_owned())))
    });
    assert!(failure.is_none(), "{}", failure.unwrap_or_default());
}
