//! What a simulation says when something does not hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::super::{Operation, simulate};
use super::of_everything;
use crate::prelude::*;

#[test]
fn the_same_seed_is_the_same_history() {
    for seed in 0..50 {
        let story = || {
            let told = of_everything(seed).invariant("it is not the end", |moment| assert!(!moment.is_end())).finding();
            told.expect("it does not hold")
        };
        assert_eq!(story(), story(), "seed {seed}");
    }
}

#[derive(Event)]
#[event(crate = crate, topic = "money.paid")]
struct Paid(u64);

/// What was paid, of which nothing survives the daemon.
#[derive(Clone, Default)]
struct Purse(Arc<AtomicU64>);

#[daemon(crate = crate, register = false)]
struct Till {
    #[resource]
    purse: Purse,
}

#[daemon(crate = crate)]
impl Till {
    #[subscribe]
    fn paid(&mut self, event: &Paid) {
        self.purse.0.fetch_add(event.0, Ordering::Relaxed);
    }

    #[cleanup]
    fn close(&mut self) {
        self.purse.0.store(0, Ordering::Relaxed);
    }
}

#[test]
fn the_shortest_history_is_told_and_how_to_see_it_again() {
    let simulation = |seed| {
        let fullest = Arc::new(AtomicU64::new(0));
        let anew = Arc::clone(&fullest);
        simulate(seed)
            .with(move || {
                anew.store(0, Ordering::Relaxed);
                App::empty().with::<Till>().provide(Purse::default())
            })
            .publishing(|random| Paid(random.number(1..9)))
            .invariant("a purse does not lose anything", move |moment| -> Result {
                let now = moment.resource::<Purse>()?.0.load(Ordering::Relaxed);
                let before = fullest.fetch_max(now, Ordering::Relaxed);
                if moment.is_end() || now >= before { Ok(()) } else { Err(format!("{now} after {before}").into()) }
            })
            .operations([Operation::Publish, Operation::Restart, Operation::Advance])
    };
    let told = (0..20).find_map(|seed| simulation(seed).finding()).expect("it is found");
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].contains("it does not hold that a purse does not lose anything: "), "{told}");
    assert!(lines.contains(&"the daemons:") && lines.contains(&"  till"), "{told}");
    let steps = lines.iter().skip(2).take_while(|line| **line != "the daemons:");
    let steps: Vec<&str> = steps.filter_map(|line| Some(line.split_once(". ")?.1)).collect();
    assert!(steps.len() <= 4 && steps[0].starts_with("publish `money.paid`, made of "), "{told}");
    assert!(steps.contains(&"restart till"), "{told}");
    assert!(lines.last().is_some_and(|line| line.starts_with("to see it again: `simulate(")), "{told}");
}

#[test]
fn what_panics_in_an_invariant_or_does_not_start_is_told_too() {
    let told = simulate(7).with(App::empty).steps(0).invariant("no", |_| assert_eq!(1, 2, "it is so")).finding();
    let told = told.expect("it does not hold");
    assert!(told.starts_with("seed 7: it does not hold that no: ") && told.contains("it is so"), "{told}");
    assert!(told.contains("\nafter nothing but the start\n"), "{told}");
    let told = simulate(7).with(|| App::empty().with::<Till>()).finding().expect("there is no purse");
    assert!(told.starts_with("seed 7: it does not hold that the app starts: ") && told.contains("purse"), "{told}");
}

#[test]
fn a_daemon_that_takes_long_costs_no_time() {
    #[daemon(crate = crate, register = false)]
    struct Slow;

    #[daemon(crate = crate)]
    impl Slow {
        #[init]
        async fn init(&mut self) {
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
    }

    for seed in 0..20 {
        simulate(seed).with(|| App::empty().with::<Slow>()).run();
    }
}
