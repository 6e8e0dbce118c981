//! `#[subscribe]`

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::scope::Scope;
use super::shim::Argument;
use super::tokens::{dependency_of_method, ends, without_self};
use crate::model::{EventArgument, Method, Overflow, Passing, Subscription};
use crate::names;

/// `(Arc<E>)` or `(AnyEvent)`: what the letter holds.
pub(super) fn content(scope: &Scope<'_>, subscription: &Subscription) -> TokenStream {
    let private = &scope.private;
    if subscription.pattern.is_some() {
        return quote!((#private::AnyEvent));
    }
    let event = without_self(&subscription.event.ty, &scope.block.self_ty);
    quote!((::std::sync::Arc<#event>))
}

/// `Handler::subscribe(…)`
pub(super) fn row(
    scope: &Scope<'_>,
    method: &Method,
    subscription: &Subscription,
    name: &str,
    line: &Literal,
) -> TokenStream {
    let private = &scope.private;
    let connect = connect(method, subscription);
    let overflow = overflow(subscription.overflow, private);
    let from = subscription.from.as_ref().map(|source| {
        let source = dependency_of_method(source, &scope.block.krate);
        quote!(.from(#source))
    });
    quote!(#private::Handler::subscribe(#name, #line, #connect) #overflow #from)
}

/// The closure that says which events, and which variant they become.
fn connect(method: &Method, Subscription { event, pattern, filter, .. }: &Subscription) -> TokenStream {
    // From one end of the type to the other: that it is an event is shown here, and nowhere else.
    let (first, last) = ends(&event.ty);
    let connector = names::generated_at("connector", first);
    let mail = names::generated_at("mail", first);
    let mut variant = method.ident.clone();
    variant.set_span(last);
    let name = match (pattern, filter) {
        (None, None) => "to",
        (None, Some(_)) => "filtered",
        (Some(_), None) => "matching",
        (Some(_), Some(_)) => "matching_filtered",
    };
    let name = Ident::new(name, first);
    let pattern = pattern.iter();
    let bound = names::generated_at("filter", first);
    let passed = filter.iter().map(|_| &bound);
    let call = quote_spanned!(first=> #connector.#name(#(#pattern,)* #mail::#variant #(, #passed)*));
    let Some(path) = filter else { return quote_spanned!(first=> |#connector| #call) };
    // Given its type here, a function that is no filter is reported at the path, with the event's type as the reason.
    let ty = &event.ty;
    quote_spanned!(first=> |#connector| { let #bound: fn(&#ty) -> bool = #path; #call })
}

/// `.overflow(…)`; nothing where publishers wait.
fn overflow(overflow: Overflow, private: &TokenStream) -> Option<TokenStream> {
    let overflow = match overflow {
        Overflow::Wait => return None,
        Overflow::DropOldest(keep) => {
            let keep = Literal::u32_unsuffixed(keep);
            quote!(DropOldest(#keep))
        }
        Overflow::DropNewest(keep) => {
            let keep = Literal::u32_unsuffixed(keep);
            quote!(DropNewest(#keep))
        }
        Overflow::Latest => quote!(Latest),
    };
    Some(quote!(.overflow(#private::Overflow::#overflow)))
}

/// The event on its way into the method.
pub(super) fn argument(scope: &Scope<'_>, subscription: &Subscription) -> Argument {
    let Scope { lifetime, block, .. } = scope;
    let EventArgument { ty, passing } = &subscription.event;
    let event = without_self(ty, &block.self_ty);
    // That it can be taken by value, and that it is the event that is passed, is shown here.
    let (first, _) = ends(ty);
    let name = names::generated_at("event", first);
    let private = scope.at(first);
    if subscription.pattern.is_some() {
        return Argument { parameter: quote!(#name: &#lifetime #private::AnyEvent,), passed: quote!(#name,) };
    }
    match passing {
        Passing::Borrowed => Argument { parameter: quote!(#name: &#lifetime #event,), passed: quote!(#name,) },
        Passing::Shared => Argument { parameter: quote!(#name: ::std::sync::Arc<#event>,), passed: quote!(#name,) },
        Passing::Cloned => Argument {
            parameter: quote!(#name: ::std::sync::Arc<#event>,),
            passed: quote_spanned!(first=> #private::by_value(#name),),
        },
    }
}

/// The event on its way out of the letter, where it is called `event`.
pub(super) fn passed(subscription: &Subscription) -> TokenStream {
    let name = names::generated("event");
    match subscription.event.passing {
        Passing::Borrowed => quote!(&#name),
        Passing::Shared | Passing::Cloned => quote!(#name),
    }
}
