//! What can be wrong with a configuration: data first, text second.

use std::fmt;

use daemon_grammar::nearest;

use super::place::ConfigPlace;

/// A mistake, where it was made, and about what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mistake {
    pub(crate) place: ConfigPlace,
    /// `daemon.user.stop_timeout`
    pub(crate) key: String,
    pub(crate) what: ConfigMistake,
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ConfigMistake {
    /// The file cannot be read.
    #[non_exhaustive]
    Unreadable {
        /// What the system says.
        error: String,
    },
    /// It is not TOML.
    #[non_exhaustive]
    Syntax {
        /// What the parser says.
        error: String,
    },
    /// There is no such section.
    #[non_exhaustive]
    UnknownSection {
        /// Those that there are.
        known: Vec<String>,
        /// A similar one.
        nearest: Option<String>,
    },
    /// There is no such daemon.
    #[non_exhaustive]
    UnknownDaemon {
        /// As it is written.
        name: String,
        /// A similar name that is there.
        nearest: Option<String>,
    },
    /// There is no such key.
    #[non_exhaustive]
    UnknownKey {
        /// Those that there are.
        known: Vec<String>,
        /// A similar one.
        nearest: Option<String>,
    },
    /// The daemon has no such timer.
    #[non_exhaustive]
    UnknownTimer {
        /// Those that it has.
        known: Vec<String>,
        /// A similar one.
        nearest: Option<String>,
    },
    /// It is for a timer, and stands with the options of the daemon.
    #[non_exhaustive]
    OfATimer {
        /// Where timers are: `daemon.user.timers`.
        table: String,
        /// Those that it can be for.
        timers: Vec<String>,
    },
    /// The daemon has no such handler of events or messages.
    #[non_exhaustive]
    UnknownHandler {
        /// Those that it has.
        known: Vec<String>,
        /// A similar one.
        nearest: Option<String>,
    },
    /// No daemon belongs to that profile.
    #[non_exhaustive]
    UnknownProfile {
        /// As it is written.
        profile: String,
        /// Those that there are.
        known: Vec<String>,
        /// A similar one.
        nearest: Option<String>,
    },
    /// An option that only the code can know.
    OfTheCode,
    /// An option that handlers of another kind have.
    #[non_exhaustive]
    OfAnotherKind {
        /// The handler's attribute: `#[message]`.
        attribute: &'static str,
        /// The options that it has.
        known: Vec<String>,
    },
    /// A value of another type.
    #[non_exhaustive]
    WrongType {
        /// `a number`
        found: String,
        /// `a duration, such as "5s"`
        expected: String,
    },
    /// A value that does not make sense.
    #[non_exhaustive]
    BadValue {
        /// As it is written.
        found: String,
        /// What is wrong with it.
        wrong: String,
        /// What to write instead.
        help: String,
    },
    /// What a `#[config]` field does not take, in the words of its type.
    #[non_exhaustive]
    Refused {
        /// `is a string, and an integer is expected`
        error: String,
    },
    /// What a `#[config]` field cannot do without.
    #[non_exhaustive]
    Missing {
        /// Its last part: `model`.
        name: String,
        /// The field that needs it.
        field: &'static str,
    },
}

impl ConfigMistake {
    pub(super) fn bad(found: impl fmt::Display, wrong: impl Into<String>, help: impl Into<String>) -> Self {
        Self::BadValue { found: found.to_string(), wrong: wrong.into(), help: help.into() }
    }

