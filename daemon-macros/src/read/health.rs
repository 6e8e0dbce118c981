//! `#[health]`

use syn::{Attribute, Ident};

use super::method;
use super::signature::PLAIN;
use super::value::Reader;
use crate::model::{Handler, Health, Role};
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

const HEALTH: Vocabulary = Vocabulary { attribute: "health", known: &["every", "timeout"] };

pub(super) fn health(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    let mut options = Options::of(mark, problems);
    let mut reader = Reader { options: &mut options, problems };
    let every = reader.span_of_time("every", "write how long it is from one check to the next, such as \"30s\"");
    let timeout = reader.span_of_time("timeout", "write how long a check may take, such as \"5s\"");
    options.finish(&HEALTH, problems);
    let (method, _) = method::method(name, below, PLAIN, problems)?;
    Some(Handler { method, role: Role::Health(Health { every, timeout }), concurrent: None })
}
