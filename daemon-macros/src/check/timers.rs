//! Intervals against each other and against themselves.

use crate::diagnostics::{pairing, value};
use crate::model::{Block, Handler, Interval, Period, Role};
use crate::problems::Problems;

pub(super) fn check(block: &Block, problems: &mut Problems) {
    let intervals: Vec<_> = block.handlers.iter().filter_map(interval).collect();
    for (at, (handler, interval)) in intervals.iter().enumerate() {
        // Two methods of one name are rustc's to report.
        let same = |(other, first): &&(&Handler, &Interval)| {
            first.name.text == interval.name.text && other.method.ident != handler.method.ident
        };
        for (other, first) in intervals[..at].iter().filter(same) {
            let error = pairing::timer_twice(&interval.name, &first.name);
            let cfgs: [&[_]; 2] = [&other.method.cfgs, &handler.method.cfgs];
            problems.report_pair(cfgs, error);
            if cfgs.concat().is_empty() {
                break;
            }
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
