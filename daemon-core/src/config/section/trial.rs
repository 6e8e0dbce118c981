//! Trying a type on a section, until everything that is wrong is known.

use std::collections::BTreeMap;

use serde_core::de::{DeserializeOwned, Error};

use super::fault::{Fault, Wrong};
use super::reader::{Ignored, Notes, Reader};
use crate::caught::guard;
use crate::config::mistake::ConfigMistake;
use crate::config::place::ConfigPlace;
use crate::config::value::Node;

/// What came of it.
pub(super) struct Trial {
    /// Each with its key within the section.
    pub(super) mistakes: Vec<(String, ConfigPlace, ConfigMistake)>,
    /// Keys that were not read.
    pub(super) ignored: BTreeMap<String, Ignored>,
}

/// Reads `section` as a `T`, for `field`. serde stops at the first mistake; so that one is noted and avoided, and all is read
/// again, until there is none or what was made up in place of a mistake is not taken either.
pub(super) fn of<T: DeserializeOwned>(section: &Node, field: &'static str) -> Trial {
    let mut notes = Notes::default();
    let mut mistakes = Vec::new();
    loop {
        notes.ignored.borrow_mut().clear();
        // Code of the type's own may be in it.
        let outcome = guard(|| T::deserialize(Reader::whole(section, &notes)).map(drop));
        let outcome = outcome.unwrap_or_else(|panic| Err(Fault::custom(format!("`{field}` panics: {panic}"))));
        let Err(Fault { wrong, at }) = outcome else { break };
        let (key, place) = at.unwrap_or_else(|| (String::new(), section.place.clone()));
        let (avoided, mistake) = match wrong {
            Wrong::Missing(name) => {
                let below = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                (notes.holes.insert(below), ConfigMistake::Missing { name, field })
            }
            Wrong::Unknown(known) => {
                let name = key.rsplit('.').next().unwrap_or(&key);
                (notes.skips.insert(key.clone()), ConfigMistake::unknown_key(name, known.iter().copied()))
            }
            Wrong::Other(error) => {
                let new = !notes.holes.contains(&key) && notes.holes.insert(key.clone());
                (new, ConfigMistake::Refused { error })
            }
        };
        if !avoided {
            break;
        }
        let whole = key.is_empty() && matches!(mistake, ConfigMistake::Refused { .. });
        mistakes.push((key, place, mistake));
        if whole {
            break;
        }
    }
    Trial { mistakes, ignored: notes.ignored.into_inner() }
}
