//! What one check says.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::Detail;

/// How well a daemon is, from best to worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HealthLevel {
    /// It does all that it is there for.
    #[default]
    Healthy,
    /// It works, but not as it should.
    Degraded,
    /// It does not do what it is there for.
    Unhealthy,
}

impl HealthLevel {
    /// All of them, the best first.
    pub const ALL: [Self; 3] = [Self::Healthy, Self::Degraded, Self::Unhealthy];
}

impl fmt::Display for HealthLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unhealthy => "unhealthy",
        })
    }
}

/// What a `#[health]` check returns.
///
/// ```
/// use daemon_core::{Health, HealthLevel};
///
/// let health = Health::degraded("2 of 3 replicas").detail("replicas", 2).detail("leader", "db-1");
/// assert_eq!(health.level(), HealthLevel::Degraded);
/// assert_eq!(health.to_string(), "degraded: 2 of 3 replicas (replicas = 2, leader = db-1)");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a check returns it"]
pub struct Health {
    level: HealthLevel,
    reason: Option<Arc<str>>,
    details: Vec<(Cow<'static, str>, Detail)>,
}

impl Health {
    fn new(level: HealthLevel, reason: Option<Arc<str>>) -> Self {
        Self { level, reason, details: Vec::new() }
    }

    /// All is well.
    pub fn healthy() -> Self {
        Self::new(HealthLevel::Healthy, None)
    }

    /// It works, but not as it should.
    pub fn degraded(reason: impl Into<String>) -> Self {
        Self::new(HealthLevel::Degraded, Some(reason.into().into()))
    }

    /// It does not do what it is there for.
    pub fn unhealthy(reason: impl Into<String>) -> Self {
        Self::new(HealthLevel::Unhealthy, Some(reason.into().into()))
    }

    /// Adds a fact that operators see beside the level. A second one of the same name replaces the first.
    pub fn detail(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Detail>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.details.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.details.push((name, value)),
        }
        self
    }

    /// How well it is.
    pub fn level(&self) -> HealthLevel {
        self.level
    }

    /// Why it is not healthy.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The facts, in the order in which they were added.
    pub fn details(&self) -> &[(Cow<'static, str>, Detail)] {
        &self.details
    }

    pub(crate) fn into_details(self) -> Vec<(Cow<'static, str>, Detail)> {
        self.details
    }
}

/// `degraded: 2 of 3 replicas (replicas = 2)`
impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.level)?;
        if let Some(reason) = &self.reason {
            write!(f, ": {reason}")?;
        }
        for (at, (name, value)) in self.details.iter().enumerate() {
            write!(f, "{}{name} = {value}", if at == 0 { " (" } else { ", " })?;
        }
        if self.details.is_empty() { Ok(()) } else { f.write_str(")") }
    }
}
