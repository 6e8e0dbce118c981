//! Apps that are made up from a seed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::super::{Moment, Random};
use super::daemons::{Both, Looping, Nature, Plain, Sharing};
use super::events::{Seen, Sent};
use crate::app::App;
use crate::catalog::Entry;
use crate::daemon::{
    Backoff, Declaration, Dependency, OnDependencyFailure, OnError, OnExhausted, Readiness, Restart, RestartPolicy,
    Source,
};
use crate::lifecycle::Status;
use crate::lifecycle::journal::What;
use crate::prelude::Result;
use crate::supervise::Blueprint;

const SECOND: Duration = Duration::from_secs(1);

/// How the daemons of an app are, by name.
#[derive(Clone, Default)]
pub(super) struct Natures(Arc<BTreeMap<String, Nature>>);

impl Natures {
    pub(super) fn of(&self, name: &str) -> Nature {
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// Names that live as long as the tests, so that a declaration can have them.
const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// The app of `seed`.
pub(super) fn app(seed: u64) -> App {
    // Not the numbers that the operations are made of.
    let mut random = Random::of(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 1);
    let count = usize::try_from(random.number(1..9)).unwrap_or(1);
    let mut natures = BTreeMap::new();
    let mut app = App::empty();
    for (place, name) in NAMES.into_iter().enumerate().take(count) {
        let (blueprint, nature) = daemon(&mut random, place);
        natures.insert(name.to_owned(), nature);
        app = app.with_entry(Entry::new(blueprint));
    }
    app.provide(Natures(Arc::new(natures))).provide(Seen::default()).provide(Sent::default())
}

fn daemon(random: &mut Random, place: usize) -> (&'static Blueprint, Nature) {
    let kind = random.number(0..6);
    let mut blueprint = *match kind {
        0..=2 => Blueprint::of::<Plain>(),
        3 => Blueprint::of::<Sharing>(),
        4 => Blueprint::of::<Looping>(),
        _ => Blueprint::of::<Both>(),
    };
    let mut some = |chance| -> &'static [Dependency] {
        let chosen = NAMES[..place].iter().filter(|_| random.number(0..100) < chance);
        chosen.map(|name| Dependency::named(name)).collect::<Vec<_>>().leak()
    };
    let (needs, after) = (some(30), some(15));
    let restart = restart(random);
    let loops = kind >= 4;
    let is_job = loops && restart.policy != RestartPolicy::Always && random.once_in(3);
    let ready = match kind {
        _ if is_job => Readiness::Completed,
        // A loop by itself has nothing that could say so.
        4 => Readiness::Init,
        _ if random.once_in(6) => Readiness::Manual,
        _ => Readiness::Init,
    };
    let declaration = Declaration::new(NAMES[place], "Simulated", Source::new(file!(), line!()))
        .depends_on(needs)
        .after(after)
        .autostart(!random.once_in(8))
        .ready(ready)
        .restart(restart)
        .on_dependency_failure(*random.choice(&[
            OnDependencyFailure::Restart,
            OnDependencyFailure::Restart,
            OnDependencyFailure::Keep,
            OnDependencyFailure::Stop,
        ]))
        .on_error(*random.choice(&[OnError::Continue, OnError::Fail]))
        .on_exhausted(*random.choice(&[None, Some(OnExhausted::Fail), Some(OnExhausted::RetryEvery(SECOND * 60))]))
        .start_timeout(*random.choice(&[SECOND * 2, SECOND * 20]))
        .stop_timeout(*random.choice(&[SECOND / 2, SECOND * 3]))
        .mailbox(*random.choice(&[1, 3, 1024]))
        .publish_timeout(SECOND * 5)
        .resources(blueprint.declaration.resources);
    blueprint.declaration = Box::leak(Box::new(declaration));
    (Box::leak(Box::new(blueprint)), nature(random, is_job))
}

fn nature(random: &mut Random, is_job: bool) -> Nature {
    let mut now_and_then = |times, most| if random.once_in(times) { random.duration(most) } else { Duration::ZERO };
    let (init, handler, cleanup) = (now_and_then(3, SECOND * 3), now_and_then(2, SECOND), now_and_then(4, SECOND * 4));
    let ends = is_job || random.once_in(3);
    let run = ends.then(|| (random.duration(SECOND * 60), is_job || random.once_in(3)));
    Nature { init, handler, cleanup, run, family: random.once_in(2) }
}

fn restart(random: &mut Random) -> Restart {
    let policies = [RestartPolicy::OnFailure, RestartPolicy::OnFailure, RestartPolicy::Always, RestartPolicy::Never];
    let backoffs = [Backoff::Exponential, Backoff::Linear, Backoff::Fixed];
    let restart = Restart::DEFAULT
        .policy(*random.choice(&policies))
        .backoff(*random.choice(&backoffs))
        .delay(*random.choice(&[Duration::ZERO, SECOND / 10, SECOND * 2]))
        .jitter(*random.choice(&[0.0, 0.2, 1.0]))
        .reset_after(*random.choice(&[SECOND * 5, SECOND * 60]));
    if random.once_in(4) { restart } else { restart.max(u32::try_from(random.number(0..4)).unwrap_or(0)) }
}

/// None of them asks for more time.
pub(super) fn starts_in_time(moment: &Moment<'_>) -> Result {
    if !moment.is_end() {
        return Ok(());
    }
    let records = moment.records();
    for unit in &moment.system().supervisor().units {
        let budget = unit.blueprint.declaration.start_timeout + SECOND / 100;
        let mut since = None;
        for record in records.iter().filter(|record| record.daemon.as_deref() == Some(&*unit.name)) {
            let What::Moved { from, to, .. } = record.what else { continue };
            if let (Status::Starting, Some(since)) = (from, since)
                && record.monotonic.saturating_sub(since) > budget
                && record.actor == crate::lifecycle::journal::Actor::Supervisor
            {
                return Err(format!("{record}, after {:?}", record.monotonic.saturating_sub(since)).into());
            }
            since = (to == Status::Starting).then_some(record.monotonic);
        }
    }
    Ok(())
}
