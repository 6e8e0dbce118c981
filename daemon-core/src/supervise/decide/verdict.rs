//! What follows when a generation ends that nobody has told to: policy × end, as one table.

use std::time::Duration;

use crate::daemon::{Backoff, Restart, RestartPolicy};

/// How a generation ended that nobody has told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Its `#[run]` returned `Ok`.
    Returned,
    /// It failed: an error from `#[init]` or `#[run]`, `Context::fail`, a panic, a time-out, a stall.
    Failed,
    /// It cannot run here.
    Unavailable,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is Completed, for good.
    Complete,
    /// It is started again, as long as its budget lasts.
    Restart,
    /// It is Failed.
    Fail,
    /// It is Unavailable: trying again would not help.
    GiveUp,
}

/// The table.
#[expect(clippy::match_same_arms, reason = "a table has all its cells")]
pub(crate) fn verdict(policy: RestartPolicy, end: End) -> Verdict {
    match (policy, end) {
        (RestartPolicy::OnFailure, End::Returned) => Verdict::Complete,
        (RestartPolicy::OnFailure, End::Failed) => Verdict::Restart,
        (RestartPolicy::OnFailure, End::Unavailable) => Verdict::GiveUp,
        (RestartPolicy::Always, End::Returned) => Verdict::Restart,
        (RestartPolicy::Always, End::Failed) => Verdict::Restart,
        (RestartPolicy::Always, End::Unavailable) => Verdict::GiveUp,
        (RestartPolicy::Never, End::Returned) => Verdict::Complete,
        (RestartPolicy::Never, End::Failed) => Verdict::Fail,
        (RestartPolicy::Never, End::Unavailable) => Verdict::GiveUp,
    }
}

/// How long to wait before the restart `attempt`, from 1. `sample` is at least 0 and below 1: how much of the jitter.
pub(crate) fn delay(restart: &Restart, attempt: u32, sample: f64) -> Duration {
    let whole = match restart.backoff {
        Backoff::Fixed => restart.delay,
        Backoff::Linear => restart.delay.saturating_mul(attempt),
        Backoff::Exponential => {
            let times = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
            restart.delay.saturating_mul(times)
        }
    };
    let whole = whole.min(restart.max_delay);
    whole.saturating_sub(whole.mul_f64(restart.jitter.clamp(0.0, 1.0) * sample))
}
