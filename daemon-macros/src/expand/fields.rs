//! `impl FromFields`: the daemon as its fields alone make it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::structure::implement;
use crate::model::{Field, Filling, Structure};
use crate::names;

/// Under `#[cfg]` a bound cannot stand, so there the field's default is asked for at once.
pub(super) fn from_fields(structure: &Structure) -> TokenStream {
    let private = structure.krate.private();
    let lifetime = names::lifetime("any");
    // The `for` delays a bound that does not hold until somebody builds the daemon from its fields alone: with an
    // `#[init]` that builds it, nobody does.
    let bounds = structure.fields.iter().filter(|field| delayed(field)).map(|Field { ty, .. }| {
        let private = structure.krate.private_at(ty.span());
        quote_spanned!(ty.span()=> for<#lifetime> #ty: #private::PlainField)
    });
    let bounds = quote!(#(#bounds),*);
    let context = names::generated("ctx");
    let fields = structure.fields.iter().map(|field| value(field, &context));
    let body = quote! {
        fn from_fields(
            #context: &#private::Context,
        ) -> ::core::result::Result<Self, #private::BoxError> {
            ::core::result::Result::Ok(Self { #(#fields),* })
        }
    };
    implement(structure, "FromFields", &bounds, &body)
}

fn delayed(field: &Field) -> bool {
    matches!(field.filling, Filling::Default) && field.cfgs.is_empty()
}

/// The type stays unwritten: one that does not exist is reported where the user wrote it.
fn value(field: &Field, context: &syn::Ident) -> TokenStream {
    let Field { member, ty, cfgs, filling } = field;
    let value = match filling {
        Filling::Resource => quote_spanned!(ty.span()=> #context.resource()?),
        Filling::Expression(expression) => quote!(#expression),
        Filling::Default => quote_spanned!(ty.span()=> ::core::default::Default::default()),
    };
    quote!(#(#cfgs)* #member: #value)
}
