//! What the program itself has decided about its app, which nothing overrules.

use std::time::Duration;

use crate::config::AppSettings;

/// What the methods of an app were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    pub(super) profile: Option<String>,
    pub(super) only: Option<Vec<String>>,
    pub(super) shutdown_timeout: Option<Duration>,
    pub(super) strict: Option<bool>,
    pub(super) on_critical_failure: Option<String>,
}

impl Choices {
    /// On top of `settings`.
    pub(super) fn over(&self, settings: AppSettings) -> AppSettings {
        let Self { profile, only, shutdown_timeout, strict, on_critical_failure } = self.clone();
        AppSettings {
            profile: profile.or(settings.profile),
            only: only.or(settings.only),
            shutdown_timeout: shutdown_timeout.unwrap_or(settings.shutdown_timeout),
            strict: strict.unwrap_or(settings.strict),
            on_critical_failure: on_critical_failure.unwrap_or(settings.on_critical_failure),
        }
    }
}
