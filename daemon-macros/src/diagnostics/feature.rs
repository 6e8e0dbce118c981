//! What needs a feature of `daemon-core` that is off.

use syn::{Attribute, Error};

use super::error;

/// The rules of the world's time zones are not compiled into programs that do not ask for them.
pub(crate) fn schedule_is_off(attribute: &Attribute) -> Error {
    error(
        attribute,
        "`#[schedule]` needs the feature `schedule` of `daemon-core`",
        "write `daemon-core = { version = \"…\", features = [\"schedule\"] }` in `Cargo.toml`",
    )
}
