//! `#[run]`

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::cfg::alternatives;
use super::scope::Scope;
use super::shim::{call, outcome, shim};
use crate::model::{Access, Method};
use crate::names;

/// `impl RunShared` or `impl RunExclusive`, with the function that calls the user's.
pub(super) fn run(scope: &Scope<'_>) -> TokenStream {
    let each = alternatives(&scope.block.runs).map(|(run, cfgs)| one(scope, run, &cfgs));
    quote!(#(#each)*)
}

fn one(scope: &Scope<'_>, run: &Method, cfgs: &TokenStream) -> TokenStream {
    let shim = shim(scope, run, None);
    let implementation = if run.receiver.access == Access::Shared {
        scope.implement_of_handlers("RunShared", &scope.shareable(), &method(scope, run, &TokenStream::new()))
    } else {
        scope.implement_of_handlers("RunExclusive", &TokenStream::new(), &method(scope, run, &quote!(mut)))
    };
    quote!(#shim #cfgs #implementation)
}

fn method(scope: &Scope<'_>, run: &Method, mutability: &TokenStream) -> TokenStream {
    once(scope, run, &quote!(run), mutability)
}

/// A method of a generated impl that calls a hook.
pub(super) fn once(scope: &Scope<'_>, hook: &Method, name: &TokenStream, mutability: &TokenStream) -> TokenStream {
    let Scope { ctx, this, span, .. } = scope;
    let span = *span;
    let private = scope.at(span);
    let lifetime = names::lifetime_at("borrow", span);
    let shareable = scope.show_shareable().filter(|_| hook.needs_sync());
    let outcome = outcome(scope, hook, &call(scope, hook, this, None));
    quote_spanned! {span=>
        fn #name<#lifetime>(
            &#lifetime #mutability #this,
            #ctx: &#lifetime #private::Context,
        ) -> impl ::core::future::Future<Output = ::core::result::Result<(), #private::BoxError>>
            + ::core::marker::Send
            + #lifetime {
            async move { #shareable #outcome }
        }
    }
}
