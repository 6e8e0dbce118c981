//! What the options about failing say together.

use crate::diagnostics::{pairing, value};
use crate::model::{Policy, Readiness, RestartPolicy, Structure};
use crate::problems::Problems;

pub(super) fn check(structure: &Structure, problems: &mut Problems) {
    let Policy { ready, restart, on_exhausted, .. } = &structure.declaration.policy;
    if let (Some(delay), Some(max_delay)) = (&restart.delay, &restart.max_delay)
        && max_delay.duration < delay.duration
    {
        problems.report(value::max_delay_below_delay(max_delay, delay));
    }
    let completes = ready.as_ref().is_some_and(|ready| ready.meaning == Readiness::Completed);
    let always = restart.policy.as_ref().filter(|policy| policy.meaning == RestartPolicy::Always);
    if let Some(policy) = always.filter(|_| completes) {
        problems.report(pairing::completed_and_always_restarted(&policy.literal));
    }
    if let Some(on_exhausted) = on_exhausted.as_ref().filter(|_| restart.is_never()) {
        problems.report(pairing::on_exhausted_without_restarts(&on_exhausted.literal));
    }
}
