//! Small pieces that several expansions need.

use std::time::Duration;

use daemon_grammar::rate::Rate;
use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{PathSegment, Type};

use crate::crate_path::CratePath;
use crate::model::DaemonRef;

/// A constant `Duration`.
pub(super) fn duration(duration: Duration) -> TokenStream {
    let seconds = Literal::u64_unsuffixed(duration.as_secs());
    let nanos = Literal::u32_unsuffixed(duration.subsec_nanos());
    quote!(::core::time::Duration::new(#seconds, #nanos))
}

/// A constant `Rate`.
pub(super) fn rate(rate: Rate, private: &TokenStream) -> TokenStream {
    let (count, window) = (Literal::u32_unsuffixed(rate.count), duration(rate.window));
    quote!(#private::Rate::new(#count, #window))
}

/// A constant `Dependency`, at the place where it is named.
pub(super) fn dependency(dependency: &DaemonRef, krate: &CratePath) -> TokenStream {
    let private = krate.private_at(dependency.span());
    match dependency {
        // Written as `START_DEPTH` is, so that a type that is no daemon gives the same error twice, which counts once.
        DaemonRef::Type(ty) => {
            let daemon = quote_spanned!(ty.span()=> <#ty as #private::Declared>);
            quote_spanned!(ty.span()=> #private::Dependency::typed(#daemon::NAME, #daemon::type_name))
        }
        DaemonRef::Name(name) => quote!(#private::Dependency::named(#name)),
    }
}

/// The same in an attribute of a method, with its line: a daemon that is not there is then looked for where it is named.
pub(super) fn dependency_of_method(named: &DaemonRef, krate: &CratePath) -> TokenStream {
    let line = Literal::usize_unsuffixed(named.span().start().line);
    let dependency = dependency(named, krate);
    quote!(#dependency.at(#line))
}

/// The spans of the first and the last token.
pub(super) fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// The last segment of a type that is a path.
pub(super) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
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
