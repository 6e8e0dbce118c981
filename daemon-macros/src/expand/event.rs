//! `impl Event`: the topic.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use super::scope::where_clause;
use crate::model::Event;

pub(crate) fn event(event: &Event) -> TokenStream {
    let Event { ident, generics, .. } = event;
    let topic = event.topic.as_ref().map_or_else(|| default_topic(ident), ToTokens::to_token_stream);
    let (impl_generics, type_generics, _) = generics.split_for_impl();
    // A derive has no place for the user to write bounds.
    let needed = (!generics.params.is_empty())
        .then(|| quote!(#ident #type_generics: ::core::marker::Send + ::core::marker::Sync + 'static));
    let where_clause = where_clause(generics, &needed.unwrap_or_default());
    // At the type's name, where messages say that it is an event.
    let private = event.krate.private_at(ident.span());
    event.krate.scope(quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl #impl_generics #private::Event for #ident #type_generics #where_clause {
            const TOPIC: &'static str = #topic;
        }
    })
}

/// The crate and the type: `my-crate.user-created`.
fn default_topic(ident: &Ident) -> TokenStream {
    let name = daemon_grammar::name::kebab(&ident.unraw().to_string());
    quote!(::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", #name))
}
