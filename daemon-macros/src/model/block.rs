//! What `#[daemon] impl` means.

use proc_macro2::TokenStream;
use syn::{Generics, Type};

use super::{Handler, Method};
use crate::crate_path::CratePath;

/// A `#[daemon] impl` block.
///
/// Of each hook there is more than one only under `#[cfg]`.
pub(crate) struct Block {
    /// Whether a daemon can be of this type. If not, it has been said, here or at the struct, and nothing is generated.
    pub(crate) can_be_daemon: bool,
    pub(crate) krate: CratePath,
    /// The user's block, without our attributes.
    pub(crate) item: TokenStream,
    pub(crate) generics: Generics,
    pub(crate) self_ty: Type,
    pub(crate) handlers: Vec<Handler>,
    /// `#[init]`: an associated function builds the daemon, a method finishes one built from its fields.
    pub(crate) inits: Vec<Method>,
    pub(crate) runs: Vec<Method>,
    pub(crate) cleanups: Vec<Method>,
}
