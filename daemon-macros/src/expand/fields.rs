//! `impl FromFields`: the daemon as its fields alone make it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Member, Type};

use super::cfg::not;
use super::config;
use super::structure::implement;
use crate::model::{Field, Filling, Structure};
use crate::names;

pub(super) fn from_fields(structure: &Structure) -> TokenStream {
    let private = structure.krate.private();
    let plain = || structure.fields.iter().filter(|field| matches!(field.filling, Filling::Default));
    let bounds = plain().filter_map(|field| bound(structure, field));
    let bounds = quote!(#(#bounds),*);
    let context = names::generated("ctx");
    let fields = structure.fields.iter().map(|field| value(structure, field, &context));
    let body = quote! {
        fn from_fields(
            #context: &#private::Context,
        ) -> ::core::result::Result<Self, #private::BoxError> {
            ::core::result::Result::Ok(Self { #(#fields),* })
        }
    };
    let implementation = implement(structure, "FromFields", &bounds, &body);
    let aliases: Vec<_> = plain().filter_map(|field| alias(structure, field)).collect();
    if aliases.is_empty() {
        return implementation;
    }
    quote! {
        #[allow(non_camel_case_types)]
        const _: () = { #(#aliases)* #implementation };
    }
}

/// That the field has a default. The `for` delays a bound that does not hold until somebody builds the daemon from its
/// fields alone: with an `#[init]` that builds it, nobody does.
fn bound(structure: &Structure, field: &Field) -> Option<TokenStream> {
    let lifetime = names::lifetime("any");
    let ty = &field.ty;
    let private = structure.krate.private_at(ty.span());
    if field.cfgs.is_empty() {
        return Some(quote_spanned!(ty.span()=> for<#lifetime> #ty: #private::PlainField));
    }
    let alias = alias_name(structure, field)?;
    Some(quote_spanned!(ty.span()=> for<#lifetime> #alias: #private::PlainField))
}

/// A name for the type of a field under `#[cfg]`, because a bound cannot stand under one.
fn alias(structure: &Structure, field: &Field) -> Option<TokenStream> {
    let alias = alias_name(structure, field)?;
    let Field { ty, cfgs, .. } = field;
    let not = not(cfgs);
    Some(quote!(#(#cfgs)* type #alias = #ty; #not type #alias = ();))
}

/// A generic struct's field types cannot be named outside of it, so there the default is asked for at once.
fn alias_name(structure: &Structure, field: &Field) -> Option<Ident> {
    let name = field_name(&field.member);
    let named = !field.cfgs.is_empty() && structure.item.generics.params.is_empty();
    named.then(|| names::generated(&format!("type_of_{name}")))
}

/// What a field is called in messages.
pub(super) fn field_name(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// A function from the daemon to the field: that is where its type comes from.
pub(super) fn access(member: &Member, ty: &Type) -> TokenStream {
    let daemon = quote::format_ident!("daemon", span = ty.span());
    quote_spanned!(ty.span()=> |#daemon: &Self| &#daemon.#member)
}

/// The type stays unwritten: one that does not exist is reported where the user wrote it.
fn value(structure: &Structure, field: &Field, context: &Ident) -> TokenStream {
    let Field { member, ty, cfgs, filling } = field;
    let value = match filling {
        Filling::Resource => quote_spanned!(ty.span()=> #context.resource()?),
        Filling::Config => config::value(structure, field, context),
        Filling::Expression(expression) => quote!(#expression),
        Filling::Default => quote_spanned!(ty.span()=> ::core::default::Default::default()),
    };
    quote!(#(#cfgs)* #member: #value)
}
