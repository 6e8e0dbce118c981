//! Names of generated things.

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Ident, Lifetime};

/// A name that no user writes. All of them begin with the same prefix, made here.
pub(crate) fn generated(name: &str) -> Ident {
    generated_at(name, Span::call_site())
}

/// The same, for code that a mistake may be reported at.
pub(crate) fn generated_at(name: &str, span: Span) -> Ident {
    format_ident!("__daemon_{name}", span = span)
}

/// The list of all variants of a generated enum.
pub(crate) fn all() -> Ident {
    Ident::new("__DAEMON_ALL", Span::call_site())
}

/// The generated function that calls the user's `method`.
pub(crate) fn call(method: &Ident) -> Ident {
    generated(&format!("call_{}", method.unraw()))
}

/// The generated function that says which events `method` hears.
pub(crate) fn hear(method: &Ident) -> Ident {
    generated(&format!("hear_{}", method.unraw()))
}

/// A lifetime that no user writes.
pub(crate) fn lifetime(name: &str) -> Lifetime {
    lifetime_at(name, Span::call_site())
}

/// The same, for code that a mistake may be reported at.
pub(crate) fn lifetime_at(name: &str, span: Span) -> Lifetime {
    Lifetime { apostrophe: span, ident: generated_at(name, span) }
}
