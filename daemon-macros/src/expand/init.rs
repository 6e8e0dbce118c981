//! `#[init]`

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::cfg::{alternatives, none_of};
use super::scope::Scope;
use super::shim::{call, init_outcome, outcome, shim};
use crate::model::{Access, Method};
use crate::names;

/// `fn init`, once for each `#[init]`, and once for when there is none.
pub(super) fn init(scope: &Scope<'_>) -> TokenStream {
    let inits = &scope.block.inits;
    let from_user = alternatives(inits).map(|(init, cfgs)| {
        let body = if init.receiver.access == Access::None { builds(scope, init) } else { finishes(scope, init) };
        let function = function(scope, &body);
        quote!(#cfgs #function)
    });
    let function = function(scope, &from_fields(scope));
    let from_fields_alone = none_of(inits).map(|cfg| quote!(#cfg #function));
    quote!(#(#from_user)* #from_fields_alone)
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
    init_outcome(scope, init, &call(scope, init, &TokenStream::new(), None))
}

/// `async fn init(&mut self, ctx) -> Result<()>`
fn finishes(scope: &Scope<'_>, init: &Method) -> TokenStream {
    let daemon = names::generated("daemon");
    let finished = outcome(scope, init, &call(scope, init, &quote!(&mut #daemon), None));
    let from_fields = from_fields(scope);
    quote! {
        let mut #daemon: Self = #from_fields?;
        #finished?;
        ::core::result::Result::Ok(#daemon)
    }
}

/// At the type's name: that its fields can be filled is shown here.
fn from_fields(scope: &Scope<'_>) -> TokenStream {
    let ctx = &scope.ctx;
    let span = scope.block.self_ty.span();
    let private = scope.at(span);
    quote_spanned!(span=> #private::FromFields::from_fields(#ctx))
}

/// The functions that call the user's.
pub(super) fn shims(scope: &Scope<'_>) -> TokenStream {
    let shims = scope.block.inits.iter().map(|init| shim(scope, init, None));
    quote!(#(#shims)*)
}
