//! Values of options.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{LitStr, Type};

/// A duration as written.
#[derive(Clone)]
pub(crate) struct Time {
    pub(crate) duration: Duration,
    pub(crate) literal: LitStr,
}

/// A whole number, at least one.
#[derive(Clone, Copy)]
pub(crate) struct Number {
    pub(crate) value: u32,
    pub(crate) span: Span,
}

/// One of a few words.
pub(crate) struct Word<T> {
    pub(crate) meaning: T,
    pub(crate) literal: LitStr,
}

/// A name in kebab-case, written or derived.
#[derive(Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    /// The literal, or what the name was derived from.
    pub(crate) span: Span,
}

/// Another daemon.
#[derive(Clone)]
pub(crate) enum DaemonRef {
    /// By its type: checked by the compiler.
    Type(Box<Type>),
    /// By its name: checked when the app is built.
    Name(LitStr),
}

impl<T> Word<T> {
    /// Without where it is written.
    pub(crate) fn meaning(self) -> T {
        self.meaning
    }
}

impl DaemonRef {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Type(ty) => ty.span(),
            Self::Name(name) => name.span(),
        }
    }

    /// The same text for the same daemon, as far as its spelling tells.
    pub(crate) fn spelling(&self) -> String {
        self.to_token_stream().to_string()
    }
}

impl ToTokens for DaemonRef {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Type(ty) => ty.to_tokens(tokens),
            Self::Name(name) => name.to_tokens(tokens),
        }
    }
}
