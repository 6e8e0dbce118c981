//! `#[subscribe]`

use syn::{Attribute, GenericArgument, Ident, LitStr, PatType, PathArguments, Type};

use super::method;
use super::signature::Shape;
use super::value::Reader;
use crate::diagnostics::{argument, signature};
use crate::model::{EventArgument, Handler, Passing, Role};
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

const SUBSCRIBE: Vocabulary = Vocabulary {
    attribute: "subscribe",
    known: &["overflow", "concurrent"],
    later: &["keep", "from", "filter", "throttle", "priority"],
};

const SHAPE: Shape =
    Shape { may_be_associated: false, has_event: true, arguments: "&mut self, event: &UserCreated, ctx: &Context" };

pub(super) fn subscribe(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    let mut options = Options::of(mark, problems);
    let pattern = options.take_bare_if(|value| value.read::<LitStr>().is_some());
    if let Some(pattern) = &pattern {
        problems.report(argument::topic_pattern_not_there_yet(pattern));
    }
    let mut reader = Reader { options: &mut options, problems };
    // The only kind of overflow there is so far is also the default, so there is nothing to keep.
    reader.choice("overflow", &[("wait", ())], &["drop_oldest", "drop_newest", "latest"]);
    let concurrent = reader.number("concurrent");
    options.finish(&SUBSCRIBE, problems);
    if pattern.is_some() {
        return None;
    }
    let (method, event) = method::method(name, below, SHAPE, problems)?;
    let event = event_argument(name, event?, problems)?;
    Some(Handler { method, role: Role::Subscribe(event), concurrent })
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
    Some(EventArgument { ty: Box::new(ty.clone()), passing })
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
