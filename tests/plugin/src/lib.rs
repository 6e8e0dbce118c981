//! A daemon in a crate of its own. `tests/linked.rs` names this crate, `tests/unlinked.rs` does not.

use daemon_core::prelude::*;

/// Does nothing, if it is linked.
#[daemon]
pub struct PluginDaemon;

#[daemon]
impl PluginDaemon {}
