//! What a simulation does to an app.

use std::fmt;
use std::time::Duration;

use daemon_grammar::duration;

use super::random::Random;
use crate::app::App;
use crate::lifecycle::Status;
use crate::supervise::activity::Doing;
use crate::supervise::rig::Fault;
use crate::system::StartOptions;
use crate::testing::fault::Methods;

/// The longest time that goes by at once.
const LEAP: Duration = Duration::from_secs(120);

/// A kind of thing that a simulation does. Messages that are asked for will be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// [`System::start`](crate::System::start), `start_with` and `start_all`.
    Start,
    /// [`System::stop`](crate::System::stop) and `stop_all`.
    Stop,
    /// [`System::restart`](crate::System::restart).
    Restart,
    /// [`System::retry`](crate::System::retry).
    Retry,
    /// [`System::reset`](crate::System::reset).
    Reset,
    /// [`RunningApp::kill`](super::super::RunningApp::kill).
    Kill,
    /// [`RunningApp::fail_next`](super::super::RunningApp::fail_next), of any handler or hook.
    Fail,
    /// [`RunningApp::panic_next`](super::super::RunningApp::panic_next), of any handler or hook.
    Panic,
    /// [`RunningApp::hang_next`](super::super::RunningApp::hang_next), of any handler or hook.
    Hang,
    /// An event of one of the generators.
    Publish,
    /// [`System::wait_for`](crate::System::wait_for), which nobody waits for.
    Wait,
    /// The clock goes on: a millisecond, two minutes, or anything between.
    Advance,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Start,
        Self::Stop,
        Self::Restart,
        Self::Retry,
        Self::Reset,
        Self::Kill,
        Self::Fail,
        Self::Panic,
        Self::Hang,
        Self::Publish,
        Self::Wait,
        Self::Advance,
    ];

    /// How often it is chosen, among others.
    fn weight(self) -> usize {
        match self {
            Self::Advance => 10,
            Self::Publish => 6,
            Self::Start => 4,
            Self::Restart | Self::Kill | Self::Panic | Self::Fail => 3,
            Self::Stop => 2,
            Self::Retry | Self::Reset | Self::Hang | Self::Wait => 1,
        }
    }
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Start {
        daemon: String,
        options: Option<StartOptions>,
    },
    StartAll,
    Stop {
        daemon: String,
    },
    StopAll,
    Restart {
        daemon: String,
    },
    Retry {
        daemon: String,
    },
    Reset {
        daemon: String,
    },
    Kill {
        daemon: String,
    },
    Strike {
        daemon: String,
        handler: &'static str,
        doing: Doing,
        fault: Fault,
    },
    /// With a seed of its own, so that it is the same event whatever is left out before it.
    Publish {
        generator: usize,
        topic: &'static str,
        seed: u64,
    },
    Wait {
        daemon: String,
        status: Status,
    },
    Advance {
        by: Duration,
    },
    Yield,
}

/// The daemons of an app and what can go wrong in them.
pub(super) struct Targets(Vec<(String, Vec<(&'static str, Doing)>)>);

impl Targets {
    pub(super) fn of(app: &App) -> Self {
        let targets = app.entries().map(|entry| {
            let mut methods = Methods::of(entry.blueprint).all();
            methods.sort_by_key(|(_, doing)| format!("{doing:?}"));
            methods.dedup_by_key(|(_, doing)| *doing);
            (entry.name.to_string(), methods)
        });
        let mut targets: Vec<_> = targets.collect();
        targets.sort_by(|one, other| one.0.cmp(&other.0));
        Self(targets)
    }

    /// Something of one of the kinds `allowed`; events have these `topics`.
    pub(super) fn step(&self, random: &mut Random, allowed: &[Operation], topics: &[&'static str]) -> Step {
        let can = |kind: &Operation| match kind {
            Operation::Publish => !topics.is_empty(),
            Operation::Advance => true,
            _ => !self.0.is_empty(),
        };
        let kinds = allowed.iter().filter(|kind| can(kind));
        let kinds: Vec<Operation> = kinds.flat_map(|&kind| std::iter::repeat_n(kind, kind.weight())).collect();
        if kinds.is_empty() || random.once_in(8) {
            return Step::Yield;
        }
        let kind = *random.choice(&kinds);
        if kind == Operation::Advance {
            return Step::Advance { by: random.duration(LEAP) };
        }
        if kind == Operation::Publish {
            let generator = usize::try_from(random.number(0..topics.len() as u64)).unwrap_or_default();
            return Step::Publish { generator, topic: topics[generator], seed: random.seed() };
        }
        let (daemon, methods) = random.choice(&self.0).clone();
        let strike = |random: &mut Random, daemon, fault| {
            let (handler, doing) = *random.choice(&methods);
            Step::Strike { daemon, handler, doing, fault }
        };
        match kind {
            Operation::Start if random.once_in(8) => Step::StartAll,
            Operation::Start => Step::Start { daemon, options: random.once_in(3).then(|| random_options(random)) },
            Operation::Stop if random.once_in(8) => Step::StopAll,
            Operation::Stop => Step::Stop { daemon },
            Operation::Restart => Step::Restart { daemon },
            Operation::Retry => Step::Retry { daemon },
            Operation::Reset => Step::Reset { daemon },
            Operation::Kill => Step::Kill { daemon },
            Operation::Fail => strike(random, daemon, Fault::Fail),
            Operation::Panic => strike(random, daemon, Fault::Panic),
            Operation::Hang => strike(random, daemon, Fault::Hang),
            Operation::Wait => Step::Wait { daemon, status: *random.choice(&Status::ALL) },
            Operation::Publish | Operation::Advance => Step::Yield,
        }
    }
}

fn random_options(random: &mut Random) -> StartOptions {
    let (immediate, force, deps) = (random.once_in(2), random.once_in(2), random.once_in(2));
    StartOptions::default().immediate(immediate).force(force).deps(deps)
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { daemon, options: None } => write!(f, "start {daemon}"),
            Self::Start { daemon, options: Some(options) } => {
                let StartOptions { immediate, force, deps } = options;
                write!(f, "start {daemon}, with immediate = {immediate}, force = {force}, deps = {deps}")
            }
            Self::StartAll => f.write_str("start all"),
            Self::Stop { daemon } => write!(f, "stop {daemon}"),
            Self::StopAll => f.write_str("stop all"),
            Self::Restart { daemon } => write!(f, "restart {daemon}"),
            Self::Retry { daemon } => write!(f, "retry {daemon}"),
            Self::Reset { daemon } => write!(f, "reset {daemon}"),
            Self::Kill { daemon } => write!(f, "kill {daemon}"),
            Self::Strike { daemon, handler, fault, .. } => {
                let how = match fault {
                    Fault::Fail => "fails",
                    Fault::Panic => "panics",
                    Fault::Hang => "hangs",
                };
                write!(f, "the next `{handler}` of {daemon} {how}")
            }
            Self::Publish { topic, seed, .. } => write!(f, "publish `{topic}`, made of {seed}"),
            Self::Wait { daemon, status } => write!(f, "wait for {daemon} to be {status}"),
            Self::Advance { by } => write!(f, "{} go by", duration::display(*by)),
            Self::Yield => f.write_str("let others run"),
        }
    }
}
