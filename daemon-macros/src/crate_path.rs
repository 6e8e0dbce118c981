//! Where the generated code finds `daemon_core`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Path};

/// The path of the `daemon_core` crate: `::daemon_core`, unless `crate = …` says otherwise.
///
/// Generated code names everything that is not in `::core` or `::std` through this type.
#[derive(Clone, Default)]
pub(crate) struct CratePath(Option<Path>);

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
        let Some(path) = &self.0 else { return quote_spanned!(span=> ::daemon_core::__private) };
        // Moved, but still looked up where the user wrote it: `$crate` is another crate elsewhere.
        let move_token = |mut token: TokenTree| {
            token.set_span(span.resolved_at(token.span()));
            token
        };
        let path: TokenStream = path.to_token_stream().into_iter().map(move_token).collect();
        quote_spanned!(span=> #path::__private)
    }

    /// `crate = self::path` is the user's way to write it, which not every lint likes to see wherever the path ends up.
    pub(crate) fn as_written(&self) -> Option<TokenStream> {
        self.0.as_ref().map(|_| quote!(#[allow(unused_qualifications)]))
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
