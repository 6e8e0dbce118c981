//! `#[on_ready]`

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::tokens::dependency_of_method;
use crate::model::{DaemonRef, Method};

/// `Handler::on_ready(…)`
pub(super) fn row(scope: &Scope<'_>, method: &Method, source: &DaemonRef, name: &str, line: &Literal) -> TokenStream {
    let Scope { private, mail, .. } = scope;
    let ident = &method.ident;
    let source = dependency_of_method(source, &scope.block.krate);
    quote!(#private::Handler::on_ready(#name, #line, #source, || #mail::#ident))
}
