//! Files of TOML.

use std::path::Path;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::mistake::{ConfigMistake, Mistake};
use super::place::ConfigPlace;
use super::value::{Node, Table, Value};

/// Reads a file. One that cannot be read, or is not TOML, is a mistake and counts as empty.
pub(super) fn read(path: &Path, mistakes: &mut Vec<Mistake>) -> Table {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&path.to_string_lossy(), &text, mistakes),
        Err(error) => {
            let path: Arc<str> = path.to_string_lossy().into();
            let mistake = ConfigMistake::Unreadable { error: error.to_string() };
            mistakes.push(Mistake {
                key: path.to_string(),
                place: ConfigPlace::File { path, line: None },
                what: mistake,
            });
            Table::new()
        }
    }
}

/// The tables of `text`, which is that of the file at `path`.
pub(super) fn parse(path: &str, text: &str, mistakes: &mut Vec<Mistake>) -> Table {
    let lines = Lines::of(text);
    let path: Arc<str> = path.into();
    let mut place = |byte| ConfigPlace::File { path: Arc::clone(&path), line: Some(lines.number(byte)) };
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let span = table.span();
        let document = toml::Spanned::new(span, DeValue::Table(table.into_inner()));
        return match Node::of(&document, &mut place).value {
            Value::Table(table) => table,
            _ => Table::new(),
        };
    }
    // What was made of the rest is guessed, and mistakes in it would be the parser's.
    mistakes.extend(errors.into_iter().map(|error| Mistake {
        place: place(error.span().map_or(0, |span| span.start)),
        key: path.to_string(),
        what: ConfigMistake::Syntax { error: error.message().to_owned() },
    }));
    Table::new()
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(breaks.map(|(at, _)| at + 1).collect())
    }

    /// The line of the byte at `at`, from 1.
    fn number(&self, at: usize) -> usize {
        self.0.partition_point(|begin| *begin <= at) + 1
    }
}
