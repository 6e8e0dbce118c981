//! Small pieces that several expansions need.

use std::time::Duration;

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::DaemonRef;

/// A constant `Duration`.
pub(super) fn duration(duration: Duration) -> TokenStream {
    let seconds = Literal::u64_unsuffixed(duration.as_secs());
    let nanos = Literal::u32_unsuffixed(duration.subsec_nanos());
    quote!(::core::time::Duration::new(#seconds, #nanos))
}

/// A constant `Dependency`, at the place where it is named.
pub(super) fn dependency(dependency: &DaemonRef, private: &TokenStream) -> TokenStream {
    match dependency {
        DaemonRef::Type(ty) => quote_spanned!(ty.span()=> #private::Dependency::on::<#ty>()),
        DaemonRef::Name(name) => quote!(#private::Dependency::named(#name)),
    }
}

/// `tokens` with `Self` written out, for places where `Self` would be another type.
pub(super) fn without_self(tokens: &impl ToTokens, self_ty: &impl ToTokens) -> TokenStream {
    tokens.to_token_stream().into_iter().flat_map(|token| replace(token, self_ty)).collect()
}

fn replace(token: TokenTree, self_ty: &impl ToTokens) -> TokenStream {
    match token {
        TokenTree::Ident(ident) if ident == "Self" => self_ty.to_token_stream(),
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), without_self(&group.stream(), self_ty));
            inside.set_span(group.span());
            TokenTree::Group(inside).into()
        }
        token => token.into(),
    }
}
