//! `#[config]` fields: what they need of the configuration, and filling them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::fields::{access, field_name};
use crate::model::{Field, Filling, Structure};

/// `.configs(&[…])`, so that their types are tried before anything starts. Nothing else here needs the type to be one that
/// can be read, so that it is said once.
pub(super) fn needs(structure: &Structure) -> Option<TokenStream> {
    let fields = structure.fields.iter().filter(|field| matches!(field.filling, Filling::Config));
    let needs: Vec<_> = fields
        .map(|field| {
            let Field { member, ty, cfgs, .. } = field;
            let private = structure.krate.private_at(ty.span());
            let (name, access) = (field_name(member), access(member, ty));
            let has_default = of_absent(structure, field, "has_default");
            quote_spanned!(ty.span()=> #(#cfgs)* #private::ConfigNeed::of_field(#name, #access, #has_default))
        })
        .collect();
    (!needs.is_empty()).then(|| quote!(.configs(&[#(#needs),*])))
}

/// The field's value.
pub(super) fn value(structure: &Structure, field: &Field, context: &Ident) -> TokenStream {
    let Field { member, ty, .. } = field;
    let private = structure.krate.private_at(ty.span());
    let name = field_name(member);
    let absent = of_absent(structure, field, "value");
    quote_spanned! {ty.span()=>
        #private::config_field(#context, <Self as #private::Declared>::DECLARATION.configs, #name, #absent)?
    }
}

/// Asks `Absent` of the field's type: the trait answers for types without a default.
fn of_absent(structure: &Structure, field: &Field, question: &str) -> TokenStream {
    let Field { member, ty, .. } = field;
    let private = structure.krate.private_at(ty.span());
    let access = access(member, ty);
    let question = quote::format_ident!("{question}", span = ty.span());
    quote_spanned! {ty.span()=>
        || {
            #[allow(unused_imports)]
            use #private::WithoutDefault as _;
            #private::Absent::of(#access).#question()
        }
    }
}
