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

/// What reads and writes JSON is not compiled into programs that do not ask for it.
pub(crate) fn remote_is_off(attribute: &Attribute) -> Error {
    error(
        attribute,
        "`remote` needs the feature `remote` of `daemon-core`",
        "write `daemon-core = { version = \"…\", features = [\"remote\"] }` in `Cargo.toml`",
    )
}

/// What reads a configuration is not compiled into programs that do not ask for it.
pub(crate) fn config_is_off(attribute: &Attribute) -> Error {
    error(
        attribute,
        "`#[config]` needs the feature `config` of `daemon-core`",
        "write `daemon-core = { version = \"…\", features = [\"config\"] }` in `Cargo.toml`",
    )
}
