//! Other daemons, by type or by name.

use daemon_grammar::name;
use syn::{LitStr, Type};

use super::value::Reader;
use crate::diagnostics::value;
use crate::model::DaemonRef;
use crate::problems::Problems;
use crate::syntax::{Entry, Form, Named, Value};

/// `key(A, b::B, "c")`.
pub(super) fn list(reader: &mut Reader<'_>, key: &str) -> Vec<DaemonRef> {
    let Some((_, entries)) = reader.list(key, "DataDaemon, \"mailer\"") else { return Vec::new() };
    entries.into_iter().filter_map(|entry| one_of_list(entry, reader.problems)).collect()
}

fn one_of_list(entry: Entry, problems: &mut Problems) -> Option<DaemonRef> {
    match entry {
        Entry::Named(Named { key, form: Form::Value(_) | Form::List(_) }) => {
            problems.report(value::not_a_daemon(key));
            None
        }
        entry => daemon(&entry.into_value()?, problems),
    }
}

/// A type's path, or a name in quotes.
pub(super) fn daemon(item: &Value, problems: &mut Problems) -> Option<DaemonRef> {
    if let Some(literal) = item.read::<LitStr>() {
        return match name::check(&literal.value()) {
            Ok(()) => Some(DaemonRef::Name(literal)),
            Err(reason) => {
                problems.report(value::not_a_name(&literal, &reason));
                None
            }
        };
    }
    if let Some(ty @ Type::Path(_)) = item.read() {
        return Some(DaemonRef::Type(Box::new(ty)));
    }
    problems.report(value::not_a_daemon(item));
    None
}
