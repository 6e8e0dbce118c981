//! A section that is not what was asked for.

use std::fmt;

use super::fault::Fault;
use crate::config::place::ConfigPlace;
use crate::config::value::Node;

/// A daemon's section of the configuration is not what its code reads.
///
/// Returned from `#[init]`, it makes the daemon Unavailable: it would come out the same at every restart.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// `daemon.user.config.model`
    pub key: String,
    /// Where that is written.
    pub place: ConfigPlace,
    /// What is wrong with it.
    pub wrong: String,
}

impl ConfigError {
    pub(super) fn new(daemon: &str, section: &Node, fault: Fault) -> Self {
        let wrong = fault.to_string();
        let (key, place) = fault.at.unwrap_or_else(|| (String::new(), section.place.clone()));
        Self { key: full(daemon, &key), place, wrong }
    }
}

/// `daemon.user.config.model`, of `user` and `model`.
pub(super) fn full(daemon: &str, key: &str) -> String {
    let dot = if key.is_empty() || key.starts_with('[') { "" } else { "." };
    format!("daemon.{daemon}.config{dot}{key}")
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}) {}", self.key, self.place, self.wrong)
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
