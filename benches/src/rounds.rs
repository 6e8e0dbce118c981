//! Taking turns.

use tokio::runtime::Runtime;

use crate::arguments::Arguments;
use crate::case::{Case, Run};
use crate::contender::{ByHand, Daemons, Kameo, Ractor};
use crate::spread::Spread;

/// The contenders, in the order of the columns. The first is what the others are compared with.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    Hand,
    Daemon,
    Kameo,
    Ractor,
}

impl Who {
    pub(crate) const ALL: [Self; 4] = [Self::Hand, Self::Daemon, Self::Kameo, Self::Ractor];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hand => "by hand",
            Self::Daemon => "daemon",
            Self::Kameo => "kameo",
            Self::Ractor => "ractor",
        }
    }

    fn run(self, runtime: &Runtime, case: &impl Case) -> Run {
        match self {
            Self::Hand => runtime.block_on(case.run::<ByHand>()),
            Self::Daemon => runtime.block_on(case.run::<Daemons>()),
            Self::Kameo => runtime.block_on(case.run::<Kameo>()),
            Self::Ractor => runtime.block_on(case.run::<Ractor>()),
        }
    }
}

/// A case, measured.
pub(crate) struct Results {
    pub(crate) case: String,
    pub(crate) unit: &'static str,
    pub(crate) target: f64,
    pub(crate) rounds: usize,
    /// For each of `Who::ALL`, unless left out.
    pub(crate) values: [Option<Spread>; 4],
    pub(crate) allocations: [Option<Spread>; 4],
}

/// Runs the contenders in turn, so many rounds.
pub(crate) fn measure(case: &impl Case, target: f64, rounds: usize, arguments: &Arguments) -> Option<Results> {
    let name = case.name();
    if !arguments.has_case(&name) {
        return None;
    }
    let mut runs: [Vec<Run>; 4] = Default::default();
    for round in 0..=rounds {
        for turn in 0..Who::ALL.len() {
            let place = (round + turn) % Who::ALL.len();
            let who = Who::ALL[place];
            if arguments.has_contender(who.name()) {
                // A runtime of its own: what one leaves behind in its workers' queues and stacks is not the next one's.
                let run = who.run(&case.flavor().runtime(), case);
                // The first round warms up.
                if round > 0 {
                    runs[place].push(run);
                }
            }
        }
    }
    let spread = |value: fn(&Run) -> f64| {
        runs.each_ref().map(|runs| (!runs.is_empty()).then(|| Spread::of(runs.iter().map(value).collect())))
    };
    let (values, allocations) = (spread(|run| run.value), spread(|run| run.allocations));
    Some(Results { case: name, unit: case.unit(), target, rounds, values, allocations })
}
