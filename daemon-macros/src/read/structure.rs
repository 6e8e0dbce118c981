//! `#[daemon(…)]` on a struct.

use proc_macro2::TokenStream;
use syn::{Fields, ItemStruct};

use super::value::Reader;
use super::{declaration, fields};
use crate::model::Structure;
use crate::problems::Problems;
use crate::syntax::Options;

/// Reads the attribute's `arguments` and the struct below it.
pub(crate) fn structure(arguments: TokenStream, mut item: ItemStruct, problems: &mut Problems) -> Structure {
    let mut options = Options::parse(arguments, problems);
    let krate = Reader { options: &mut options, problems }.crate_path().unwrap_or_default();
    let declaration = declaration::declaration(options, &item, problems);
    let fields = match &mut item.fields {
        Fields::Unit => Vec::new(),
        Fields::Named(named) => fields::fields(&mut named.named, &krate, problems),
        Fields::Unnamed(unnamed) => fields::fields(&mut unnamed.unnamed, &krate, problems),
    };
    Structure { krate, item, declaration, fields }
}
