//! `#[subscribe]`

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::cfg::attributes;
use super::message;
use super::scope::Scope;
use super::shim::Argument;
use super::tokens::{dependency_of_method, ends, rate, without_self};
use crate::model::{EventArgument, Method, Overflow, Passing, Subscription};
use crate::names;

/// `Handler::subscribe(…)`
pub(super) fn row(
    scope: &Scope<'_>,
    method: &Method,
    subscription: &Subscription,
    name: &str,
    line: &Literal,
) -> TokenStream {
    let private = &scope.private;
    let connect = connect(scope, method, subscription);
    let overflow = overflow(subscription.overflow, private);
    let priority = message::priority(subscription.priority, private);
    let throttle = subscription.throttle.map(|most| rate(most, private)).map(|most| quote!(.throttle(#most)));
    let from = subscription.from.as_ref().map(|source| {
        let source = dependency_of_method(source, &scope.block.krate);
        quote!(.from(#source))
    });
    quote!(#private::Handler::subscribe(#name, #line, #connect) #overflow #throttle #priority #from)
}

/// The function of a handler that hears all events of one type.
///
/// Outside the impl, because a type that cannot be found is told of once more inside it, with the advice to make it a parameter
/// of the daemon.
pub(super) fn hear(scope: &Scope<'_>, method: &Method, subscription: &Subscription) -> Option<TokenStream> {
    if subscription.pattern.is_some() || subscription.filter.is_some() {
        return None;
    }
    let Scope { private, block, .. } = scope;
    let (first, _) = ends(&subscription.event.ty);
    let event = without_self(&subscription.event.ty, &block.self_ty);
    let name = names::hear(&method.ident);
    let cfgs = attributes(method);
    let connector = names::generated("connector");
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let at = scope.at(first);
    let every = quote_spanned!(first=> #at::every::<#event>);
    Some(quote! {
        #cfgs
        fn #name #impl_generics(#connector: &mut #private::Connector<'_>) #where_clause { #every(#connector) }
    })
}

/// The function that says which events.
fn connect(scope: &Scope<'_>, method: &Method, subscription: &Subscription) -> TokenStream {
    let Subscription { event, pattern, filter, .. } = subscription;
    // From one end of the type to the other: that it is an event is shown here, and nowhere else.
    let (first, _) = ends(&event.ty);
    let ty = &event.ty;
    if pattern.is_none() && filter.is_none() {
        let hear = names::hear(&method.ident);
        let (_, type_generics, _) = scope.block.generics.split_for_impl();
        let turbofish = type_generics.as_turbofish();
        return quote!(#hear #turbofish);
    }
    let connector = names::generated_at("connector", first);
    let name = match (pattern, filter) {
        (None, _) => "filtered",
        (Some(_), None) => "matching",
        (Some(_), Some(_)) => "matching_filtered",
    };
    let name = Ident::new(name, first);
    let pattern = pattern.iter();
    let bound = names::generated_at("filter", first);
    let passed = filter.iter().map(|_| &bound);
    let of = subscription.pattern.is_none().then(|| quote_spanned!(first=> ::<#ty>));
    let call = quote_spanned!(first=> #connector.#name #of(#(#pattern,)* #(#passed)*));
    let Some(path) = filter else { return quote_spanned!(first=> |#connector| #call) };
    // Given its type here, a function that is no filter is reported at the path, with the event's type as the reason.
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

/// The event, taken out of the letter, as the call passes it on. Its type is the parameter's: to name it once more would be
/// one more error where it cannot be found.
pub(super) fn passed(subscription: &Subscription, letter: &Ident) -> TokenStream {
    let event =
        if subscription.pattern.is_some() { quote!(#letter.take_any_event()) } else { quote!(#letter.take_event()) };
    match (&subscription.pattern, subscription.event.passing) {
        (Some(_), _) => quote!(&#event),
        (None, Passing::Borrowed) => quote!(&*#event),
        (None, Passing::Shared | Passing::Cloned) => event,
    }
}
