//! Signatures of handlers and hooks: receiver, event, context.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Error, FnArg, GenericParam, Ident, Pat, PatType, Receiver as SynReceiver, ReceiverKind, ReturnType, Signature, Type,
};

use crate::diagnostics::signature;
use crate::model::{Access, Receiver};
use crate::problems::Problems;

/// What an attribute wants of the method below it.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Whether there may be no receiver.
    pub(super) may_be_associated: bool,
    pub(super) first: First,
    /// The longest list of arguments, to paste.
    pub(super) arguments: &'static str,
}

/// What comes before the context.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Nothing,
    /// An event, whose type says which.
    Event,
    /// `&AnyEvent`
    AnyEvent,
    /// Whatever is sent with a message.
    Anything,
}

/// A handler without an event.
pub(super) const PLAIN: Shape =
    Shape { may_be_associated: false, first: First::Nothing, arguments: "&mut self, ctx: &Context" };

/// The arguments that were found.
pub(super) struct Arguments<'a> {
    pub(super) receiver: Receiver,
    pub(super) event: Option<&'a PatType>,
    pub(super) context: Option<&'a PatType>,
}

/// Reports modifiers and parameters that nothing called by the runtime can have.
pub(super) fn modifiers(attribute: &Ident, signature: &Signature, problems: &mut Problems) {
    if let Some(token) = &signature.constness {
        problems.report(signature::const_handler(attribute, token));
    }
    if let syn::Safety::Unsafe(token) = &signature.safety {
        problems.report(signature::unsafe_handler(attribute, token));
    }
    if let Some(abi) = &signature.abi {
        problems.report(signature::extern_handler(attribute, abi));
    }
    let chosen_by_caller = |parameter: &&GenericParam| !matches!(parameter, GenericParam::Lifetime(_));
    if let Some(parameter) = signature.generics.params.iter().find(chosen_by_caller) {
        problems.report(signature::generic_handler(attribute, parameter));
    }
    if let ReturnType::Type(_, output) = &signature.output
        && names_impl(output.to_token_stream())
    {
        problems.report(signature::impl_trait_return(attribute, output));
    }
}

/// Whether there is an `impl Trait` somewhere in a type.
fn names_impl(ty: TokenStream) -> bool {
    ty.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => names_impl(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Sorts the arguments, or says which one is wrong.
pub(super) fn arguments<'a>(attribute: &Ident, signature: &'a Signature, shape: Shape) -> Result<Arguments<'a>, Error> {
    let receiver = receiver(attribute, signature, shape)?;
    if shape.first == First::Anything {
        return Ok(Arguments { receiver, event: None, context: context_of(signature, shape)? });
    }
    let mut typed = typed(signature);
    let missing = || match shape.first {
        First::AnyEvent => signature::any_event_missing(&signature.ident),
        First::Event | First::Nothing | First::Anything => signature::event_missing(&signature.ident),
    };
    let event = if shape.first == First::Nothing {
        None
    } else {
        let (argument, event) = typed.next().ok_or_else(missing)?;
        if names_context(&event.ty) {
            return Err(match typed.next() {
                Some(_) => signature::context_before_event(argument, shape.arguments),
                None => missing(),
            });
        }
        Some(event)
    };
    let context = typed.next();
    if let Some((argument, _)) = typed.next() {
        return Err(signature::argument_too_many(attribute, argument, shape.arguments));
    }
    match context {
        Some((argument, typed)) if !is_context(typed) => {
            Err(signature::argument_not_context(attribute, argument, shape.arguments))
        }
        context => Ok(Arguments { receiver, event, context: context.map(|(_, typed)| typed) }),
    }
}

fn typed(signature: &Signature) -> impl Iterator<Item = (&FnArg, &PatType)> {
    signature.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(typed) => Some((argument, typed)),
        FnArg::Receiver(_) => None,
    })
}

/// The context of a method whose other arguments are sent: the last of all.
fn context_of(signature: &Signature, shape: Shape) -> Result<Option<&PatType>, Error> {
    let last = typed(signature).last().map(|(_, argument)| argument).filter(|argument| is_context(argument));
    let before = typed(signature).count() - usize::from(last.is_some());
    match typed(signature).take(before).find(|(_, argument)| names_context(&argument.ty)) {
        Some((argument, _)) => Err(signature::context_not_last(argument, shape.arguments)),
        None => Ok(last),
    }
}

/// The arguments of a message that are sent: all but the context.
pub(super) fn sent(signature: &Signature) -> Vec<&PatType> {
    let mut arguments: Vec<_> = typed(signature).map(|(_, argument)| argument).collect();
    if arguments.last().is_some_and(|last| is_context(last)) {
        arguments.pop();
    }
    arguments
}

fn receiver(attribute: &Ident, signature: &Signature, shape: Shape) -> Result<Receiver, Error> {
    match signature.receiver() {
        None if shape.may_be_associated => {
            let ident = &signature.ident;
            Ok(Receiver { access: Access::None, written: ident.to_token_stream(), span: ident.span() })
        }
        None => Err(signature::receiver_missing(attribute, &signature.ident)),
        Some(receiver) => match access(receiver) {
            Some(access) => {
                Ok(Receiver { access, written: receiver.to_token_stream(), span: receiver.self_token.span })
            }
            None => Err(signature::receiver_by_value(attribute, receiver)),
        },
    }
}

fn access(receiver: &SynReceiver) -> Option<Access> {
    let by = |mutable: bool| if mutable { Access::Exclusive } else { Access::Shared };
    match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => Some(by(mutability.is_some())),
        ReceiverKind::Typed(_, ty) => match &**ty {
            Type::Reference(reference) if reference.elem.to_token_stream().to_string() == "Self" => {
                Some(by(reference.mutability.is_some()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// `&Context`, or a reference called `ctx` to what may be an alias of it; rustc checks the type.
fn is_context(argument: &PatType) -> bool {
    let called_context = match &*argument.pat {
        Pat::Ident(pattern) => ["ctx", "_ctx", "context", "_context"].iter().any(|name| pattern.ident == name),
        Pat::Wild(_) => true,
        _ => false,
    };
    names_context(&argument.ty) || called_context && is_shared_reference(&argument.ty)
}

fn is_shared_reference(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_none())
}

fn names_context(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() => match &*reference.elem {
            Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Context"),
            _ => false,
        },
        _ => false,
    }
}
