//! Our attributes on methods and fields.

use syn::Attribute;

use crate::crate_path::CratePath;

/// The attributes that methods of a `#[daemon] impl` block may carry.
pub(crate) const METHOD_ATTRIBUTES: [&str; 10] =
    ["subscribe", "interval", "schedule", "defer", "on_ready", "message", "health", "init", "run", "cleanup"];

/// The attributes that fields of a `#[daemon]` struct may carry.
pub(crate) const FIELD_ATTRIBUTES: [&str; 3] = ["resource", "default", "config"];

/// Takes those of `attributes` out that are ours, and leaves the user's.
pub(crate) fn take_marks(attributes: &mut Vec<Attribute>, ours: &[&str], krate: &CratePath) -> Vec<Attribute> {
    let is_ours = |attribute: &Attribute| {
        krate.attribute(attribute.path()).is_some_and(|name| ours.iter().any(|known| name == known))
    };
    attributes.extract_if(.., |attribute| is_ours(attribute)).collect()
}
