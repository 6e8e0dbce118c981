//! Rules that more than one value takes part in. Nothing here changes the model.

mod dependencies;
mod generics;
mod hooks;
mod lanes;
mod policy;
mod timers;

use crate::model::{Block, Structure};
use crate::problems::Problems;

/// Judges a struct.
pub(crate) fn structure(structure: &Structure, problems: &mut Problems) {
    generics::check(structure, problems);
    dependencies::check(structure, problems);
    policy::check(structure, problems);
}

/// Judges an impl block.
pub(crate) fn block(block: &Block, problems: &mut Problems) {
    hooks::check(block, problems);
    lanes::check(block, problems);
    timers::check(block, problems);
}
