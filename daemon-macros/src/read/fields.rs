//! `#[resource]`, `#[config]` and `#[default(…)]` on fields.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Field as SynField, Index, Member, Meta, Token};

use super::cfg_attr;
use crate::crate_path::CratePath;
use crate::diagnostics::{argument, feature, pairing, placement, value};
use crate::model::{Field, Filling};
use crate::problems::Problems;
use crate::syntax::{FIELD_ATTRIBUTES, Options, Vocabulary, take_marks};

const RESOURCE: Vocabulary = Vocabulary { attribute: "resource", known: &[] };

const CONFIG: Vocabulary = Vocabulary { attribute: "config", known: &[] };

/// Reads the fields and takes our attributes off them.
pub(super) fn fields(
    fields: &mut Punctuated<SynField, Token![,]>,
    krate: &CratePath,
    problems: &mut Problems,
) -> Vec<Field> {
    fields.iter_mut().enumerate().map(|(index, one)| field(index, one, krate, problems)).collect()
}

fn field(index: usize, field: &mut SynField, krate: &CratePath, problems: &mut Problems) -> Field {
    for (attribute, inner) in cfg_attr::take_hidden(&mut field.attrs, &FIELD_ATTRIBUTES) {
        problems.report(placement::cfg_attr_on_field(&attribute, inner));
    }
    let marks = take_marks(&mut field.attrs, &FIELD_ATTRIBUTES, krate);
    for again in marks.iter().skip(1) {
        problems.report(pairing::two_fillings(again, &marks[0]));
    }
    Field {
        member: field.ident.clone().map_or_else(|| Member::Unnamed(Index::from(index)), Member::Named),
        ty: field.ty.clone(),
        cfgs: cfg_attr::cfgs(&field.attrs),
        filling: marks.first().map_or(Filling::Default, |mark| filling(mark, krate, problems)),
    }
}

fn filling(mark: &Attribute, krate: &CratePath, problems: &mut Problems) -> Filling {
    let Some(name) = krate.attribute(mark.path()) else { return Filling::Default };
    if name == "resource" {
        Options::of(mark, problems).finish(&RESOURCE, problems);
        return Filling::Resource;
    }
    if name == "config" {
        Options::of(mark, problems).finish(&CONFIG, problems);
        if !cfg!(feature = "config") {
            problems.report(feature::config_is_off(mark));
        }
        return Filling::Config;
    }
    match &mark.meta {
        Meta::List(list) => match syn::parse2::<Expr>(list.tokens.clone()) {
            Ok(expression) => return Filling::Expression(Box::new(expression)),
            Err(_) => problems.report(value::not_one_expression(mark)),
        },
        Meta::Path(_) => {
            problems.report(argument::argument_missing(mark, name, "which value", "HashMap::with_capacity(64)"));
        }
        Meta::NameValue(pair) => problems.report(argument::equals_instead_of_parentheses(mark, &pair.value)),
    }
    Filling::Default
}
