//! A method of the `#[daemon] impl` block that the runtime calls.

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Ident, Type};

/// A method as its callers need to know it.
#[derive(Clone)]
pub(crate) struct Method {
    /// The name of its attribute, for messages: `interval`.
    pub(crate) attribute: Ident,
    pub(crate) ident: Ident,
    /// `#[cfg]` attributes, for everything generated for the method.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) is_async: bool,
    pub(crate) receiver: Receiver,
    /// `ctx: &Context` is its last argument; the span of its type.
    pub(crate) context: Option<Span>,
    /// The return type; none is `()`.
    pub(crate) output: Option<Type>,
}

/// How a method takes the daemon.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) access: Access,
    /// The receiver, or the method's name if there is none.
    pub(crate) written: TokenStream,
    /// The `self`, or that name.
    pub(crate) span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// No receiver: an associated function.
    None,
    /// `&self`
    Shared,
    /// `&mut self`
    Exclusive,
}

impl Method {
    /// The line it is on, in the file of the impl block.
    pub(crate) fn line(&self) -> usize {
        self.ident.span().start().line
    }

    /// Whether its future holds a `&Self` that is sent between threads with it.
    pub(crate) fn needs_sync(&self) -> bool {
        self.is_async && self.receiver.access == Access::Shared
    }
}
