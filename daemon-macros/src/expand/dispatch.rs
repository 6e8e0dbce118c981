//! The `match` that calls the user's methods.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::cfg::attributes;
use super::mail::phantom_arm;
use super::scope::Scope;
use super::shim::call;
use super::subscribe;
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
        if handler.method.receiver.access == Access::Shared { to_method(scope, handler) } else { refuse(scope, handler) }
    });
    let body = method(scope, &quote!(handle_shared), &TokenStream::new(), &quote!(#(#arms)*));
    scope.is_shared().then(|| scope.implement("Shared", &scope.shareable(), &body))
}

fn method(scope: &Scope<'_>, name: &TokenStream, mutability: &TokenStream, arms: &TokenStream) -> TokenStream {
    let Scope { private, ctx, lifetime, .. } = scope;
    let mail = names::generated("letter");
    let mail_type = scope.mail_type();
    let phantom = phantom_arm(scope);
    quote! {
        fn #name<#lifetime>(
            &#lifetime #mutability self,
            #mail: #mail_type,
            #ctx: &#lifetime #private::Context,
        ) -> impl ::core::future::Future<Output = ::core::result::Result<(), #private::BoxError>>
            + ::core::marker::Send
            + #lifetime {
            async move { match #mail { #arms #phantom } }
        }
    }
}

fn to_method(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let Scope { private, mail, .. } = scope;
    let method = &handler.method;
    let cfgs = attributes(method);
    let ident = &method.ident;
    let name = names::generated("event");
    let (content, event) = match &handler.role {
        Role::Subscribe(event) => (Some(quote!((#name))), Some(subscribe::passed(event))),
        Role::Interval(_) | Role::Defer(_) | Role::OnReady(_) => (None, None),
    };
    let call = call(scope, method, Some(quote!(self)), event.as_ref());
    let outcome = quote_spanned!(scope.call_site(method)=> #private::Outcome::into_result(#call));
    quote!(#cfgs #mail::#ident #content => #outcome,)
}

/// From the exclusive lane, a handler that takes `&self` is called as from the shared one.
fn to_shared(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let Scope { private, mail, ctx, .. } = scope;
    let cfgs = attributes(&handler.method);
    let ident = &handler.method.ident;
    let letter = names::generated("letter");
    let this = quote!(self);
    let span = scope.shared_at().unwrap_or_else(|| ident.span());
    let call = quote_spanned!(span=> #private::Shared::handle_shared(#this, #letter, #ctx).await);
    quote!(#cfgs #letter @ #mail::#ident { .. } => #call,)
}

fn refuse(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let Scope { private, mail, slot, .. } = scope;
    let cfgs = attributes(&handler.method);
    let ident = &handler.method.ident;
    quote!(#cfgs #mail::#ident { .. } => #private::not_shared(#slot::#ident as usize).await,)
}
