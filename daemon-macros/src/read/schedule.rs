//! `#[schedule]`

use syn::{Attribute, Ident};

use super::signature::PLAIN;
use super::value::{self, Reader};
use super::{method, timer};
use crate::diagnostics::{argument, feature};
use crate::model::{Handler, MissedTime, Role, Schedule, Word};
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

const SCHEDULE: Vocabulary = Vocabulary { attribute: "schedule", known: &["tz", "name", "missed", "concurrent"] };

const MISSED: [(&str, MissedTime); 2] = [("once", MissedTime::Once), ("skip", MissedTime::Skip)];

pub(super) fn schedule(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    if !cfg!(feature = "schedule") {
        problems.report(feature::schedule_is_off(mark));
        return None;
    }
    let mut options = Options::of(mark, problems);
    let expression = if let Some(written) = options.take_bare() {
        let literal = value::text("the schedule", &written, "\"0 2 * * *\"", problems);
        literal.and_then(|literal| value::cron(literal, problems))
    } else {
        if options.is_whole() {
            problems.report(argument::argument_missing(mark, name, "when", "\"0 2 * * *\""));
        }
        None
    };
    let mut reader = Reader { options: &mut options, problems };
    let given_name = reader.name("name", "\"nightly\"");
    let zone = reader.zone("tz");
    let missed = reader.choice("missed", &MISSED).map(Word::meaning);
    let concurrent = reader.number("concurrent");
    options.finish(&SCHEDULE, problems);
    let method = method::method(name, below, PLAIN, problems).map(|(method, _)| method);
    let timer_name = given_name.or_else(|| timer::derived_name(&below.signature.ident, problems))?;
    let schedule = Schedule { name: timer_name, expression: expression?, zone, missed };
    Some(Handler { method: method?, role: Role::Schedule(schedule), concurrent })
}
