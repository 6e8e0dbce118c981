//! `#[cleanup]`

use syn::{Attribute, Ident};

use super::method::without_options;
use super::signature::PLAIN;
use crate::model;
use crate::problems::Problems;
use crate::syntax::{Method, Vocabulary};

const CLEANUP: Vocabulary = Vocabulary { attribute: "cleanup", known: &[] };

pub(super) fn cleanup(
    name: &Ident,
    mark: &Attribute,
    method: &Method,
    problems: &mut Problems,
) -> Option<model::Method> {
    without_options(name, mark, method, PLAIN, &CLEANUP, problems)
}
