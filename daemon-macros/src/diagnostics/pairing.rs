//! Two things that do not go together.

use quote::ToTokens;
use syn::{Attribute, Error, Ident, LitStr};

use super::{error, error_at, found, line, list};
use crate::model::{DaemonRef, Method, Name};

/// Which of the two values would count?
pub(crate) fn option_twice(again: &Ident, first: &Ident) -> Error {
    error(again, format!("`{again}` is given twice, first in line {}", line(first.span())), "keep one of them")
}

/// `"5s"` and `every = …` both say how long the period is.
pub(crate) fn period_twice(every: &Ident) -> Error {
    error(every, "the period is given twice: as text and as `every`", "keep one of them")
}

/// Nothing is dropped, so nothing says how many to keep.
pub(crate) fn keep_while_waiting(keep: &Ident) -> Error {
    error(
        keep,
        "`keep` has no meaning here: publishers wait, and every event is kept",
        "write `overflow = \"drop_oldest\"` beside it, or leave `keep` out",
    )
}

/// The latest is one.
pub(crate) fn keep_of_the_latest(keep: &Ident) -> Error {
    error(
        keep,
        "`keep` has no meaning here: `overflow = \"latest\"` keeps one event",
        "write `overflow = \"drop_oldest\"` to keep several, or leave `keep` out",
    )
}

/// `"always"` first and `policy = …` both say after which ends it is restarted.
pub(crate) fn policy_twice(policy: &Ident) -> Error {
    error(policy, "the policy is given twice: first, and as `policy`", "keep one of them")
}

/// How often and how soon has no meaning without restarts.
pub(crate) fn terms_without_restarts(first: &Ident, terms: &[Ident]) -> Error {
    let terms: Vec<_> = terms.iter().map(ToString::to_string).collect();
    let terms: Vec<_> = terms.iter().map(String::as_str).collect();
    error(
        first,
        format!("`{first}` has no meaning here: the policy is \"never\""),
        format!("leave out {}, or write another policy, such as \"on_failure\"", list(&terms, "and")),
    )
}

/// What is never restarted fails once and for all.
pub(crate) fn on_exhausted_without_restarts(on_exhausted: &LitStr) -> Error {
    error(
        on_exhausted,
        "`on_exhausted` has no meaning here: there are no restarts",
        "leave `on_exhausted` out, or write `restart = \"on_failure\"`",
    )
}

/// Who depends on it would wait for ever.
pub(crate) fn completed_and_always_restarted(always: &LitStr) -> Error {
    error(
        always,
        "restarted \"always\", it never completes, but `ready` is \"completed\"",
        "write \"on_failure\", or another `ready`",
    )
}

/// A method is called for one reason, with the arguments of that reason.
pub(crate) fn two_roles(attribute: &Attribute, again: &Ident, first: &Ident) -> Error {
    error(
        attribute,
        format!("this method is a `#[{first}]` already (line {})", line(first.span())),
        format!("write a second method with `#[{again}]` and let both call a third"),
    )
}

/// A daemon is built, run and cleaned up once a generation.
pub(crate) fn hook_twice(again: &Method, first: &Method) -> Error {
    let name = &again.attribute;
    error(
        name,
        format!("a second `#[{name}]`; the first is `{}` in line {}", first.ident, first.line()),
        format!("let `{}` call `{}`, and leave one `#[{name}]`", first.ident, again.ident),
    )
}

/// Operators configure and watch timers by name.
pub(crate) fn timer_twice(again: &Name, first: &Name) -> Error {
    error_at(
        again.span,
        format!("a second timer called `{}`; the first is in line {}", again.text, line(first.span)),
        "give one of them another name: `name = \"…\"`",
    )
}

/// It would wait for itself for ever.
pub(crate) fn depends_on_itself(dependency: &DaemonRef, ident: &Ident) -> Error {
    error(dependency, format!("`{ident}` cannot wait for itself"), "remove it from the list")
}

/// A list of daemons names each once.
pub(crate) fn dependency_twice(key: &str, again: &DaemonRef) -> Error {
    error(again, format!("`{key}` names {} twice", found(again)), "keep one of them")
}

/// `depends_on` already says in which order.
pub(crate) fn after_a_dependency(again: &DaemonRef) -> Error {
    error(again, format!("{} is in `depends_on`, which includes `after`", found(again)), "remove it from `after`")
}

/// `#[run](&mut self)` holds the daemon for life: nothing else ever gets at it.
pub(crate) fn handler_beside_exclusive_run(handler: &Method, run: &Method) -> Error {
    let name = &handler.attribute;
    error(
        &handler.receiver.written,
        format!("`#[{name}]` would never run beside `{}(&mut self)` in line {}", run.ident, run.line()),
        format!("let `{}` take `&self`, and this method too", run.ident),
    )
}

/// `#[run](&self)` shares the daemon for life: nobody can have it alone.
pub(crate) fn exclusive_handler_beside_run(handler: &Method, run: &Method) -> Error {
    let name = &handler.attribute;
    error(
        &handler.receiver.written,
        format!("`#[{name}]` takes `&self` here: `{}` in line {} shares the daemon for life", run.ident, run.line()),
        "write `&self`, and keep what changes in a `Mutex`, a channel or an atomic",
    )
}

/// A field has one first value.
pub(crate) fn two_fillings(attribute: &Attribute, first: &Attribute) -> Error {
    error(
        attribute,
        format!("this field is filled by {} already", found_attribute(first)),
        "keep one of the two attributes",
    )
}

fn found_attribute(attribute: &Attribute) -> String {
    format!("`#[{}]`", attribute.path().to_token_stream())
}

/// Which of the two topics would count?
pub(crate) fn event_attribute_twice(again: &Attribute, first: &Attribute) -> Error {
    error(
        again,
        format!("a second `#[event]`; the first is in line {}", line(first.pound_token.span)),
        "put everything into one `#[event(…)]`",
    )
}
