//! The environment: `DAEMON__USER__TIMERS__USER_MONITORING=1s` is `user-monitoring = "1s"` in `[daemon.user.timers]`.

use std::ffi::OsString;

use super::mistake::{ConfigMistake, Mistake};
use super::place::ConfigPlace;
use super::value::{Node, Table, Value};

const PREFIXES: [&str; 2] = ["APP__", "DAEMON__"];

/// Reads what is ours of `variables`.
pub(super) fn read(variables: impl Iterator<Item = (OsString, OsString)>, mistakes: &mut Vec<Mistake>) -> Table {
    let ours = variables.filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        PREFIXES.iter().any(|prefix| name.starts_with(prefix)).then_some((name, value))
    });
    let mut ours: Vec<(String, OsString)> = ours.collect();
    ours.sort_unstable();
    let mut table = Table::new();
    for (name, value) in ours {
        let place = ConfigPlace::Environment { variable: name.as_str().into() };
        let path: Vec<String> = name.split("__").map(str::to_lowercase).collect();
        let outcome = match value.into_string() {
            Ok(text) => put(&mut table, &path, Node::new(&place, Value::Text(text))),
            Err(_) => Err(ConfigMistake::bad("no text", "it is not in UTF-8", "write it anew")),
        };
        if let Err(mistake) = outcome {
            mistakes.push(Mistake { place, key: path.join("."), what: mistake });
        }
    }
    table
}

/// Puts `node` where `path` leads, through tables that are made on the way.
pub(super) fn put(table: &mut Table, path: &[String], node: Node) -> Result<(), ConfigMistake> {
    let [key, rest @ ..] = path else { return Ok(()) };
    if key.is_empty() {
        let help = "write the name of what it is for";
        return Err(ConfigMistake::bad("without a name in one place", "nothing is called so", help));
    }
    if rest.is_empty() {
        table.insert(key.clone(), node);
        return Ok(());
    }
    let place = node.place.clone();
    let inner = table.entry(key.clone()).or_insert_with(|| Node::new(&place, Value::Table(Table::new())));
    match &mut inner.value {
        Value::Table(inner) => put(inner, rest, node),
        // Variables come in order, so that the whole comes before its parts.
        other => {
            let found = format!("a part of `{key}`, and that is {other} already");
            Err(ConfigMistake::bad(found, "both cannot be", "take one of the two out"))
        }
    }
}
