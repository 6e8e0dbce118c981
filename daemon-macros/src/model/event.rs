//! What `#[derive(Event)]` means.

use syn::{Generics, Ident, LitStr};

use crate::crate_path::CratePath;

/// A type with `#[derive(Event)]`.
pub(crate) struct Event {
    pub(crate) krate: CratePath,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// `topic = "…"`; none is the crate's name and the type's.
    pub(crate) topic: Option<LitStr>,
}
