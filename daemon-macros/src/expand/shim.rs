//! The function that calls one method of the user's.
//!
//! It is where a mistake in the signature meets what the runtime wants, so each of its parts has the span of the part
//! of the user's method that it is about: a wrong return type, a future that is not `Send`, a wrong argument are
//! reported there, and once.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::cfg::attributes;
use super::scope::{Scope, where_clause};
use crate::model::{Access, Method};
use crate::names;

/// An argument between the daemon and the context.
pub(super) struct Argument {
    /// `event: &'a E`
    pub(super) parameter: TokenStream,
    /// What the method is passed.
    pub(super) passed: TokenStream,
}

/// The function `call_…` for `method`, whose result is an `outcome`.
pub(super) fn shim(scope: &Scope<'_>, method: &Method, event: Option<&Argument>, outcome: &TokenStream) -> TokenStream {
    let Scope { private, lifetime, .. } = scope;
    let self_ty = &scope.block.self_ty;
    let name = names::call(&method.ident);
    let cfgs = attributes(method);
    let this = names::generated("this");
    let borrow = match method.receiver.access {
        Access::None => None,
        Access::Shared => Some(quote!(#this: &#lifetime #self_ty,)),
        Access::Exclusive => Some(quote!(#this: &#lifetime mut #self_ty,)),
    };
    let passed_this = borrow.is_some().then(|| quote!(#this,));
    let event_parameter = event.map(|argument| &argument.parameter);
    let event_passed = event.map(|argument| &argument.passed);
    let ctx = method.context.map(|span| Ident::new("__daemon_ctx", span));
    let ctx_parameter = ctx.as_ref().map(|ctx| quote!(#ctx: &#lifetime #private::Context));
    let generics = scope.generics_of_call();
    let (impl_generics, _, _) = generics.split_for_impl();
    let more = if method.needs_sync() { scope.shareable() } else { TokenStream::new() };
    let where_clause = where_clause(&generics, &more);
    let result = result(scope, method, outcome);
    let ident = &method.ident;
    let call = quote_spanned!(ident.span()=> <#self_ty>::#ident(#passed_this #event_passed #ctx));
    quote! {
        #cfgs
        fn #name #impl_generics(#borrow #event_parameter #ctx_parameter) -> #result #where_clause { #call }
    }
}

fn result(scope: &Scope<'_>, method: &Method, outcome: &TokenStream) -> TokenStream {
    let lifetime = &scope.lifetime;
    let span = method.ident.span();
    let returned = method.output.as_ref().map_or(span, Spanned::span);
    let outcome = quote_spanned!(returned=> impl #outcome);
    if method.is_async {
        quote_spanned! {span=>
            impl ::core::future::Future<Output = #outcome> + ::core::marker::Send + #lifetime
        }
    } else {
        outcome
    }
}

/// The call of the function: `call_…(this, event, ctx)`, awaited if need be.
pub(super) fn call(
    scope: &Scope<'_>,
    method: &Method,
    this: Option<TokenStream>,
    event: Option<&TokenStream>,
) -> TokenStream {
    let name = names::call(&method.ident);
    let this = this.filter(|_| method.receiver.access != Access::None).map(|this| quote!(#this,));
    let event = event.map(|event| quote!(#event,));
    let ctx = method.context.map(|_| &scope.ctx);
    let span = scope.call_site(method);
    let awaited = method.is_async.then(|| quote_spanned!(span=> .await));
    let name = Ident::new(&name.to_string(), span);
    quote_spanned!(span=> #name(#this #event #ctx)#awaited)
}
