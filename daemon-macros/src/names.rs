//! Names of generated things.

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Ident, Lifetime};

/// A name that no user writes. All of them begin with the same prefix, made here.
pub(crate) fn generated(name: &str) -> Ident {
    format_ident!("__daemon_{name}", span = Span::call_site())
}

/// The generated function that calls the user's `method`.
pub(crate) fn call(method: &Ident) -> Ident {
    generated(&format!("call_{}", method.unraw()))
}

/// The lifetime of generated signatures.
pub(crate) fn lifetime() -> Lifetime {
    Lifetime { apostrophe: Span::call_site(), ident: generated("borrow") }
}
