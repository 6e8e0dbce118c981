//! `#[interval]`

use syn::{Attribute, Ident};

use super::signature::PLAIN;
use super::value::{self, Reader};
use super::{method, timer};
use crate::diagnostics::{argument, pairing};
use crate::model::{Handler, Interval, Missed, Period, Role, Word};
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

const INTERVAL: Vocabulary = Vocabulary {
    attribute: "interval",
    known: &["every", "name", "immediate", "missed", "jitter", "after_error", "concurrent"],
};

const MISSED: [(&str, Missed); 3] = [("skip", Missed::Skip), ("burst", Missed::Burst), ("delay", Missed::Delay)];

pub(super) fn interval(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    let mut options = Options::of(mark, problems);
    let period = period(name, mark, &mut options, problems);
    let mut reader = Reader { options: &mut options, problems };
    let given_name = reader.name("name", "\"refresh\"");
    let immediate = reader.flag("immediate");
    let missed = reader.choice("missed", &MISSED).map(Word::meaning);
    let jitter = reader.span_of_time("jitter", "leave it out for ticks without jitter");
    let after_error = reader.span_of_time("after_error", "leave it out to go on at the next tick");
    let concurrent = reader.number("concurrent");
    options.finish(&INTERVAL, problems);
    let method = method::method(name, below, PLAIN, problems).map(|(method, _)| method);
    let timer_name = given_name.or_else(|| timer::derived_name(&below.signature.ident, problems))?;
    let interval = Interval { name: timer_name, period: period?, immediate, missed, jitter, after_error };
    Some(Handler { method: method?, role: Role::Interval(interval), concurrent })
}

/// `"5s"` first, or `every = <expr>` anywhere.
fn period(name: &Ident, mark: &Attribute, options: &mut Options, problems: &mut Problems) -> Option<Period> {
    let text = options.take_bare();
    let given = options.may_have("every");
    let every = Reader { options, problems }.expression("every", "Duration::from_secs(5)");
    match (text, every) {
        (Some(_), Some((every, _))) => {
            problems.report(pairing::period_twice(&every));
            None
        }
        (None, Some((_, expression))) => Some(Period::Computed(Box::new(expression))),
        (Some(written), None) => {
            let literal = value::text("the period", &written, "\"5s\"", problems)?;
            let time = value::time(literal, problems)?;
            let help = "write how long it is from one tick to the next, such as \"5s\"";
            value::not_zero("the period", time, help, problems).map(Period::Fixed)
        }
        (None, None) => {
            if !given {
                problems.report(argument::argument_missing(mark, name, "how often", "\"5s\""));
            }
            None
        }
    }
}
