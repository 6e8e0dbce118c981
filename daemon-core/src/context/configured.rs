//! A daemon's own section of the configuration.

use serde_core::de::DeserializeOwned;

use super::Context;
use crate::config::{ConfigError, ConfigNeed, read_section};
use crate::supervise::Generation;

impl Context {
    /// The daemon's section of the configuration, `[daemon.<name>.config]`, as a `T`. Without one, what `T` makes of an empty
    /// one: its fields' serde defaults. Needs the feature `config`.
    ///
    /// A `#[config]` field does the same and is checked before anything starts; this is for what depends on something else.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with the key, where it is written, and what is wrong with it. Returned from `#[init]`, that makes the
    /// daemon Unavailable.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use std::collections::HashMap;
    /// #[daemon(register = false)]
    /// struct Feeds {
    ///     urls: HashMap<String, String>,
    /// }
    ///
    /// #[daemon]
    /// impl Feeds {
    ///     #[init]
    ///     async fn init(ctx: &Context) -> Result<Self> {
    ///         Ok(Self { urls: ctx.config()? })
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result {
    /// let app = App::empty().with::<Feeds>().configure("daemon.feeds.config.news", "https://news.example");
    /// let system = app.strict().start().await?;
    /// # assert!(system.shutdown().await.is_clean());
    /// # Ok(())
    /// # }
    /// ```
    pub fn config<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        let settings = self.generation.unit.settings();
        let source = self.generation.unit.blueprint.declaration.source;
        read_section(settings.section.as_deref(), self.name(), source)
    }
}

/// The value of the `#[config]` field `field`, which is one of `needs`; without a section, what `absent` says, if it says
/// something.
pub fn config_field<T: 'static>(
    ctx: &Context,
    needs: &[ConfigNeed],
    field: &str,
    absent: fn() -> Option<T>,
) -> Result<T, ConfigError> {
    let Generation { unit, .. } = &*ctx.generation;
    let settings = unit.settings();
    let default = if settings.section.is_some() { None } else { absent() };
    match default {
        Some(default) => Ok(default),
        None => {
            ConfigNeed::read(needs, field, settings.section.as_deref(), &unit.name, unit.blueprint.declaration.source)
        }
    }
}
