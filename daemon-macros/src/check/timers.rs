//! Timers against each other, and intervals against themselves.

use crate::diagnostics::{pairing, value};
use crate::model::{Block, Handler, Interval, Name, Period, Role};
use crate::problems::Problems;

pub(super) fn check(block: &Block, problems: &mut Problems) {
    let timers: Vec<_> = block.handlers.iter().filter_map(named).collect();
    for (at, (handler, name)) in timers.iter().enumerate() {
        // Two methods of one name are rustc's to report.
        let same =
            |(other, first): &&(&Handler, &Name)| first.text == name.text && other.method.ident != handler.method.ident;
        for (other, first) in timers[..at].iter().filter(same) {
            let error = pairing::timer_twice(name, first);
            let cfgs: [&[_]; 2] = [&other.method.cfgs, &handler.method.cfgs];
            problems.report_pair(cfgs, error);
            if cfgs.concat().is_empty() {
                break;
            }
        }
        if let Role::Interval(interval) = &handler.role {
            jitter(interval, problems);
        }
    }
}

/// A handler of a timer that has a name.
fn named(handler: &Handler) -> Option<(&Handler, &Name)> {
    match &handler.role {
        Role::Interval(interval) => Some((handler, &interval.name)),
        Role::Schedule(schedule) => Some((handler, &schedule.name)),
        Role::Subscribe(_) | Role::Defer(_) | Role::OnReady(_) | Role::Message(_) | Role::Health(_) => None,
    }
}

fn jitter(interval: &Interval, problems: &mut Problems) {
    if let (Period::Fixed(period), Some(jitter)) = (&interval.period, &interval.jitter)
        && jitter.duration >= period.duration
    {
        problems.report(value::jitter_not_below_period(jitter, period));
    }
}
