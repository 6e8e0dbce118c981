//! `#[run]`

use proc_macro2::TokenStream;
use quote::quote;

use super::cfg::attributes;
use super::scope::Scope;
use super::shim::{call, shim};
use crate::model::{Access, Method};

/// `impl RunShared` or `impl RunExclusive`, with the function that calls the user's.
pub(super) fn run(scope: &Scope<'_>) -> TokenStream {
    let each = scope.block.runs.iter().map(|run| one(scope, run));
    quote!(#(#each)*)
}

fn one(scope: &Scope<'_>, run: &Method) -> TokenStream {
    let private = &scope.private;
    let cfgs = attributes(run);
    let shim = shim(scope, run, None, &quote!(#private::Outcome));
    let implementation = if run.receiver.access == Access::Shared {
        scope.implement("RunShared", &scope.shareable(), &method(scope, run, &TokenStream::new()))
    } else {
        scope.implement("RunExclusive", &TokenStream::new(), &method(scope, run, &quote!(mut)))
    };
    quote!(#shim #cfgs #implementation)
}

fn method(scope: &Scope<'_>, run: &Method, mutability: &TokenStream) -> TokenStream {
    once(scope, run, &quote!(run), mutability)
}

/// A method of a generated impl that calls a hook.
pub(super) fn once(scope: &Scope<'_>, hook: &Method, name: &TokenStream, mutability: &TokenStream) -> TokenStream {
    let Scope { private, ctx, lifetime, .. } = scope;
    let call = call(scope, hook, Some(quote!(self)), None);
    quote! {
        fn #name<#lifetime>(
            &#lifetime #mutability self,
            #ctx: &#lifetime #private::Context,
        ) -> impl ::core::future::Future<Output = ::core::result::Result<(), #private::BoxError>>
            + ::core::marker::Send
            + #lifetime {
            async move { #private::Outcome::into_result(#call) }
        }
    }
}
