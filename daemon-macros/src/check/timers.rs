//! Intervals against each other and against themselves.

use crate::diagnostics::{pairing, value};
use crate::model::{Block, Handler, Interval, Period, Role};
use crate::problems::Problems;

pub(super) fn check(block: &Block, problems: &mut Problems) {
    let intervals: Vec<_> = block.handlers.iter().filter_map(interval).collect();
    for (at, (handler, interval)) in intervals.iter().enumerate() {
        // Under `#[cfg]` the two may be alternatives; the runtime looks again.
        let same = |(other, first): &&(&Handler, &Interval)| {
            first.name.text == interval.name.text && other.method.cfgs.is_empty() && handler.method.cfgs.is_empty()
        };
        if let Some((_, first)) = intervals[..at].iter().find(same) {
            problems.report(pairing::timer_twice(&interval.name, &first.name));
        }
        jitter(interval, problems);
    }
}

fn interval(handler: &Handler) -> Option<(&Handler, &Interval)> {
    match &handler.role {
        Role::Interval(interval) => Some((handler, interval)),
        Role::Subscribe(_) | Role::Defer(_) | Role::OnReady(_) => None,
    }
}

fn jitter(interval: &Interval, problems: &mut Problems) {
    if let (Period::Fixed(period), Some(jitter)) = (&interval.period, &interval.jitter)
        && jitter.duration >= period.duration
    {
        problems.report(value::jitter_not_below_period(jitter, period));
    }
}
