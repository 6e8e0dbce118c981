//! Where a configuration comes from, so that it can be read again.

use std::ffi::OsString;
use std::path::PathBuf;

use super::environment;
use super::file;
use super::layers::Layers;
use super::mistake::{ConfigMistake, Mistake};
use super::place::ConfigPlace;
use super::value::{Node, Table};
use crate::daemon::Source;

/// Files, environment and calls.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    files: Vec<PathBuf>,
    /// Instead of the process's own.
    environment: Option<Vec<(OsString, OsString)>>,
    calls: Vec<Call>,
}

/// A call of `App::configure`.
#[derive(Debug)]
struct Call {
    source: Source,
    key: String,
    value: Result<toml::Value, String>,
}

impl Sources {
    /// Adds a file, over those before it.
    pub(crate) fn file(&mut self, path: PathBuf) {
        self.files.push(path);
    }

    /// Takes these variables instead of the process's own.
    pub(crate) fn environment(&mut self, variables: Vec<(OsString, OsString)>) {
        self.environment = Some(variables);
    }

    /// Takes no variables, unless it was given some.
    #[cfg(feature = "testing")]
    pub(crate) fn isolate(&mut self) {
        self.environment.get_or_insert_default();
    }

    /// Adds a call, over those before it.
    pub(crate) fn call(&mut self, source: Source, key: &str, value: impl serde_core::Serialize) {
        let value = toml::Value::try_from(value).map_err(|error| error.to_string());
        self.calls.push(Call { source, key: key.to_owned(), value });
    }

    /// Reads everything, now.
    pub(crate) fn read(&self, mistakes: &mut Vec<Mistake>) -> Layers {
        let mut layers: Vec<Table> = self.files.iter().map(|path| file::read(path, mistakes)).collect();
        layers.push(match &self.environment {
            Some(variables) => environment::read(variables.iter().cloned(), mistakes),
            None => environment::read(std::env::vars_os(), mistakes),
        });
        // Each by itself: a later one may be about a part of an earlier one, or the other way round.
        layers.extend(self.calls.iter().map(|call| call.read(mistakes)));
        Layers::new(layers)
    }
}

impl Call {
    fn read(&self, mistakes: &mut Vec<Mistake>) -> Table {
        let place = ConfigPlace::Code { source: self.source };
        let path: Vec<String> = self.key.split('.').map(str::to_owned).collect();
        let mut table = Table::new();
        let outcome = match &self.value {
            Ok(value) => environment::put(&mut table, &path, Node::in_code(value.clone(), &place)),
            Err(error) => Err(ConfigMistake::Refused { error: format!("cannot be written as TOML: {error}") }),
        };
        if let Err(mistake) = outcome {
            mistakes.push(Mistake { place, key: self.key.clone(), what: mistake });
        }
        table
    }
}
