//! The function that calls one method of the user's.
//!
//! It is where a mistake in the signature meets what the runtime wants, so each of its parts has the span of the part
//! of the user's method that it is about: a future that is not `Send`, a wrong return type, a wrong argument are
//! reported there, and once.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Token, Type};

use super::cfg::attributes;
use super::scope::{Scope, where_clause};
use super::tokens::{ends, without_self};
use crate::model::{Access, Method};
use crate::names;

/// An argument between the daemon and the context.
pub(super) struct Argument {
    /// `event: &'a E`
    pub(super) parameter: TokenStream,
    /// What the method is passed.
    pub(super) passed: TokenStream,
}

/// The function `call_…` for `method`.
pub(super) fn shim(scope: &Scope<'_>, method: &Method, event: Option<&Argument>) -> TokenStream {
    let Scope { private, lifetime, .. } = scope;
    let self_ty = &scope.block.self_ty;
    let ident = &method.ident;
    let name = names::call(ident);
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
    let ctx = method.context.map(|span| names::generated_at("ctx", span));
    let ctx_parameter = ctx.as_ref().map(|ctx| quote!(#ctx: &#lifetime #private::Context));
    let generics = scope.generics_of_call();
    let (impl_generics, _, _) = generics.split_for_impl();
    let sent = scope.sent();
    let shareable = method.needs_sync().then(|| scope.shareable());
    let where_clause = where_clause(&generics, &quote!(#sent, #shareable));
    let result = result(scope, method);
    let call = quote_spanned!(ident.span()=> <#self_ty>::#ident(#passed_this #event_passed #ctx));
    quote! {
        #cfgs
        fn #name #impl_generics(#borrow #event_parameter #ctx_parameter) #result #where_clause { #call }
    }
}

fn result(scope: &Scope<'_>, method: &Method) -> Option<TokenStream> {
    let span = method.ident.span();
    let lifetime = names::lifetime_at("borrow", span);
    let returned = returned(method, &scope.block.self_ty);
    if method.is_async {
        return Some(quote_spanned! {span=>
            -> impl ::core::future::Future<Output = #returned> + ::core::marker::Send + #lifetime
        });
    }
    method.output.is_some().then(|| quote_spanned!(span=> -> #returned))
}

/// The method's return type.
fn returned(method: &Method, self_ty: &Type) -> TokenStream {
    method.output.as_ref().map_or_else(|| quote!(()), |output| without_self(output, self_ty))
}

/// The call of the function, awaited if need be: what the method returns.
pub(super) fn call(scope: &Scope<'_>, method: &Method, this: &TokenStream, event: Option<&TokenStream>) -> TokenStream {
    let span = scope.span;
    let mut name = names::call(&method.ident);
    name.set_span(span);
    let this = (method.receiver.access != Access::None).then(|| quote!(#this,));
    let event = event.map(|event| quote!(#event,));
    let ctx = method.context.map(|_| &scope.ctx);
    let awaited = method.is_async.then(|| quote_spanned!(span=> .await));
    quote_spanned!(span=> #name(#this #event #ctx)#awaited)
}

/// `call`, made a `Result<(), BoxError>`.
pub(super) fn outcome(scope: &Scope<'_>, method: &Method, call: &TokenStream) -> TokenStream {
    let as_trait = |at: Span| {
        let private = scope.block.krate.private_at(at);
        quote_spanned!(at=> #private::Outcome)
    };
    convert(scope, method, as_trait, "into_result", call)
}

/// `call` of an `#[init]` that builds the daemon, made a `Result<Self, BoxError>`.
pub(super) fn init_outcome(scope: &Scope<'_>, method: &Method, call: &TokenStream) -> TokenStream {
    let as_trait = |at: Span| {
        let private = scope.block.krate.private_at(at);
        quote_spanned!(at=> #private::InitOutcome<Self>)
    };
    convert(scope, method, as_trait, "into_daemon", call)
}

/// `call` of a `#[health]`, made a `Result<Health, BoxError>`.
pub(super) fn health_outcome(scope: &Scope<'_>, method: &Method, call: &TokenStream) -> TokenStream {
    let as_trait = |at: Span| {
        let private = scope.block.krate.private_at(at);
        quote_spanned!(at=> #private::HealthOutcome)
    };
    convert(scope, method, as_trait, "into_health", call)
}

/// `<Returned as Trait>::function(call)`, the path from one end of the return type to the other, so that a type without
/// the trait is underlined.
fn convert(
    scope: &Scope<'_>,
    method: &Method,
    as_trait: impl FnOnce(Span) -> TokenStream,
    function: &str,
    call: &TokenStream,
) -> TokenStream {
    let returned = returned(method, &scope.block.self_ty);
    let (first, last) = method.output.as_ref().map_or((scope.span, scope.span), ends);
    let open = Token![<](first);
    let as_trait = as_trait(first);
    let function = Ident::new(function, last);
    let function = quote_spanned!(first=> #open #returned as #as_trait>::#function);
    let arguments = quote_spanned!(scope.span=> (#call));
    quote!(#function #arguments)
}
