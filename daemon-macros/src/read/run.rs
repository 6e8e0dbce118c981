//! `#[run]`

use syn::{Attribute, Ident};

use super::method::without_options;
use super::signature::PLAIN;
use crate::model;
use crate::problems::Problems;
use crate::syntax::{Method, Vocabulary};

const RUN: Vocabulary = Vocabulary { attribute: "run", known: &[] };

pub(super) fn run(name: &Ident, mark: &Attribute, method: &Method, problems: &mut Problems) -> Option<model::Method> {
    without_options(name, mark, method, PLAIN, &RUN, problems)
}
