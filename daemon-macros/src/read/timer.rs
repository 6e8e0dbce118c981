//! What intervals and schedules have in common.

use daemon_grammar::name;
use syn::Ident;

use crate::diagnostics::value;
use crate::model::Name;
use crate::problems::Problems;

/// A timer is called after its method.
pub(super) fn derived_name(method: &Ident, problems: &mut Problems) -> Option<Name> {
    let timer = Name { text: name::kebab(&method.to_string()), span: method.span() };
    match name::check(&timer.text) {
        Ok(()) => Some(timer),
        Err(reason) => {
            problems.report(value::no_name_from_identifier(method, &reason));
            None
        }
    }
}
