//! `#[subscribe]`

use daemon_grammar::name;
use syn::{Attribute, GenericArgument, Ident, LitStr, PatType, PathArguments, Type};

use super::signature::{First, Shape};
use super::value::{self, Reader};
use super::{daemon_ref, method};
use crate::diagnostics::{pairing, signature, value as problem};
use crate::model::{DaemonRef, EventArgument, Handler, Overflow, Passing, Role, Subscription, Word};
use crate::problems::Problems;
use crate::syntax::{Method, Named, Options, Vocabulary};

const SUBSCRIBE: Vocabulary = Vocabulary {
    attribute: "subscribe",
    known: &["overflow", "keep", "from", "filter", "throttle", "concurrent", "priority"],
};

/// `#[subscribe]`
const BY_TYPE: Shape =
    Shape { may_be_associated: false, first: First::Event, arguments: "&mut self, event: &UserCreated, ctx: &Context" };

/// `#[subscribe("chat.*")]`
const BY_PATTERN: Shape =
    Shape { may_be_associated: false, first: First::AnyEvent, arguments: "&mut self, event: &AnyEvent, ctx: &Context" };

/// Each with how many it keeps if `keep` does not say.
const OVERFLOW: [(&str, Overflow); 4] = [
    ("wait", Overflow::Wait),
    ("drop_oldest", Overflow::DropOldest(64)),
    ("drop_newest", Overflow::DropNewest(64)),
    ("latest", Overflow::Latest),
];

pub(super) fn subscribe(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    let mut options = Options::of(mark, problems);
    let literal = options.take_bare_if(|value| value.read::<LitStr>().is_some());
    let literal = literal.and_then(|value| value.read::<LitStr>());
    let shape = if literal.is_some() { BY_PATTERN } else { BY_TYPE };
    let pattern = literal.and_then(|literal| pattern(literal, problems));
    let mut reader = Reader { options: &mut options, problems };
    let overflow = overflow(&mut reader);
    let from = from(&mut reader);
    let filter = reader.function("filter", "is_large");
    let throttle = reader.rate("throttle");
    let concurrent = reader.number("concurrent");
    let priority = value::priority(&mut reader);
    options.finish(&SUBSCRIBE, problems);
    let (method, event) = method::method(name, below, shape, problems)?;
    let event = match shape.first {
        First::AnyEvent => any_event_argument(event?, problems)?,
        First::Event | First::Nothing | First::Anything => event_argument(name, event?, problems)?,
    };
    let subscription = Subscription { event, pattern, overflow: overflow?, throttle, priority, from, filter };
    Some(Handler { method, role: Role::Subscribe(Box::new(subscription)), concurrent })
}

fn pattern(literal: LitStr, problems: &mut Problems) -> Option<LitStr> {
    match name::check_pattern(&literal.value()) {
        Ok(()) => Some(literal),
        Err(reason) => {
            problems.report(problem::not_a_pattern(&literal, &reason));
            None
        }
    }
}

/// `overflow = "…"`, with its `keep = N`.
fn overflow(reader: &mut Reader<'_>) -> Option<Overflow> {
    let given = reader.options.may_have("overflow");
    let overflow = if given { reader.choice("overflow", &OVERFLOW).map(Word::meaning) } else { Some(Overflow::Wait) };
    let Some(keep) = reader.options.take("keep", reader.problems) else { return overflow };
    match overflow? {
        Overflow::DropOldest(_) => return number(keep, reader).map(Overflow::DropOldest),
        Overflow::DropNewest(_) => return number(keep, reader).map(Overflow::DropNewest),
        Overflow::Latest => reader.problems.report(pairing::keep_of_the_latest(&keep.key)),
        Overflow::Wait => reader.problems.report(pairing::keep_while_waiting(&keep.key)),
    }
    None
}

fn number(keep: Named, reader: &mut Reader<'_>) -> Option<u32> {
    value::number(keep, reader.problems).map(|keep| keep.value)
}

/// `from = DataDaemon`, or `from = "data"`.
fn from(reader: &mut Reader<'_>) -> Option<DaemonRef> {
    let (_, value) = reader.value("from", "DataDaemon")?;
    daemon_ref::daemon(&value, reader.problems)
}

fn event_argument(name: &Ident, argument: &PatType, problems: &mut Problems) -> Option<EventArgument> {
    let (ty, passing) = match &*argument.ty {
        Type::Reference(reference) if reference.mutability.is_some() => {
            problems.report(signature::event_by_mutable_reference(&argument.ty));
            return None;
        }
        Type::Reference(reference) => (&*reference.elem, Passing::Borrowed),
        ty => shared(ty).map_or((ty, Passing::Cloned), |event| (event, Passing::Shared)),
    };
    if let Type::ImplTrait(_) = ty {
        problems.report(signature::impl_trait_argument(name, ty));
        return None;
    }
    if is_any_event(ty) {
        problems.report(signature::any_event_without_pattern(&argument.ty));
        return None;
    }
    Some(EventArgument { ty: Box::new(ty.clone()), passing })
}

fn any_event_argument(argument: &PatType, problems: &mut Problems) -> Option<EventArgument> {
    match &*argument.ty {
        Type::Reference(reference) if reference.mutability.is_none() && is_any_event(&reference.elem) => {
            Some(EventArgument { ty: reference.elem.clone(), passing: Passing::Borrowed })
        }
        ty => {
            problems.report(signature::not_any_event(ty));
            None
        }
    }
}

/// Told by its spelling, as the context is; that it is ours is for rustc to check.
fn is_any_event(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "AnyEvent"))
}

/// The `E` of an `Arc<E>`, told by its spelling: asking the type's traits instead would turn an argument that is no event
/// into a dozen errors.
fn shared(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Arc")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(event)) if arguments.args.len() == 1 => Some(event),
        _ => None,
    }
}
