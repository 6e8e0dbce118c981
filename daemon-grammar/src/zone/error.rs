//! What can be wrong with the name of a zone.

use super::names;
use crate::nearest;
use crate::wrong::text_error;

text_error! {
    /// Why a text is not the name of a zone, where in the text, and what to write instead.
    ZoneError
}

impl ZoneError {
    /// That of a name that is not one of a zone.
    #[must_use = "this is the error; nothing is reported"]
    pub fn unknown(name: &str) -> Self {
        let message = match name {
            "" => "there is nothing in it",
            offset if is_offset(offset) => "an offset does not know when clocks are put forward or back",
            _ => "there is no zone of that name",
        };
        Self { message: message.to_owned(), range: 0..name.len(), help: help(name) }
    }
}

/// `+01:00`, `-5`, `GMT+1`
fn is_offset(name: &str) -> bool {
    let offset = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_number = |c: char| c.is_ascii_digit() || c == ':';
    offset.strip_prefix(['+', '-']).is_some_and(|number| !number.is_empty() && number.chars().all(is_number))
}

fn help(name: &str) -> String {
    match meant(name) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => "write a city with its continent, such as \"Europe/Berlin\", or \"UTC\"".to_owned(),
    }
}

/// The zone that somebody probably meant, who may have left the continent out.
fn meant(name: &str) -> Option<&'static str> {
    if name.is_empty() || is_offset(name) {
        return None;
    }
    let name = name.replace(' ', "_");
    let same = names().find(|known| known.eq_ignore_ascii_case(&name));
    let city = || names().find(|known| last(known).eq_ignore_ascii_case(&name) && known.contains('/'));
    // An abbreviation has few letters, and is near to many.
    let near = || if name.len() < 5 { None } else { nearest(&name, names()) };
    let near_city = || {
        let city = nearest(&name, names().filter(|known| known.contains('/')).map(last)).filter(|_| name.len() >= 5)?;
        names().find(|known| last(known) == city)
    };
    same.or_else(city).or_else(near).or_else(near_city)
}

/// `Berlin` of `Europe/Berlin`
fn last(name: &'static str) -> &'static str {
    name.rsplit('/').next().unwrap_or(name)
}
