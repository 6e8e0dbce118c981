//! `#[daemon(…)]` on a struct.

use proc_macro2::TokenStream;
use syn::{Fields, ItemStruct};

use super::value::Reader;
use super::{declaration, field};
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
        Fields::Named(fields) => field::fields(&mut fields.named, &krate, problems),
        Fields::Unnamed(fields) => field::fields(&mut fields.unnamed, &krate, problems),
    };
    Structure { krate, item, declaration, fields }
}
