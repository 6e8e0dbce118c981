//! `#[subscribe]`

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::scope::Scope;
use super::shim::Argument;
use super::tokens::{ends, without_self};
use crate::model::{EventArgument, Method, Passing};
use crate::names;

/// `(Arc<E>)`: what the letter holds.
pub(super) fn content(scope: &Scope<'_>, argument: &EventArgument) -> TokenStream {
    let event = without_self(&argument.ty, &scope.block.self_ty);
    quote!((::std::sync::Arc<#event>))
}

/// `Handler::subscribe(…)`
pub(super) fn row(
    scope: &Scope<'_>,
    method: &Method,
    argument: &EventArgument,
    name: &str,
    line: &Literal,
) -> TokenStream {
    let private = &scope.private;
    // From one end of the type to the other: that it is an event is shown here, and nowhere else.
    let (first, last) = ends(&argument.ty);
    let connector = names::generated_at("connector", first);
    let mail = names::generated_at("mail", first);
    let mut variant = method.ident.clone();
    variant.set_span(last);
    let connect = quote_spanned!(first=> |#connector| #connector.to(#mail::#variant));
    quote!(#private::Handler::subscribe(#name, #line, #connect))
}

/// The event on its way into the method.
pub(super) fn argument(scope: &Scope<'_>, argument: &EventArgument) -> Argument {
    let Scope { lifetime, block, .. } = scope;
    let event = without_self(&argument.ty, &block.self_ty);
    // That it can be taken by value is shown here.
    let (first, _) = ends(&argument.ty);
    let name = names::generated_at("event", first);
    let private = scope.at(first);
    match argument.passing {
        Passing::Borrowed => Argument { parameter: quote!(#name: &#lifetime #event,), passed: quote!(#name,) },
        Passing::Shared => Argument { parameter: quote!(#name: ::std::sync::Arc<#event>,), passed: quote!(#name,) },
        Passing::Cloned => Argument {
            parameter: quote!(#name: ::std::sync::Arc<#event>,),
            passed: quote_spanned!(first=> #private::by_value(#name),),
        },
    }
}

/// The event on its way out of the letter, where it is called `event`.
pub(super) fn passed(argument: &EventArgument) -> TokenStream {
    let name = names::generated("event");
    match argument.passing {
        Passing::Borrowed => quote!(&#name),
        Passing::Shared | Passing::Cloned => quote!(#name),
    }
}
