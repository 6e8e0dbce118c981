//! Timers against each other, and intervals against themselves.

use std::borrow::Cow;

use daemon_grammar::name;
use syn::ext::IdentExt;

use crate::diagnostics::{pairing, value};
use crate::model::{Block, Handler, Interval, Name, Period, Role};
use crate::problems::Problems;

pub(super) fn check(block: &Block, problems: &mut Problems) {
    let timers: Vec<_> = block.handlers.iter().filter_map(named).collect();
    for (at, (handler, name)) in timers.iter().enumerate() {
        // Two methods of one name are rustc's to report.
        let same = |(other, first): &&(&Handler, Cow<'_, Name>)| {
            first.text == name.text && other.method.ident != handler.method.ident
        };
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

/// A handler of a timer, and what that is called where it is configured and shown.
fn named(handler: &Handler) -> Option<(&Handler, Cow<'_, Name>)> {
    let name = match &handler.role {
        Role::Interval(interval) => Cow::Borrowed(&interval.name),
        Role::Schedule(schedule) => Cow::Borrowed(&schedule.name),
        Role::Defer(_) | Role::Health(_) => {
            let ident = &handler.method.ident;
            Cow::Owned(Name { text: name::kebab(&ident.unraw().to_string()), span: ident.span() })
        }
        Role::Subscribe(_) | Role::OnReady(_) | Role::Message(_) => return None,
    };
    Some((handler, name))
}

fn jitter(interval: &Interval, problems: &mut Problems) {
    if let (Period::Fixed(period), Some(jitter)) = (&interval.period, &interval.jitter)
        && jitter.duration >= period.duration
    {
        problems.report(value::jitter_not_below_period(jitter, period));
    }
}
