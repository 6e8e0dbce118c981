//! `#[on_ready]`

use syn::{Attribute, Ident};

use super::signature::PLAIN;
use super::{daemon_ref, method};
use crate::diagnostics::argument;
use crate::model::{Handler, Role};
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

const ON_READY: Vocabulary = Vocabulary { attribute: "on_ready", known: &[] };

pub(super) fn on_ready(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    let mut options = Options::of(mark, problems);
    let source = if let Some(item) = options.take_item() {
        daemon_ref::daemon(&item, problems)
    } else {
        if options.is_empty() {
            problems.report(argument::argument_missing(mark, name, "which daemon", "DataDaemon"));
        }
        None
    };
    options.finish(&ON_READY, problems);
    let (method, _) = method::method(name, below, PLAIN, problems)?;
    Some(Handler { method, role: Role::OnReady(source?), concurrent: None })
}
