//! Everything that is wrong with one attribute's input, reported together.

use proc_macro2::TokenStream;
use syn::Error;

/// The errors found so far.
///
/// Reading and checking go on after an error, so that five mistakes take one compile and not five.
#[derive(Default)]
pub(crate) struct Problems(Vec<Error>);

impl Problems {
    pub(crate) fn report(&mut self, error: Error) {
        self.0.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, or nothing with the error reported.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.report(error)).ok()
    }

    /// One `compile_error!` for each, in the order of the source.
    pub(crate) fn into_tokens(mut self) -> TokenStream {
        self.0.sort_by_key(|error| error.span().start());
        self.0.iter().map(Error::to_compile_error).collect()
    }
}
