//! `#[init]`

use syn::{Attribute, Ident};

use super::method::without_options;
use super::signature::{First, Shape};
use crate::model;
use crate::problems::Problems;
use crate::syntax::{Method, Vocabulary};

const INIT: Vocabulary = Vocabulary { attribute: "init", known: &[] };

const SHAPE: Shape = Shape { may_be_associated: true, first: First::Nothing, arguments: "ctx: &Context" };

pub(super) fn init(name: &Ident, mark: &Attribute, method: &Method, problems: &mut Problems) -> Option<model::Method> {
    without_options(name, mark, method, SHAPE, &INIT, problems)
}
