//! `#[health]`: its row and its arm.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Ident;

use super::scope::Scope;
use super::shim::health_outcome;
use super::tokens::duration;
use crate::model::{Health, Method};

/// `Handler::health(…)`
pub(super) fn row(scope: &Scope<'_>, health: &Health, name: &str, line: &Literal) -> TokenStream {
    let private = &scope.private;
    let every = health.every.as_ref().map(|every| {
        let every = duration(every.duration);
        quote!(.every(#every))
    });
    let timeout = health.timeout.as_ref().map(|timeout| {
        let timeout = duration(timeout.duration);
        quote!(.timeout(#timeout))
    });
    quote!(#private::Handler::health(#name, #line, #private::HealthTerms::DEFAULT #every #timeout))
}

/// The arm's code: what the method returns goes to the runtime, which gives it no longer than it may take.
pub(super) fn check(scope: &Scope<'_>, method: &Method, letter: &Ident, call: &TokenStream) -> TokenStream {
    let Scope { private, ctx, .. } = scope;
    let outcome = health_outcome(scope, method, call);
    quote!(#private::check(#ctx, #letter.slot(), async { #outcome }).await)
}
