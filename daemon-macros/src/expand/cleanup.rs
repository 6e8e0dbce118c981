//! `#[cleanup]`

use proc_macro2::TokenStream;
use quote::quote;

use super::cfg::alternatives;
use super::run::once;
use super::scope::Scope;
use super::shim::shim;

/// `fn cleanup`; without one the trait's own does nothing.
pub(super) fn cleanup(scope: &Scope<'_>) -> TokenStream {
    let each = alternatives(&scope.block.cleanups).map(|(cleanup, cfgs)| {
        let method = once(scope, cleanup, &quote!(cleanup), &quote!(mut));
        quote!(#cfgs #method)
    });
    quote!(#(#each)*)
}

/// The function that calls the user's.
pub(super) fn shims(scope: &Scope<'_>) -> TokenStream {
    let shims = scope.block.cleanups.iter().map(|cleanup| shim(scope, cleanup, None));
    quote!(#(#shims)*)
}
