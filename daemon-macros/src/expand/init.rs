//! `#[init]`

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::cfg::{attributes, none_of};
use super::scope::Scope;
use super::shim::{call, shim};
use crate::model::{Access, Method};
use crate::names;

/// `fn init`, once for each `#[init]`, and once for when there is none.
pub(super) fn init(scope: &Scope<'_>) -> TokenStream {
    let inits = &scope.block.inits;
    let from_user = inits.iter().map(|init| {
        let cfgs = attributes(init);
        let body = if init.receiver.access == Access::None { builds(scope, init) } else { finishes(scope, init) };
        let function = function(scope, &body);
        quote!(#cfgs #function)
    });
    let private = &scope.private;
    let ctx = &scope.ctx;
    let fields = quote_spanned!(scope.block.self_ty.span()=> #private::FromFields::from_fields(#ctx));
    let function = function(scope, &fields);
    let from_fields = match none_of(inits) {
        Some(cfg) => Some(quote!(#cfg #function)),
        None if inits.is_empty() => Some(function),
        None => None,
    };
    quote!(#(#from_user)* #from_fields)
}

fn function(scope: &Scope<'_>, body: &TokenStream) -> TokenStream {
    let Scope { private, ctx, .. } = scope;
    quote! {
        fn init(
            #ctx: &#private::Context,
        ) -> impl ::core::future::Future<Output = ::core::result::Result<Self, #private::BoxError>> + ::core::marker::Send {
            async move { #body }
        }
    }
}

/// `async fn init(ctx) -> Result<Self>`
fn builds(scope: &Scope<'_>, init: &Method) -> TokenStream {
    let private = &scope.private;
    let built = call(scope, init, None, None);
    quote!(#private::InitOutcome::into_daemon(#built))
}

/// `async fn init(&mut self, ctx) -> Result<()>`
fn finishes(scope: &Scope<'_>, init: &Method) -> TokenStream {
    let Scope { private, ctx, block, .. } = scope;
    let daemon = names::generated("daemon");
    let finished = call(scope, init, Some(quote!(&mut #daemon)), None);
    let from_fields = quote_spanned!(block.self_ty.span()=> #private::FromFields::from_fields(#ctx));
    quote! {
        let mut #daemon: Self = #from_fields?;
        #private::Outcome::into_result(#finished)?;
        ::core::result::Result::Ok(#daemon)
    }
}

/// The functions that call the user's.
pub(super) fn shims(scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let self_ty = &scope.block.self_ty;
    let shims = scope.block.inits.iter().map(|init| {
        let outcome = match init.receiver.access {
            Access::None => quote!(#private::InitOutcome<#self_ty>),
            Access::Shared | Access::Exclusive => quote!(#private::Outcome),
        };
        shim(scope, init, None, &outcome)
    });
    quote!(#(#shims)*)
}
