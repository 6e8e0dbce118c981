//! Reading the kinds of values that options have. Texts are read as in attributes; what is in the environment is text.

use std::time::Duration;

use daemon_grammar::exhaustion::{self, Exhaustion};
use daemon_grammar::{duration, nearest, rate, size};

use super::mistake::ConfigMistake;
use super::value::{Node, Table, Value};
use crate::daemon::OnExhausted;
use crate::limits::Rate;

pub(super) type Outcome<T = ()> = Result<T, ConfigMistake>;

const A_DURATION: &str = "a duration in quotes, such as \"5s\"";

fn wrong_type(node: &Node, expected: &str) -> ConfigMistake {
    ConfigMistake::WrongType { found: node.value.kind().to_owned(), expected: expected.to_owned() }
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// Text, such as `expected` says.
pub(super) fn text<'a>(node: &'a Node, expected: &str) -> Outcome<&'a str> {
    match &node.value {
        Value::Text(text) if text.trim().is_empty() => {
            Err(ConfigMistake::bad(quoted(text), "there is nothing in it", format!("write {expected}")))
        }
        Value::Text(text) => Ok(text),
        _ => Err(wrong_type(node, expected)),
    }
}

/// A duration, zero included.
pub(super) fn time(node: &Node) -> Outcome<Duration> {
    if let Some(duration) = of_code(node) {
        return Ok(duration);
    }
    let text = match &node.value {
        Value::Text(text) => text,
        Value::Integer(number) if *number >= 0 => {
            let help = format!("write \"{number}s\" for seconds or \"{number}ms\" for milliseconds");
            return Err(ConfigMistake::bad(number, "a number without a unit", help));
        }
        _ => return Err(wrong_type(node, A_DURATION)),
    };
    duration::parse(text).map_err(|error| ConfigMistake::bad(quoted(text), error.to_string(), error.help()))
}

/// A [`Duration`] that a program gave, which serde takes apart.
fn of_code(node: &Node) -> Option<Duration> {
    let Value::Table(table) = &node.value else { return None };
    if !is_time_of_code(table) {
        return None;
    }
    let part = |key: &str| match table.get(key)?.value {
        Value::Integer(number) => Some(number),
        _ => None,
    };
    Some(Duration::new(part("secs")?.try_into().ok()?, part("nanos")?.try_into().ok()?))
}

/// Whether `table` is a [`Duration`] taken apart.
pub(super) fn is_time_of_code(table: &Table) -> bool {
    table.len() == 2 && table.contains_key("secs") && table.contains_key("nanos")
}

/// A duration longer than zero.
pub(super) fn span(node: &Node) -> Outcome<Duration> {
    let time = time(node)?;
    if time.is_zero() {
        return Err(ConfigMistake::bad("zero", "it must be longer", "write how long, such as \"5s\""));
    }
    Ok(time)
}

/// A duration longer than zero, or `off`.
pub(super) fn span_or_off(node: &Node) -> Outcome<Option<Duration>> {
    if is_off(node) { Ok(None) } else { span(node).map(Some) }
}

/// A rate, or `off`.
pub(super) fn rate_or_off(node: &Node) -> Outcome<Option<Rate>> {
    if is_off(node) {
        return Ok(None);
    }
    let text = text(node, "a rate in quotes, such as \"100/1m\"")?;
    let rate = rate::parse(text).map_err(|error| ConfigMistake::bad(quoted(text), error.to_string(), error.help()))?;
    Ok(Some(rate.into()))
}

/// A whole number, at least one.
pub(super) fn count(node: &Node) -> Outcome<u32> {
    const EXPECTED: &str = "a whole number, such as 16";
    let number = match &node.value {
        Value::Integer(number) => *number,
        Value::Text(text) if node.place.is_environment() => {
            text.trim().parse().map_err(|_| ConfigMistake::bad(quoted(text), "not a whole number", "write 16, say"))?
        }
        _ => return Err(wrong_type(node, EXPECTED)),
    };
    let counted = u32::try_from(number).ok().filter(|count| *count > 0);
    counted.ok_or_else(|| {
        ConfigMistake::bad(number, format!("it must be from 1 to {}", u32::MAX), "write a number in between")
    })
}

