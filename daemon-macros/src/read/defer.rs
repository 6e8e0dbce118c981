//! `#[defer]`

use syn::{Attribute, Ident};

use super::signature::PLAIN;
use super::{method, value};
use crate::diagnostics::argument;
use crate::model::{Handler, Role};
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

const DEFER: Vocabulary = Vocabulary { attribute: "defer", known: &[] };

pub(super) fn defer(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    let mut options = Options::of(mark, problems);
    let delay = if let Some(written) = options.take_bare() {
        let literal = value::text("the delay", &written, "\"2s\"", problems);
        // Zero is a delay: at once, but after `init`.
        literal.and_then(|literal| value::time(literal, problems))
    } else {
        if options.is_empty() {
            problems.report(argument::argument_missing(mark, name, "how long after the start", "\"2s\""));
        }
        None
    };
    options.finish(&DEFER, problems);
    let (method, _) = method::method(name, below, PLAIN, problems)?;
    Some(Handler { method, role: Role::Defer(delay?), concurrent: None })
}
