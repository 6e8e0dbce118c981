//! What a method's `#[cfg]` does to what is generated for it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Meta};

use crate::model::Method;

/// The method's `#[cfg]` attributes.
pub(super) fn attributes(method: &Method) -> TokenStream {
    let cfgs = &method.cfgs;
    quote!(#(#cfgs)*)
}

/// The methods, each with its `#[cfg]` attributes and, so that two that are compiled are one error only, without effect
/// where one before it is compiled.
pub(super) fn alternatives(methods: &[Method]) -> impl Iterator<Item = (&Method, TokenStream)> {
    methods.iter().enumerate().filter_map(|(at, method)| {
        let before = none_of(&methods[..at])?;
        let own = attributes(method);
        Some((method, quote!(#before #own)))
    })
}

/// `#[cfg(not(any(…)))]`: for what stands in when none of `methods` is compiled. Nothing to write if there are none,
/// nothing to stand in for if one always is.
pub(super) fn none_of(methods: &[Method]) -> Option<TokenStream> {
    if methods.is_empty() {
        return Some(TokenStream::new());
    }
    if methods.iter().any(|method| method.cfgs.is_empty()) {
        return None;
    }
    let each = methods.iter().map(|method| all_of(&method.cfgs));
    Some(quote!(#[cfg(not(any(#(#each),*)))]))
}

/// `#[cfg(not(…))]`: for what stands in where `cfgs` do not hold.
pub(super) fn not(cfgs: &[Attribute]) -> TokenStream {
    let all = all_of(cfgs);
    quote!(#[cfg(not(#all))])
}

/// `all(…)`
fn all_of(cfgs: &[Attribute]) -> TokenStream {
    let predicates = cfgs.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) => Some(&list.tokens),
        Meta::Path(_) | Meta::NameValue(_) => None,
    });
    quote!(all(#(#predicates),*))
}