/// A share, from 0.0 to 1.0.
pub(super) fn share(node: &Node) -> Outcome<f64> {
    let number = match &node.value {
        Value::Float(number) => *number,
        #[expect(clippy::cast_precision_loss, reason = "what is too large is refused")]
        Value::Integer(number) => *number as f64,
        Value::Text(text) if node.place.is_environment() => {
            text.trim().parse().map_err(|_| ConfigMistake::bad(quoted(text), "not a number", "write 0.2, say"))?
        }
        _ => return Err(wrong_type(node, "a number from 0.0 to 1.0")),
    };
    if (0.0..=1.0).contains(&number) {
        return Ok(number);
    }
    Err(ConfigMistake::bad(number, "it must be from 0.0 to 1.0", "write 0.2, say"))
}

/// Whether it says that there is none.
fn is_off(node: &Node) -> bool {
    matches!(&node.value, Value::Boolean(false)) || matches!(&node.value, Value::Text(text) if text == "off")
}

/// A share of one core, above 0.0 and up to 1.0, or `off`.
pub(super) fn cpu_share_or_off(node: &Node) -> Outcome<Option<f64>> {
    const RANGE: &str = "it is a share of one core, above 0.0 and up to 1.0";
    if is_off(node) {
        return Ok(None);
    }
    match share(node) {
        Ok(0.0) => Err(ConfigMistake::bad("0.0", RANGE, "write 0.5 for half of a core, or \"off\"")),
        Err(ConfigMistake::BadValue { found, .. }) => {
            Err(ConfigMistake::bad(found, RANGE, "write 0.5 for half of a core; more than one cannot be had"))
        }
        share => share.map(Some),
    }
}

/// A size that is not zero, or `off`.
pub(super) fn size_or_off(node: &Node) -> Outcome<Option<u64>> {
    if is_off(node) {
        return Ok(None);
    }
    let text = text(node, "a size in quotes, such as \"512MiB\"")?;
    match size::parse(text) {
        Ok(0) => Err(ConfigMistake::bad(quoted(text), "it must be more", "write how much, such as \"512MiB\"")),
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => Err(ConfigMistake::bad(quoted(text), error.to_string(), error.help())),
    }
}

/// `true` or `false`.
pub(super) fn boolean(node: &Node) -> Outcome<bool> {
    match &node.value {
        Value::Boolean(boolean) => Ok(*boolean),
        Value::Text(text) if node.place.is_environment() => match text.trim() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(ConfigMistake::bad(quoted(text), "neither `true` nor `false`", "write one of them")),
        },
        _ => Err(wrong_type(node, "`true` or `false`")),
    }
}

/// One of a few words.
pub(super) fn word<T: Copy>(node: &Node, words: &[(&str, T)]) -> Outcome<T> {
    let listed: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    let listed = listed.join(", ");
    let found = text(node, &format!("one of {listed}"))?;
    if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == found) {
        return Ok(*meaning);
    }
    let help = match nearest(found, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {listed}"),
    };
    Err(ConfigMistake::bad(quoted(found), "no such word", help))
}

/// What is shown of one of a few words.
pub(super) fn word_of<T: PartialEq>(meaning: &T, words: &[(&str, T)]) -> String {
    words.iter().find(|(_, known)| known == meaning).map_or_else(String::new, |(word, _)| (*word).to_owned())
}

/// A list of words. In the environment also `one,two`.
pub(super) fn words(node: &Node) -> Outcome<Vec<String>> {
    const EXPECTED: &str = "a list of words, such as [\"full\"]";
    let opened = node.opened();
    match &opened.value {
        Value::List(items) => items.iter().map(|item| text(item, "words in quotes").map(str::to_owned)).collect(),
        Value::Text(text) if node.place.is_environment() => {
            Ok(text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect())
        }
        _ => Err(wrong_type(node, EXPECTED)),
    }
}

/// `fail`, or `retry_every(5m)`.
pub(super) fn exhaustion(node: &Node) -> Outcome<OnExhausted> {
    let text = text(node, "\"fail\" or \"retry_every(5m)\"")?;
    match exhaustion::parse(text) {
        Ok(Exhaustion::Fail) => Ok(OnExhausted::Fail),
        Ok(Exhaustion::RetryEvery(pause)) => Ok(OnExhausted::RetryEvery(pause)),
        Err(error) => Err(ConfigMistake::bad(quoted(text), error.to_string(), error.help())),
    }
}
