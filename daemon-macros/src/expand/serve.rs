//! Which loop of the runtime the receivers allow.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;

use super::cfg::{alternatives, none_of};
use super::scope::Scope;
use crate::model::Access;
use crate::names;

/// `fn serve`, once for each `#[run]`, and once for when there is none.
pub(super) fn serve(scope: &Scope<'_>) -> TokenStream {
    let runs = &scope.block.runs;
    let with_run = alternatives(runs).map(|(run, cfgs)| {
        let function = function(scope, if run.receiver.access == Access::Shared { "run_shared" } else { "run" });
        quote!(#cfgs #function)
    });
    let function = function(scope, if scope.is_shared() { "mixed" } else { "exclusive" });
    let without = none_of(runs).map(|cfg| quote!(#cfg #function));
    quote!(#(#with_run)* #without)
}

fn function(scope: &Scope<'_>, which: &str) -> TokenStream {
    let Scope { this, span, .. } = scope;
    let span = *span;
    let lifetime = names::lifetime_at("borrow", span);
    let duty = names::generated_at("duty", span);
    let name = Ident::new(&format!("serve_{which}"), span);
    let runtime = scope.at(span);
    let shareable = scope.show_shareable().filter(|_| scope.is_shared());
    let call = if which == "exclusive" {
        quote_spanned!(span=> #runtime::#name(#this, #duty))
    } else {
        let slot = &scope.slot;
        quote_spanned!(span=> #runtime::#name::<Self, #slot>(#this, #duty))
    };
    quote_spanned! {span=>
        fn serve<#lifetime>(
            &#lifetime mut #this,
            #duty: #runtime::Duty<#lifetime, Self>,
        ) -> impl ::core::future::Future<Output = #runtime::Ended> + ::core::marker::Send + #lifetime {
            #shareable
            #call
        }
    }
}
