//! The enum of what waits in the mailbox, and the enum of the handlers' places in the table.

use proc_macro2::TokenStream;
use quote::quote;

use super::cfg::attributes;
use super::scope::{self, Scope};
use super::subscribe;
use crate::model::{Handler, Role};
use crate::names;

/// Both enums, and `impl Letter`.
pub(super) fn mail(scope: &Scope<'_>) -> TokenStream {
    let Scope { block, private, mail, .. } = scope;
    let (impl_generics, type_generics, where_clause) = block.generics.split_for_impl();
    let generics = &block.generics;
    let variants = block.handlers.iter().map(|handler| variant(scope, handler));
    let phantom = phantom(scope);
    let slot = slot(scope);
    let slots = slots(scope);
    let sent = if is_generic(scope) { scope.sent() } else { TokenStream::new() };
    let where_letter = scope::where_clause(generics, &sent);
    quote! {
        pub enum #mail #generics #where_clause { #(#variants,)* #phantom }

        #slot

        #[automatically_derived]
        impl #impl_generics #private::Letter for #mail #type_generics #where_letter {
            fn slot(&self) -> usize { #slots }
        }
    }
}

fn variant(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let cfgs = attributes(&handler.method);
    let ident = &handler.method.ident;
    let content = match &handler.role {
        Role::Subscribe(subscription) => Some(subscribe::content(scope, subscription)),
        Role::Interval(_) | Role::Defer(_) | Role::OnReady(_) => None,
    };
    quote!(#cfgs #ident #content)
}

/// What keeps a generic enum's parameters in use: a variant that cannot be made.
fn phantom(scope: &Scope<'_>) -> Option<TokenStream> {
    let name = names::generated("never");
    let parameters = scope.block.generics.type_params().map(|parameter| &parameter.ident);
    is_generic(scope)
        .then(|| quote!(#name(::core::convert::Infallible, ::core::marker::PhantomData<fn() -> (#(#parameters,)*)>),))
}

/// The arm for that variant.
pub(super) fn phantom_arm(scope: &Scope<'_>) -> Option<TokenStream> {
    let Scope { mail, .. } = scope;
    let name = names::generated("never");
    is_generic(scope).then(|| quote!(#mail::#name(never, _) => match never {},))
}

fn is_generic(scope: &Scope<'_>) -> bool {
    scope.block.generics.type_params().next().is_some()
}

fn slot(scope: &Scope<'_>) -> Option<TokenStream> {
    let slot = &scope.slot;
    let variants = scope.block.handlers.iter().map(|handler| {
        let cfgs = attributes(&handler.method);
        let ident = &handler.method.ident;
        quote!(#cfgs #ident)
    });
    (!scope.block.handlers.is_empty()).then(|| quote!(enum #slot { #(#variants,)* }))
}

fn slots(scope: &Scope<'_>) -> TokenStream {
    let Scope { block, mail, slot, .. } = scope;
    let arms = block.handlers.iter().map(|handler| {
        let cfgs = attributes(&handler.method);
        let ident = &handler.method.ident;
        quote!(#cfgs #mail::#ident { .. } => #slot::#ident as usize)
    });
    let phantom = phantom_arm(scope);
    quote!(match *self { #(#arms,)* #phantom })
}
