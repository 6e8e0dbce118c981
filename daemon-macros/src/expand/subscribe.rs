//! `#[subscribe]`

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::Ident;

use super::scope::Scope;
use super::shim::Argument;
use super::tokens::without_self;
use crate::model::{EventArgument, Method};
use crate::names;

/// The type of the event.
fn event(scope: &Scope<'_>, argument: &EventArgument) -> TokenStream {
    let private = &scope.private;
    let self_ty = &scope.block.self_ty;
    match argument {
        EventArgument::Borrowed(ty) => without_self(ty, self_ty),
        EventArgument::Owned(ty) => {
            let ty = without_self(ty, self_ty);
            quote_spanned!(ty.span()=> <#ty as #private::EventArg>::Event)
        }
    }
}

/// `(Arc<E>)`: what the letter holds.
pub(super) fn content(scope: &Scope<'_>, argument: &EventArgument) -> TokenStream {
    let event = event(scope, argument);
    quote!((::std::sync::Arc<#event>))
}

/// `Handler::subscribe(…)`
pub(super) fn row(scope: &Scope<'_>, method: &Method, argument: &EventArgument, name: &str, line: &Literal) -> TokenStream {
    let Scope { private, mail, .. } = scope;
    let ident = &method.ident;
    let connector = names::generated("connector");
    // At the type: that it is an event is shown here, and nowhere else.
    let to = Ident::new("to", span(argument));
    quote!(#private::Handler::subscribe(#name, #line, |#connector| #connector.#to(#mail::#ident)))
}

fn span(argument: &EventArgument) -> proc_macro2::Span {
    match argument {
        EventArgument::Borrowed(ty) | EventArgument::Owned(ty) => ty.span(),
    }
}

/// The event on its way into the method.
pub(super) fn argument(scope: &Scope<'_>, argument: &EventArgument) -> Argument {
    let Scope { private, lifetime, block, .. } = scope;
    let name = names::generated("event");
    match argument {
        EventArgument::Borrowed(ty) => {
            let ty = without_self(ty, &block.self_ty);
            Argument { parameter: quote!(#name: &#lifetime #ty,), passed: quote!(#name,) }
        }
        EventArgument::Owned(written) => {
            let event = event(scope, argument);
            let ty: TokenStream = without_self(written, &block.self_ty);
            let passed = quote_spanned!(written.span()=> <#ty as #private::EventArg>::from_shared);
            Argument { parameter: quote!(#name: ::std::sync::Arc<#event>,), passed: quote!(#passed(#name),) }
        }
    }
}

/// The event on its way out of the letter, where it is called `event`.
pub(super) fn passed(argument: &EventArgument) -> TokenStream {
    let name = names::generated("event");
    match argument {
        EventArgument::Borrowed(_) => quote!(&#name),
        EventArgument::Owned(_) => quote!(#name),
    }
}
