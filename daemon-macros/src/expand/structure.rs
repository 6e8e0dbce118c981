//! `#[daemon]` on a struct.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;

use super::scope::where_clause;
use super::{declaration, fields};
use crate::model::Structure;

/// The struct, its declaration, how its fields are filled, and its registration.
pub(crate) fn structure(structure: &Structure) -> TokenStream {
    let item = &structure.item;
    let declared = declaration::declared(structure);
    let from_fields = fields::from_fields(structure);
    let registration = registration(structure);
    quote!(#item #declared #from_fields #registration)
}

/// What makes the daemon known to the program it is linked into, or, without registration, what has its dependencies
/// checked all the same.
fn registration(structure: &Structure) -> TokenStream {
    let ident = &structure.item.ident;
    let private = structure.krate.private_at(ident.span());
    if structure.registered() {
        return quote_spanned! {ident.span()=>
            #private::inventory::submit! { #private::Registration::of::<#ident>() }
        };
    }
    if structure.item.generics.params.is_empty() {
        return quote!(const _: u32 = <#ident as #private::Declared>::START_DEPTH;);
    }
    TokenStream::new()
}

/// `impl Trait for Struct`, with the struct's generics.
pub(super) fn implement(structure: &Structure, name: &str, more_where: &TokenStream, body: &TokenStream) -> TokenStream {
    let ident = &structure.item.ident;
    let span = ident.span();
    let private = structure.krate.private_at(span);
    let name = Ident::new(name, span);
    let (impl_generics, type_generics, _) = structure.item.generics.split_for_impl();
    let where_clause = where_clause(&structure.item.generics, more_where);
    quote_spanned! {span=>
        #[automatically_derived]
        impl #impl_generics #private::#name for #ident #type_generics #where_clause { #body }
    }
}
