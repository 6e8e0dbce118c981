//! `#[message]`

use quote::format_ident;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Pat, PatType, Type};

use super::method;
use super::signature::{self, First, Shape};
use super::value::{self, Reader};
use crate::diagnostics::{feature, signature as problem};
use crate::model::{Handler, Message, MessageArgument, Role};
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

const MESSAGE: Vocabulary =
    Vocabulary { attribute: "message", known: &["priority", "throttle", "concurrent", "remote"] };

const ASKED: Shape =
    Shape { may_be_associated: false, first: First::Anything, arguments: "&self, id: UserId, ctx: &Context" };

pub(super) fn message(name: &Ident, mark: &Attribute, below: &Method, problems: &mut Problems) -> Option<Handler> {
    let mut options = Options::of(mark, problems);
    let mut reader = Reader { options: &mut options, problems };
    let priority = value::priority(&mut reader);
    let throttle = reader.rate("throttle");
    let concurrent = reader.number("concurrent");
    let remote = remote(&mut reader, mark);
    options.finish(&MESSAGE, problems);
    let (method, _) = method::method(name, below, ASKED, problems)?;
    let inputs: Vec<&PatType> = signature::sent(&below.signature);
    let arguments: Vec<_> =
        inputs.iter().enumerate().filter_map(|(place, argument)| sent(name, place, argument, problems)).collect();
    if arguments.len() < inputs.len() {
        return None;
    }
    let message = Message {
        visibility: below.visibility.clone(),
        docs: docs(&below.attributes),
        arguments,
        throttle,
        priority,
        remote,
    };
    Some(Handler { method, role: Role::Message(Box::new(message)), concurrent })
}

/// `remote`
fn remote(reader: &mut Reader<'_>, mark: &Attribute) -> bool {
    let remote = reader.flag("remote").is_some_and(|remote| remote.value);
    if remote && !cfg!(feature = "remote") {
        reader.problems.report(feature::remote_is_off(mark));
    }
    remote
}

/// An argument as it is sent: owned, and of a type that is named.
fn sent(attribute: &Ident, place: usize, argument: &PatType, problems: &mut Problems) -> Option<MessageArgument> {
    match &*argument.ty {
        Type::Reference(_) => problems.report(problem::message_argument_borrowed(&argument.ty)),
        Type::ImplTrait(_) => problems.report(problem::impl_trait_argument(attribute, &argument.ty)),
        _ => {
            let name = match &*argument.pat {
                Pat::Ident(pattern) if pattern.subpat.is_none() => pattern.ident.clone(),
                pattern => format_ident!("argument_{place}", span = pattern.span()),
            };
            return Some(MessageArgument { name, ty: argument.ty.clone() });
        }
    }
    None
}

fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect()
}
