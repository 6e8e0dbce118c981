//! The `match` that calls the user's methods.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::cfg::attributes;
use super::scope::Scope;
use super::shim::{call, outcome};
use super::{health, message, subscribe};
use crate::model::{Access, Handler, Role};
use crate::names;

/// `fn handle`
pub(super) fn handle(scope: &Scope<'_>) -> TokenStream {
    let arms = scope.block.handlers.iter().map(|handler| {
        if scope.is_shared() && handler.method.receiver.access == Access::Shared {
            to_shared(scope, handler)
        } else {
            to_method(scope, handler)
        }
    });
    method(scope, &quote!(handle), &quote!(mut), &quote!(#(#arms)*))
}

/// `impl Shared`, if anything shares the daemon.
pub(super) fn shared(scope: &Scope<'_>) -> Option<TokenStream> {
    let arms = scope.block.handlers.iter().map(|handler| {
        if handler.method.receiver.access == Access::Shared {
            to_method(scope, handler)
        } else {
            refuse(scope, handler)
        }
    });
    let body = method(scope, &quote!(handle_shared), &TokenStream::new(), &quote!(#(#arms)*));
    scope.is_shared().then(|| scope.implement_of_handlers("Shared", &scope.shareable(), &body))
}

fn method(scope: &Scope<'_>, name: &TokenStream, mutability: &TokenStream, arms: &TokenStream) -> TokenStream {
    let Scope { slot, ctx, this, span, .. } = scope;
    let span = *span;
    let private = scope.at(span);
    let lifetime = names::lifetime_at("borrow", span);
    let letter = names::generated_at("letter", span);
    let all = names::all();
    let shareable = scope.show_shareable();
    quote_spanned! {span=>
        fn #name<#lifetime>(
            &#lifetime #mutability #this,
            #letter: &#lifetime mut #private::Letter,
            #ctx: &#lifetime #private::Context,
        ) -> impl ::core::future::Future<Output = ::core::result::Result<(), #private::BoxError>>
            + ::core::marker::Send
            + #lifetime {
            #shareable
            async move { match #slot::#all[#letter.slot()] { #arms } }
        }
    }
}

fn to_method(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let Scope { slot, span, .. } = scope;
    let method = &handler.method;
    let cfgs = attributes(method);
    let ident = &method.ident;
    let letter = names::generated_at("letter", *span);
    let call = |passed: Option<&TokenStream>| call(scope, method, &scope.this, passed);
    let run = match &handler.role {
        Role::Message(message) => message::answer(scope, method, message, &letter, call),
        Role::Subscribe(subscription) => outcome(scope, method, &call(Some(&subscribe::passed(subscription, &letter)))),
        Role::Health(_) => health::check(scope, method, &letter, &call(None)),
        Role::Interval(_) | Role::Schedule(_) | Role::Defer(_) | Role::OnReady(_) => {
            outcome(scope, method, &call(None))
        }
    };
    quote!(#cfgs #slot::#ident => #run,)
}

/// From the exclusive lane, a handler that takes `&self` is called as from the shared one.
fn to_shared(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let Scope { slot, this, ctx, span, .. } = scope;
    let cfgs = attributes(&handler.method);
    let ident = &handler.method.ident;
    let letter = names::generated_at("letter", *span);
    let private = scope.at(*span);
    let call = quote_spanned!(*span=> #private::Shared::handle_shared(#this, #letter, #ctx).await);
    quote!(#cfgs #slot::#ident => #call,)
}

/// The runtime never sends it there.
fn refuse(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let Scope { private, slot, span, .. } = scope;
    let cfgs = attributes(&handler.method);
    let ident = &handler.method.ident;
    let letter = names::generated_at("letter", *span);
    quote!(#cfgs #slot::#ident => #private::not_shared(#letter.slot()).await,)
}
