//! `state = T`: what the daemon publishes of itself.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::structure::implement;
use crate::crate_path::CratePath;
use crate::model::{Declaration, Structure};

/// `impl Stateful`, where there is a state. What the type lacks is said at the type.
pub(super) fn stateful(structure: &Structure) -> Option<TokenStream> {
    let ty = structure.declaration.state.as_ref()?;
    let body = quote_spanned!(ty.span()=> type State = #ty;);
    Some(implement(structure, "Stateful", &TokenStream::new(), &body))
}

/// `.state(…)`, where the runtime finds how to make one.
pub(super) fn option(declaration: &Declaration, krate: &CratePath) -> Option<TokenStream> {
    declaration.state.as_ref()?;
    let private = krate.private();
    Some(quote!(.state(::core::option::Option::Some(#private::StateKind::of::<Self>()))))
}
