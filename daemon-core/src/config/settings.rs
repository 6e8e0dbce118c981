//! What daemons and the app go by.

use std::collections::BTreeMap;
use std::ops::Deref;
#[cfg(feature = "config")]
use std::ops::DerefMut;
use std::sync::Arc;
use std::time::Duration;

use crate::daemon::{Declaration, Handler, HandlerTerms};
use crate::health::HealthTerms;
use crate::timer::Interval;
#[cfg(feature = "schedule")]
use crate::timer::{MissedTime, Schedule};

/// What a daemon goes by: what its attributes declare, as the configuration has changed it.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The options.
    pub(crate) declaration: Declared,
    /// Whether it may be started at all.
    pub(crate) enabled: bool,
    /// Where that is said, if it is.
    #[cfg(feature = "config")]
    pub(crate) enabled_at: Option<super::ConfigPlace>,
    /// Instead of those of the attribute.
    pub(crate) profiles: Option<Vec<String>>,
    /// Of the timers that the configuration says something about, by the slots of their handlers.
    pub(crate) timers: BTreeMap<usize, Timing>,
    /// Of the handlers of events and messages that the configuration says something about, by their slots.
    pub(crate) handlers: BTreeMap<usize, HandlerTerms>,
    /// `[daemon.<name>.config]`.
    #[cfg(feature = "config")]
    pub(crate) section: Option<Arc<super::Section>>,
}

/// What attributes declare, copied when something of it is changed: of most daemons nothing is.
#[derive(Clone, Debug)]
pub(crate) enum Declared {
    AsWritten(&'static Declaration),
    #[cfg(feature = "config")]
    Changed(Box<Declaration>),
}

impl Deref for Declared {
    type Target = Declaration;

    fn deref(&self) -> &Declaration {
        match self {
            Self::AsWritten(declaration) => declaration,
            #[cfg(feature = "config")]
            Self::Changed(declaration) => declaration,
        }
    }
}

#[cfg(feature = "config")]
impl DerefMut for Declared {
    fn deref_mut(&mut self) -> &mut Declaration {
        if let Self::AsWritten(declaration) = *self {
            *self = Self::Changed(Box::new(*declaration));
        }
        match self {
            Self::Changed(declaration) => declaration,
            Self::AsWritten(_) => unreachable!("copied just now"),
        }
    }
}

/// When a timer fires, whatever its attribute says.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "config"), expect(dead_code, reason = "nothing says otherwise than the attributes"))]
pub(crate) enum Timing {
    /// An interval.
    Every(Interval),
    /// A deferred call.
    After(Duration),
    /// A check.
    Check(HealthTerms),
    /// By the calendar.
    #[cfg(feature = "schedule")]
    At(Schedule, MissedTime),
}

impl Settings {
    /// What the attributes declare.
    pub(crate) fn declared(declaration: &'static Declaration) -> Self {
        Self {
            declaration: Declared::AsWritten(declaration),
            enabled: true,
            #[cfg(feature = "config")]
            enabled_at: None,
            profiles: None,
            timers: BTreeMap::new(),
            handlers: BTreeMap::new(),
            #[cfg(feature = "config")]
            section: None,
        }
    }

    /// Puts settings behind references, one after the other: those that follow each other and are what one type declares, and
    /// nothing else, are behind the same.
    pub(crate) fn sharing() -> impl FnMut(Self) -> Arc<Self> {
        let mut last: Option<(Option<*const Declaration>, Arc<Self>)> = None;
        move |settings| {
            let written = settings.as_written().map(std::ptr::from_ref);
            let same = last.take().filter(|(of, _)| of.is_some() && *of == written);
            let shared = same.map_or_else(|| Arc::new(settings), |(_, shared)| shared);
            last = Some((written, Arc::clone(&shared)));
            shared
        }
    }

    /// What is declared, if nothing is configured beside it.
    fn as_written(&self) -> Option<&'static Declaration> {
        // By name, so that none is forgotten that comes to be.
        let Self {
            declaration,
            enabled,
            #[cfg(feature = "config")]
            enabled_at,
            profiles,
            timers,
            handlers,
            #[cfg(feature = "config")]
            section,
        } = self;
        #[cfg(feature = "config")]
        if enabled_at.is_some() || section.is_some() {
            return None;
        }
        match declaration {
            Declared::AsWritten(declaration) => {
                let plain = *enabled && profiles.is_none() && timers.is_empty() && handlers.is_empty();
                plain.then_some(declaration)
            }
            #[cfg(feature = "config")]
            Declared::Changed(_) => None,
        }
    }

    /// Takes over from `before` what counts with the next start of the process only.
    #[cfg(feature = "config")]
    pub(crate) fn keep_what_is_fixed(&mut self, before: &Self) {
        if self.declaration.autostart != before.declaration.autostart {
            self.declaration.autostart = before.declaration.autostart;
        }
        self.profiles.clone_from(&before.profiles);
    }

    /// The start-up profiles that it belongs to; none means every profile.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = &str> {
        let configured = self.profiles.iter().flatten().map(String::as_str);
        let declared = if self.profiles.is_some() { &[] } else { self.declaration.profiles };
        configured.chain(declared.iter().copied())
    }

    /// Whether it is started under `profile`. Without one, everybody is.
    pub(crate) fn is_in(&self, profile: Option<&str>) -> bool {
        let Some(profile) = profile else { return true };
        let mut profiles = self.profiles().peekable();
        profiles.peek().is_none() || profiles.any(|known| known == profile)
    }

    /// On which terms `handler`, which has this slot, gets its events or messages.
    pub(crate) fn terms(&self, slot: usize, handler: &Handler) -> HandlerTerms {
        self.handlers.get(&slot).copied().unwrap_or_else(|| handler.terms())
    }

    /// The interval of the handler in `slot`, which declares `declared`.
    pub(crate) fn interval(&self, slot: usize, declared: Interval) -> Interval {
        match self.timers.get(&slot) {
            Some(Timing::Every(interval)) => *interval,
            _ => declared,
        }
    }

    /// When the check of the handler in `slot` is made, which declares `declared`.
    pub(crate) fn check(&self, slot: usize, declared: HealthTerms) -> HealthTerms {
        match self.timers.get(&slot) {
            Some(Timing::Check(terms)) => *terms,
            _ => declared,
        }
    }

    /// The delay of the deferred call of the handler in `slot`, which declares `declared`.
    pub(crate) fn delay(&self, slot: usize, declared: Duration) -> Duration {
        match self.timers.get(&slot) {
            Some(Timing::After(delay)) => *delay,
            _ => declared,
        }
    }
}

/// What an app goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AppSettings {
    /// Starts only the daemons of this one.
    pub(crate) profile: Option<String>,
    /// Starts only these.
    pub(crate) only: Option<Vec<String>>,
    /// How long a shutdown may take.
    pub(crate) shutdown_timeout: Duration,
    /// Whether one failed start fails all.
    pub(crate) strict: bool,
    /// What a critical daemon does that is down for good.
    pub(crate) on_critical_failure: String,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            profile: None,
            only: None,
            shutdown_timeout: Duration::from_secs(30),
            strict: false,
            on_critical_failure: "shutdown".to_owned(),
        }
    }
}
