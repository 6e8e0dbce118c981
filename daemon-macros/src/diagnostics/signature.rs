//! Receivers, arguments and modifiers of methods.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Error, FnArg, GenericParam, Ident};

use super::{error, found, line};
use crate::model::Method;

/// The runtime owns the daemon and lends it to its handlers.
pub(crate) fn receiver_missing(attribute: &Ident, method: &Ident) -> Error {
    error(
        method,
        format!("`#[{attribute}]` needs a method, and `{method}` takes no `self`"),
        format!("write `fn {method}(&mut self, …)`"),
    )
}

/// A handler that took the daemon by value, or in a box, would be its last.
pub(crate) fn receiver_by_value(attribute: &Ident, receiver: impl ToTokens) -> Error {
    error(
        receiver,
        format!("`#[{attribute}]` borrows the daemon, it cannot take it away"),
        "write `&mut self` or `&self`",
    )
}

/// An `#[init]` that finishes the daemon must be able to change it.
pub(crate) fn init_with_shared_receiver(init: &Method) -> Error {
    error(
        &init.receiver.written,
        "`#[init]` takes `&mut self`, or no `self` and returns the daemon",
        "write `async fn init(&mut self, ctx: &Context) -> Result<()>`",
    )
}

/// Several runs at once can only share the daemon.
pub(crate) fn concurrent_with_exclusive_receiver(method: &Method, option: Span) -> Error {
    error(
        &method.receiver.written,
        "a `concurrent` handler takes `&self`: several of its runs share the daemon",
        format!("write `&self`, or leave out the `concurrent` in line {}", line(option)),
    )
}

/// The argument's type says which event; without one there is nothing to subscribe to.
pub(crate) fn event_missing(method: &Ident) -> Error {
    error(
        method,
        format!("`{method}` does not say which event it subscribes to"),
        format!("write `fn {method}(&mut self, event: &UserCreated)`"),
    )
}

/// The same with a pattern: what matches has to go somewhere.
pub(crate) fn any_event_missing(method: &Ident) -> Error {
    error(
        method,
        format!("`{method}` does not take the events that match"),
        format!("write `fn {method}(&mut self, event: &AnyEvent)`"),
    )
}

/// Topics that match may be of any type, so no type of event can be promised.
pub(crate) fn not_any_event(argument: impl ToTokens) -> Error {
    error(
        &argument,
        format!("with a pattern the event is `&AnyEvent`, found {}", found(&argument)),
        "write `event: &AnyEvent`, or leave the pattern out: the argument's type says which event",
    )
}

/// `AnyEvent` alone says nothing about which events.
pub(crate) fn any_event_without_pattern(argument: impl ToTokens) -> Error {
    error(
        &argument,
        format!("{} does not say which events", found(&argument)),
        "give a pattern of topics, `#[subscribe(\"chat.*\")]`, or the type of one event",
    )
}

/// One order of arguments, so that every handler reads the same.
pub(crate) fn context_before_event(argument: &FnArg, arguments: &str) -> Error {
    error(argument, "the event comes before `ctx`", format!("write `({arguments})`"))
}

/// The same of a message: what is sent comes first.
pub(crate) fn context_not_last(argument: &FnArg, arguments: &str) -> Error {
    error(argument, "`ctx` comes last", format!("write `({arguments})`"))
}

/// A message outlives the call that sends it.
pub(crate) fn message_argument_borrowed(argument: impl ToTokens) -> Error {
    error(
        argument,
        "what is sent with a message is owned, and this is a reference",
        "write `String` for `&str`, `Vec<T>` for `&[T]`, an `Arc<T>` or a clone for `&T`",
    )
}

/// Other subscribers see the same event.
pub(crate) fn event_by_mutable_reference(argument: impl ToTokens) -> Error {
    error(
        argument,
        "an event is shared by its subscribers, so it cannot be changed",
        "write `&UserCreated`, or `UserCreated` for a copy of your own",
    )
}

/// Nobody would pass it.
pub(crate) fn argument_too_many(attribute: &Ident, argument: &FnArg, arguments: &str) -> Error {
    error(
        argument,
        format!("nothing is passed here: `#[{attribute}]` has no further argument"),
        format!("write `({arguments})`"),
    )
}

/// The only thing a handler is passed besides its event is the context.
pub(crate) fn argument_not_context(attribute: &Ident, argument: &FnArg, arguments: &str) -> Error {
    error(
        argument,
        format!("the last argument of `#[{attribute}]` is `ctx: &Context`"),
        format!("write `({arguments})`"),
    )
}

/// The runtime calls each handler in one way; nobody would choose the parameters.
pub(crate) fn generic_handler(attribute: &Ident, parameter: &GenericParam) -> Error {
    let help = if attribute == "subscribe" { "write one handler for each type" } else { "remove the parameter" };
    error(parameter, format!("`#[{attribute}]` cannot be generic"), help)
}

/// The same, written as `impl Trait`.
pub(crate) fn impl_trait_argument(attribute: &Ident, argument: impl ToTokens) -> Error {
    error(argument, format!("`#[{attribute}]` cannot be generic, and `impl` in an argument is"), "write the type")
}

/// What a handler returns is named where it is called; an `async fn` hides its future by itself.
pub(crate) fn impl_trait_return(attribute: &Ident, output: impl ToTokens) -> Error {
    error(
        output,
        format!("`#[{attribute}]` cannot return an `impl` type"),
        "write the type; for a future, write `async fn`",
    )
}

/// The runtime could not keep what the method asks of its caller.
pub(crate) fn unsafe_handler(attribute: &Ident, token: impl ToTokens) -> Error {
    error(
        token,
        format!("`#[{attribute}]` cannot be `unsafe`"),
        "make the method safe, with an `unsafe` block inside if need be",
    )
}

/// A handler runs at run time only.
pub(crate) fn const_handler(attribute: &Ident, token: impl ToTokens) -> Error {
    error(token, format!("`#[{attribute}]` cannot be `const`"), "remove `const`")
}

/// A handler is called from Rust.
pub(crate) fn extern_handler(attribute: &Ident, abi: impl ToTokens) -> Error {
    error(
        abi,
        format!("`#[{attribute}]` cannot be `extern`"),
        "remove `extern`, and call the handler from an `extern fn`",
    )
}
