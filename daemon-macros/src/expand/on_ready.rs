//! `#[on_ready]`

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::tokens::dependency_of_method;
use crate::model::DaemonRef;

/// `Handler::on_ready(…)`
pub(super) fn row(scope: &Scope<'_>, source: &DaemonRef, name: &str, line: &Literal) -> TokenStream {
    let Scope { private, .. } = scope;
    let source = dependency_of_method(source, &scope.block.krate);
    quote!(#private::Handler::on_ready(#name, #line, #source))
}
