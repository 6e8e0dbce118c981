//! The method below an attribute.

use syn::spanned::Spanned;
use syn::{Attribute, Ident, PatType, ReturnType};

use super::cfg_attr;
use super::signature::{self, Shape};
use crate::model;
use crate::problems::Problems;
use crate::syntax::{Method, Options, Vocabulary};

/// Reads the signature; nothing if the method cannot be called as `shape` wants it.
pub(super) fn method<'a>(
    attribute: &Ident,
    method: &'a Method,
    shape: Shape,
    problems: &mut Problems,
) -> Option<(model::Method, Option<&'a PatType>)> {
    let signature = &method.signature;
    signature::modifiers(attribute, signature, problems);
    let arguments = problems.keep(signature::arguments(attribute, signature, shape))?;
    let read = model::Method {
        attribute: attribute.clone(),
        ident: signature.ident.clone(),
        cfgs: cfg_attr::cfgs(&method.attributes),
        is_async: signature.asyncness.is_some(),
        receiver: arguments.receiver,
        context: arguments.context.map(|argument| argument.ty.span()),
        output: match &signature.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some((**ty).clone()),
        },
    };
    Some((read, arguments.event))
}

/// The same for an attribute without options, such as `#[run]`.
pub(super) fn without_options(
    attribute: &Ident,
    mark: &Attribute,
    below: &Method,
    shape: Shape,
    vocabulary: &Vocabulary,
    problems: &mut Problems,
) -> Option<model::Method> {
    Options::of(mark, problems).finish(vocabulary, problems);
    method(attribute, below, shape, problems).map(|(method, _)| method)
}
