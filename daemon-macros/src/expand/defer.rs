//! `#[defer]`

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::tokens::duration;
use crate::model::Time;

/// `Handler::defer(…)`
pub(super) fn row(scope: &Scope<'_>, delay: &Time, name: &str, line: &Literal) -> TokenStream {
    let Scope { private, .. } = scope;
    let delay = duration(delay.duration);
    quote!(#private::Handler::defer(#name, #line, #delay))
}
