//! `#[cfg]`, which travels with what is generated, and `#[cfg_attr]`, which must not hide our attributes.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Meta};

/// The `#[cfg]` attributes among `attributes`.
pub(super) fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect()
}

/// Takes the `#[cfg_attr]` attributes out that hide one of `names`, each with the name.
pub(super) fn take_hidden(attributes: &mut Vec<Attribute>, names: &[&'static str]) -> Vec<(Attribute, &'static str)> {
    let hidden_in = |attribute: &Attribute| match &attribute.meta {
        Meta::List(list) if attribute.path().is_ident("cfg_attr") => {
            names.iter().copied().find(|name| hides(list.tokens.clone(), name))
        }
        _ => None,
    };
    let mut hidden = Vec::new();
    attributes.retain(|attribute| {
        let found = hidden_in(attribute);
        hidden.extend(found.map(|name| (attribute.clone(), name)));
        found.is_none()
    });
    hidden
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
