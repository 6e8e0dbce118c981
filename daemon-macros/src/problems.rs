//! Everything that is wrong with one attribute's input, reported together.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Error, Meta};

/// The errors found so far.
///
/// Reading and checking go on after an error, so that five mistakes take one compile and not five.
#[derive(Default)]
pub(crate) struct Problems {
    certain: Vec<Error>,
    /// Each with the `cfg` predicates under which it is one.
    conditional: Vec<(Vec<TokenStream>, Error)>,
}

impl Problems {
    pub(crate) fn report(&mut self, error: Error) {
        self.certain.push(error);
    }

    /// Reports two things that do not go together, each of which stands under `#[cfg]` attributes. Which of them hold,
    /// only the compiler knows; two alternatives are no mistake.
    pub(crate) fn report_pair(&mut self, cfgs: [&[Attribute]; 2], error: Error) {
        let predicates: Vec<_> = cfgs.iter().copied().flatten().filter_map(predicate).collect();
        if predicates.is_empty() {
            self.report(error);
        } else {
            self.conditional.push((predicates, error));
        }
    }

    /// Whether the expansion can be made.
    pub(crate) fn is_empty(&self) -> bool {
        self.certain.is_empty()
    }

    /// The value, or nothing with the error reported.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.report(error)).ok()
    }

    /// One `compile_error!` for each, in the order of the source.
    pub(crate) fn into_tokens(mut self) -> TokenStream {
        self.certain.sort_by_key(|error| error.span().start());
        let certain = self.certain.iter().map(Error::to_compile_error);
        let conditional = self.conditional.iter().map(|(predicates, error)| {
            let error = error.to_compile_error();
            quote!(#[cfg(all(#(#predicates),*))] #error)
        });
        certain.chain(conditional).collect()
    }
}

fn predicate(cfg: &Attribute) -> Option<TokenStream> {
    match &cfg.meta {
        Meta::List(list) => Some(list.tokens.clone()),
        Meta::Path(_) | Meta::NameValue(_) => None,
    }
}
