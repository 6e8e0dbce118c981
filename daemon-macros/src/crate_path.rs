//! Where the generated code finds `daemon_core`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Path};

use crate::names;

/// The path of the `daemon_core` crate: `::daemon_core`, unless `crate = …` says otherwise.
///
/// Generated code names everything that is not in `::core` or `::std` through this type.
#[derive(Clone, Default)]
pub(crate) struct CratePath(Option<Path>);

/// What a path of the user's is called in generated code.
fn alias(span: Span) -> Ident {
    names::generated_at("private", span)
}

impl CratePath {
    pub(crate) fn new(path: Path) -> Self {
        Self(Some(path))
    }

    /// The only module that generated code may name.
    pub(crate) fn private(&self) -> TokenStream {
        self.private_at(Span::call_site())
    }

    /// The same, for code that a mistake may be reported at: what is reported is where *all* of its tokens are.
    pub(crate) fn private_at(&self, span: Span) -> TokenStream {
        if self.0.is_none() {
            return quote_spanned!(span=> ::daemon_core::__private);
        }
        let alias = alias(span);
        quote_spanned!(span=> #alias)
    }

    /// `items` in a scope that knows where everything is. A path of the user's is looked up once, where it is written: one
    /// that leads nowhere is one error, whatever would have been found below it.
    pub(crate) fn scope(&self, items: TokenStream) -> TokenStream {
        match self.import() {
            // `crate = self::path` is the user's way to write it, which not every lint likes to see.
            Some(import) => quote!(#[allow(unused_qualifications)] const _: () = { #import #items };),
            None => items,
        }
    }

    /// What the items of a scope need before them.
    pub(crate) fn import(&self) -> Option<TokenStream> {
        let path = self.0.as_ref()?;
        let alias = alias(Span::call_site());
        Some(quote!(use #path::__private as #alias;))
    }

    /// The last segment of an attribute's path, if the attribute can be one of ours: `interval`,
    /// `daemon_core::interval`, or `interval` below the path of the crate.
    pub(crate) fn attribute<'a>(&self, path: &'a Path) -> Option<&'a Ident> {
        let last = &path.segments.last()?.ident;
        let before: Vec<_> = path.segments.iter().take(path.segments.len() - 1).map(|s| &s.ident).collect();
        let own = |own: &Path| before.iter().copied().eq(own.segments.iter().map(|segment| &segment.ident));
        let ours = match before[..] {
            [] => true,
            [only] if only == "daemon_core" => true,
            _ => self.0.as_ref().is_some_and(own),
        };
        ours.then_some(last)
    }
}
