//! Which loop of the runtime the receivers allow.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::cfg::{attributes, none_of};
use super::scope::Scope;
use crate::model::Access;
use crate::names;

/// `fn serve`, once for each `#[run]`, and once for when there is none.
pub(super) fn serve(scope: &Scope<'_>) -> TokenStream {
    let runs = &scope.block.runs;
    let with_run = runs.iter().map(|run| {
        let cfgs = attributes(run);
        let function = function(scope, if run.receiver.access == Access::Shared { "run_shared" } else { "run" });
        quote!(#cfgs #function)
    });
    let function = function(scope, if scope.is_shared() { "mixed" } else { "exclusive" });
    let without = match none_of(runs) {
        Some(cfg) => Some(quote!(#cfg #function)),
        None if runs.is_empty() => Some(function),
        None => None,
    };
    quote!(#(#with_run)* #without)
}

fn function(scope: &Scope<'_>, which: &str) -> TokenStream {
    let Scope { private, lifetime, .. } = scope;
    let duty = names::generated("duty");
    let this = quote!(self);
    let span = scope.shared_at().filter(|_| scope.is_shared()).unwrap_or_else(Span::call_site);
    let name = Ident::new(&format!("serve_{which}"), span);
    let call = quote_spanned!(span=> #private::#name(#this, #duty));
    quote! {
        fn serve<#lifetime>(
            &#lifetime mut self,
            #duty: #private::Duty<#lifetime, Self>,
        ) -> impl ::core::future::Future<Output = #private::Ended> + ::core::marker::Send + #lifetime {
            #call
        }
    }
}
