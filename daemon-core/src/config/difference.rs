//! What is different between two configurations, as data.

use std::collections::BTreeSet;
use std::fmt;

use super::handlers::{self, NamedHandler};
use super::layers::NamedTimer;
use super::settings::{AppSettings, Settings, Timing};
use super::{app_options, options, timers};
use crate::daemon::HandlerTerms;

/// What becomes of a change when a configuration is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ConfigEffect {
    /// It counts from now on, and nobody is restarted for it.
    InPlace,
    /// The daemon is restarted for it, and with it those that depend on it.
    Restart,
    /// It counts when the process is started again.
    ProcessRestart,
}

/// One setting that is another now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct ConfigChange {
    /// Whose; none if it is the app's.
    pub daemon: Option<String>,
    /// `stop_timeout`, `restart.max`, `timers.user-monitoring`, `handlers.user-created.throttle`, `config.model`
    pub key: String,
    /// What it was, as it would be written; empty for what was not there.
    pub from: String,
    /// What it is, as it would be written; empty for what is gone.
    pub to: String,
    /// What becomes of it.
    pub effect: ConfigEffect,
}

impl ConfigChange {
    /// Whether its values may be for nobody's eyes: what is for a daemon's own code can be a password.
    pub(crate) fn is_private(&self) -> bool {
        self.key.starts_with("config.") || self.key == "config"
    }
}

impl fmt::Display for ConfigEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::InPlace => "in place",
            Self::Restart => "restart",
            Self::ProcessRestart => "with the next start of the process",
        })
    }
}

/// `user stop_timeout: 5s → 10s (in place)`; of what is in a daemon's own section, the key alone.
impl fmt::Display for ConfigChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.daemon.as_deref().unwrap_or("app"), self.key)?;
        if !self.is_private() {
            let or_none = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
            write!(f, ": {} → {}", or_none(&self.from), or_none(&self.to))?;
        }
        write!(f, " ({})", self.effect)
    }
}

/// What is different for the app.
pub(crate) fn app_changes(before: &AppSettings, after: &AppSettings) -> impl Iterator<Item = ConfigChange> {
    let shown = app_options::OPTIONS.iter().map(|option| (option, (option.show)(before), (option.show)(after)));
    shown.filter(|(_, from, to)| from != to).map(|(option, from, to)| ConfigChange {
        daemon: None,
        key: option.name.to_owned(),
        from,
        to,
        effect: option.effect,
    })
}

/// What is different for the daemon `name`, which has these timers and handlers.
pub(crate) fn daemon_changes(
    name: &str,
    declared: &[NamedTimer],
    handlers: &[NamedHandler],
    before: &Settings,
    after: &Settings,
) -> Vec<ConfigChange> {
    let change = |key: String, from, to, effect| ConfigChange { daemon: Some(name.to_owned()), key, from, to, effect };
    let mut changes = Vec::new();
    for option in options::OPTIONS {
        let (from, to) = ((option.show)(before), (option.show)(after));
        if from != to {
            changes.push(change(option.name.to_owned(), from, to, option.effect));
        }
    }
    for timer in declared {
        let (from, to) = (shown(before, timer), shown(after, timer));
        if from != to {
            changes.push(change(format!("timers.{}", timer.name), from, to, ConfigEffect::InPlace));
        }
    }
    for handler in handlers {
        let (from, to) = (terms(before, handler), terms(after, handler));
        for option in handlers::OPTIONS {
            let (from, to) = ((option.show)(&from), (option.show)(&to));
            if from != to {
                let key = format!("handlers.{}.{}", handler.name, option.name);
                changes.push(change(key, from, to, ConfigEffect::InPlace));
            }
        }
    }
    let leaves = |settings: &Settings| settings.section.as_ref().map(|section| section.leaves()).unwrap_or_default();
    let (before, after) = (leaves(before), leaves(after));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (from, to) = (before.get(key), after.get(key));
        if from != to {
            let text = |value: Option<&String>| value.cloned().unwrap_or_default();
            changes.push(change(key.clone(), text(from), text(to), ConfigEffect::Restart));
        }
    }
    changes
}

fn terms(settings: &Settings, handler: &NamedHandler) -> HandlerTerms {
    settings.handlers.get(&handler.slot).copied().unwrap_or(handler.terms)
}

fn shown(settings: &Settings, timer: &NamedTimer) -> String {
    let timing: &Timing = settings.timers.get(&timer.slot).unwrap_or(&timer.timing);
    timers::show(timing)
}