    pub(super) fn unknown_key<'a>(key: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let (known, nearest) = listed(key, known);
        Self::UnknownKey { known, nearest }
    }

    pub(super) fn unknown_daemon<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let (_, nearest) = listed(name, known);
        Self::UnknownDaemon { name: name.to_owned(), nearest }
    }

    pub(super) fn unknown_timer<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let (known, nearest) = listed(name, known);
        Self::UnknownTimer { known, nearest }
    }

    pub(super) fn unknown_handler<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let (known, nearest) = listed(name, known);
        Self::UnknownHandler { known, nearest }
    }

    pub(super) fn of_another_kind<'a>(attribute: &'static str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self::OfAnotherKind { attribute, known: known.into_iter().map(str::to_owned).collect() }
    }

    pub(super) fn unknown_section(name: &str, known: &[&str]) -> Self {
        let (known, nearest) = listed(name, known.iter().copied());
        Self::UnknownSection { known, nearest }
    }

    pub(super) fn unknown_profile(profile: &str, known: &[String]) -> Self {
        let (known, nearest) = listed(profile, known.iter().map(String::as_str));
        Self::UnknownProfile { profile: profile.to_owned(), known, nearest }
    }

    /// Whether it is about a file, and not about a key in it.
    pub(crate) fn is_of_a_file(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::Syntax { .. })
    }

    /// A similar name that is known, if it is one that is not.
    pub(super) fn nearest(&self) -> Option<&str> {
        match self {
            Self::UnknownSection { nearest, .. }
            | Self::UnknownDaemon { nearest, .. }
            | Self::UnknownKey { nearest, .. }
            | Self::UnknownTimer { nearest, .. }
            | Self::UnknownHandler { nearest, .. }
            | Self::UnknownProfile { nearest, .. } => nearest.as_deref(),
            _ => None,
        }
    }
}

/// The known names, and the one nearest to `name`.
fn listed<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> (Vec<String>, Option<String>) {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = nearest(name, known.iter().copied()).map(str::to_owned);
    (known.into_iter().map(str::to_owned).collect(), nearest)
}

/// What is wrong, after the name of the setting and its place.
impl fmt::Display for ConfigMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { error } => write!(f, "cannot be read: {error}")?,
            Self::Syntax { error } => write!(f, "is not TOML: {error}")?,
            Self::UnknownSection { known, nearest } => none_of(f, "is no section", known, nearest.is_some())?,
            Self::UnknownDaemon { name, .. } => write!(f, "is for `{name}`, and there is no such daemon")?,
            Self::UnknownKey { known, nearest } => none_of(f, "is no key", known, nearest.is_some())?,
            Self::UnknownTimer { known, .. } if known.is_empty() => {
                f.write_str("is no timer: the daemon has none with a name")?;
            }
            Self::UnknownTimer { known, nearest } => {
                none_of(f, "is no timer of that daemon", known, nearest.is_some())?;
            }
            Self::OfATimer { table, timers } => {
                let timers: Vec<String> = timers.iter().map(|timer| format!("`{timer}`")).collect();
                write!(f, "is for a timer: write it as {} under `[{table}]`", timers.join(" or "))?;
            }
            Self::UnknownHandler { known, .. } if known.is_empty() => {
                f.write_str("is no handler: the daemon has none of events or messages")?;
            }
            Self::UnknownHandler { known, nearest } => {
                none_of(f, "is no handler of events or messages of that daemon", known, nearest.is_some())?;
            }
            Self::UnknownProfile { profile, known, nearest } => {
                none_of(f, &format!("is `{profile}`, to which no daemon belongs"), known, nearest.is_some())?;
            }
            Self::OfTheCode => f.write_str("is for the code to say: it stands in the daemon's attribute alone")?,
            Self::OfAnotherKind { attribute, known } => {
                none_of(f, &format!("is no option of a `{attribute}`"), known, false)?;
            }
            Self::WrongType { found, expected } => write!(f, "is {found}, and is to be {expected}")?,
            Self::BadValue { found, wrong, help } => write!(f, "is {found}: {wrong}; {help}")?,
            Self::Refused { error } => f.write_str(error)?,
            Self::Missing { name, field } => write!(f, "has no `{name}`, which the field `{field}` needs")?,
        }
        match self.nearest() {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

/// The known ones are listed where no near one is going to be named, if they are few.
fn none_of(f: &mut fmt::Formatter<'_>, what: &str, known: &[String], near: bool) -> fmt::Result {
    f.write_str(what)?;
    if near || known.is_empty() || known.len() > 24 {
        return Ok(());
    }
    let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    write!(f, "; there are {}", known.join(", "))
}
