//! `#[daemon]` on a struct.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Generics, Ident};

use super::scope::where_clause;
use super::{declaration, fields, state};
use crate::crate_path::CratePath;
use crate::model::{Readiness, Structure};

/// The struct, its declaration, how its fields are filled, and its registration.
pub(crate) fn structure(structure: &Structure) -> TokenStream {
    let item = &structure.item;
    let declared = declaration::declared(structure);
    let from_fields = fields::from_fields(structure);
    let stateful = state::stateful(structure);
    let registration = registration(structure);
    let completes = completes(structure);
    let behind = structure.krate.scope(quote!(#declared #stateful #from_fields #registration #completes));
    quote!(#item #behind)
}

/// What makes the daemon known to the program it is linked into, or, without registration, what has its dependencies
/// checked all the same.
fn registration(structure: &Structure) -> TokenStream {
    let ident = &structure.item.ident;
    let private = structure.krate.private_at(ident.span());
    if structure.registered() {
        let of = of(structure);
        return quote_spanned!(ident.span()=> #private::inventory::submit! { #of });
    }
    if structure.item.generics.params.is_empty() {
        return quote!(const _: u32 = <#ident as #private::Declared>::START_DEPTH;);
    }
    TokenStream::new()
}

/// With `ready = "completed"`, that there is a `#[run]`. Of a generic daemon that is not known before it is added.
fn completes(structure: &Structure) -> Option<TokenStream> {
    let ready = structure.declaration.policy.ready.as_ref()?;
    if ready.meaning != Readiness::Completed || !structure.item.generics.params.is_empty() {
        return None;
    }
    let registration = of(structure);
    let span = ready.literal.span();
    let private = structure.krate.private_at(span);
    Some(quote_spanned!(span=> const _: () = #private::completes(&#registration);))
}

/// `Registration::of::<X>()`: written in one way, so that what is wrong with it is said once.
fn of(structure: &Structure) -> TokenStream {
    let ident = &structure.item.ident;
    let private = structure.krate.private_at(ident.span());
    quote_spanned!(ident.span()=> #private::Registration::of::<#ident>())
}

/// A type that an `impl` is written for.
pub(super) struct Target<'a> {
    pub(super) krate: &'a CratePath,
    pub(super) ident: &'a Ident,
    pub(super) generics: &'a Generics,
}

impl<'a> From<&'a Structure> for Target<'a> {
    fn from(structure: &'a Structure) -> Self {
        Self { krate: &structure.krate, ident: &structure.item.ident, generics: &structure.item.generics }
    }
}

/// `impl Trait for Struct`, with the struct's generics.
pub(super) fn implement<'a>(
    target: impl Into<Target<'a>>,
    name: &str,
    bounds: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let Target { krate, ident, generics } = target.into();
    let span = ident.span();
    let private = krate.private_at(span);
    let name = Ident::new(name, span);
    let (impl_generics, type_generics, _) = generics.split_for_impl();
    let where_clause = where_clause(generics, bounds);
    quote_spanned! {span=>
        #[automatically_derived]
        impl #impl_generics #private::#name for #ident #type_generics #where_clause { #body }
    }
}
