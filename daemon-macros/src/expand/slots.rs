//! The enum of the handlers' places in the table.

use proc_macro2::TokenStream;
use quote::quote;

use super::cfg::attributes;
use super::scope::Scope;
use crate::names;

/// The enum, in the order of the table, and all of its variants: a place in the table is one in that list.
pub(super) fn slots(scope: &Scope<'_>) -> TokenStream {
    let slot = &scope.slot;
    let all = names::all();
    let variants = || {
        scope.block.handlers.iter().map(|handler| {
            let cfgs = attributes(&handler.method);
            let ident = &handler.method.ident;
            (cfgs, ident)
        })
    };
    let declared = variants().map(|(cfgs, ident)| quote!(#cfgs #ident));
    let listed = variants().map(|(cfgs, ident)| quote!(#cfgs Self::#ident));
    quote! {
        pub enum #slot { #(#declared,)* }

        #[automatically_derived]
        impl #slot {
            const #all: &'static [Self] = &[#(#listed),*];
        }
    }
}
