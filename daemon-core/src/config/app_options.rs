//! The keys of `[app]`.

use daemon_grammar::duration;

use super::difference::ConfigEffect;
use super::layers::Words;
use super::mistake::ConfigMistake;
use super::read::{self, Outcome};
use super::settings::AppSettings;
use super::value::Node;

/// An option of `[app]`.
pub(super) struct AppOption {
    pub(super) name: &'static str,
    /// Sets it.
    pub(super) read: fn(&Node, &mut AppSettings, &Words<'_>) -> Outcome,
    /// What it is, as it would be written.
    pub(super) show: fn(&AppSettings) -> String,
    /// When a change of it counts.
    pub(super) effect: ConfigEffect,
}

/// All of them, by name.
pub(super) const OPTIONS: &[AppOption] = &[
    AppOption {
        name: "on_critical_failure",
        read: |node, settings, words| {
            let known: Vec<(&str, &str)> = words.on_critical_failure.iter().map(|word| (*word, *word)).collect();
            settings.on_critical_failure = String::from(read::word(node, &known)?);
            Ok(())
        },
        show: |settings| settings.on_critical_failure.clone(),
        effect: ConfigEffect::ProcessRestart,
    },
    AppOption {
        name: "only",
        read: |node, settings, words| {
            let only = read::words(node)?;
            if let Some(unknown) = only.iter().find(|name| !words.daemons.contains(&name.as_str())) {
                return Err(ConfigMistake::unknown_daemon(unknown, words.daemons.iter().copied()));
            }
            settings.only = Some(only);
            Ok(())
        },
        show: |settings| settings.only.as_ref().map_or_else(|| "all".to_owned(), |only| only.join(", ")),
        effect: ConfigEffect::ProcessRestart,
    },
    AppOption {
        name: "profile",
        read: |node, settings, words| {
            let profile = read::text(node, "the name of a profile, such as \"full\"")?;
            if !words.profiles.iter().any(|known| known == profile) {
                return Err(ConfigMistake::unknown_profile(profile, &words.profiles));
            }
            settings.profile = Some(profile.to_owned());
            Ok(())
        },
        show: |settings| settings.profile.clone().unwrap_or_else(|| "none".to_owned()),
        effect: ConfigEffect::ProcessRestart,
    },
    AppOption {
        name: "shutdown_timeout",
        read: |node, settings, _| {
            settings.shutdown_timeout = read::span(node)?;
            Ok(())
        },
        show: |settings| duration::display(settings.shutdown_timeout).to_string(),
        effect: ConfigEffect::InPlace,
    },
    AppOption {
        name: "strict",
        read: |node, settings, _| {
            settings.strict = read::boolean(node)?;
            Ok(())
        },
        show: |settings| settings.strict.to_string(),
        effect: ConfigEffect::ProcessRestart,
    },
];
