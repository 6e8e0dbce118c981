//! Where the generated code finds `daemon_core`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, Path, parse_quote};

/// The path of the `daemon_core` crate: `::daemon_core`, unless `crate = …` says otherwise.
///
/// Generated code names everything that is not in `::core` through this type.
#[derive(Clone)]
pub(crate) struct CratePath(Path);

impl Default for CratePath {
    fn default() -> Self {
        Self(parse_quote!(::daemon_core))
    }
}

impl CratePath {
    pub(crate) fn new(path: Path) -> Self {
        Self(path)
    }

    /// The only module that generated code may name.
    pub(crate) fn private(&self) -> TokenStream {
        let path = &self.0;
        quote!(#path::__private)
    }

    /// The last segment of an attribute's path, if the attribute can be one of ours: `interval`,
    /// `daemon_core::interval`, or `interval` below the path of the crate.
    pub(crate) fn attribute<'a>(&self, path: &'a Path) -> Option<&'a Ident> {
        let last = &path.segments.last()?.ident;
        let before: Vec<_> = path.segments.iter().take(path.segments.len() - 1).map(|s| &s.ident).collect();
        let own: Vec<_> = self.0.segments.iter().map(|s| &s.ident).collect();
        let ours = before.is_empty()
            || before == own
            || before.first().is_some_and(|first| *first == "daemon_core" && before.len() == 1);
        ours.then_some(last)
    }
}

impl ToTokens for CratePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
