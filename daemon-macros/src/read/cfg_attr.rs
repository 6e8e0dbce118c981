//! `#[cfg]`, which travels with what is generated, and `#[cfg_attr]`, which must not hide our attributes.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Meta};

/// The `#[cfg]` attributes among `attributes`.
pub(super) fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect()
}

/// The `#[cfg_attr]` attributes that hide one of `ours`, or a `cfg`, each with what it hides.
pub(super) fn hidden<'a>(attributes: &'a [Attribute], ours: &[&'static str]) -> Vec<(&'a Attribute, &'static str)> {
    let hidden_in = |attribute: &'a Attribute| match &attribute.meta {
        Meta::List(list) if attribute.path().is_ident("cfg_attr") => {
            ours.iter().chain(&["cfg"]).find(|name| hides(list.tokens.clone(), name)).map(|name| (attribute, *name))
        }
        _ => None,
    };
    attributes.iter().filter_map(hidden_in).collect()
}

/// Whether the attributes after the predicate include `name`.
fn hides(tokens: TokenStream, name: &str) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    tokens.split(comma).skip(1).any(|attribute| {
        // The last name of the path: `interval`, `daemon_core::interval`.
        let path = attribute.iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
        path.filter_map(|token| if let TokenTree::Ident(ident) = token { Some(ident) } else { None })
            .last()
            .is_some_and(|last| last == name)
    })
}
