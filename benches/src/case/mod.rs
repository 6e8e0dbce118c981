//! What is measured.

mod ask;
mod deliver;
mod idle;
mod interval;
mod recovery;
mod resting;
mod start_stop;

use tokio::runtime::{Builder, Runtime};

pub(crate) use ask::Ask;
pub(crate) use deliver::{Deliver, Message};
pub(crate) use idle::Idle;
pub(crate) use interval::Intervals;
pub(crate) use recovery::Recovery;
pub(crate) use resting::Resting;
pub(crate) use start_stop::StartStop;

use crate::contender::Contender;

/// Something to measure, of any contender.
pub(crate) trait Case {
    /// The row of the table.
    fn name(&self) -> String;
    /// What the numbers are of.
    fn unit(&self) -> &'static str;
    fn flavor(&self) -> Flavor;
    /// Sets everything up, measures, and checks that all of it was handled.
    async fn run<C: Contender>(&self) -> Run;
}

/// What one run gave.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    /// In the case's unit.
    pub(crate) value: f64,
    pub(crate) allocations: f64,
}

/// Which runtime everybody runs on.
#[derive(Clone, Copy)]
pub(crate) enum Flavor {
    TwoWorkers,
    CurrentThread,
}

impl Flavor {
    pub(crate) const BOTH: [Self; 2] = [Self::TwoWorkers, Self::CurrentThread];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TwoWorkers => "2 workers",
            Self::CurrentThread => "current thread",
        }
    }

    pub(crate) fn runtime(self) -> Runtime {
        let mut builder = match self {
            Self::TwoWorkers => Builder::new_multi_thread(),
            Self::CurrentThread => Builder::new_current_thread(),
        };
        builder.worker_threads(2).enable_time().build().expect("a benchmark needs a runtime")
    }
}
