//! Which records to read.

use rusqlite::ToSql;

use super::row;

/// Which records to read; all of them, unless narrowed down.
///
/// ```no_run
/// # use daemon_core::{JournalReader, Select};
/// # fn main() -> Result<(), daemon_core::JournalFileError> {
/// let reader = JournalReader::open("journal.db")?;
/// for record in reader.records(&Select::new().daemon("cache").newest(20))? {
///     println!("{record}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "it reads nothing by itself"]
pub struct Select {
    run: Option<u64>,
    after: Option<u64>,
    daemon: Option<String>,
    newest: Option<u64>,
}

impl Select {
    /// All records of all runs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Of the run with this [`id`](super::StoredRun::id) alone.
    pub fn run(self, id: u64) -> Self {
        Self { run: Some(id), ..self }
    }

    /// With higher numbers than this alone. Each run numbers its own, so that this goes with [`run`](Self::run).
    pub fn after(self, number: u64) -> Self {
        Self { after: Some(number), ..self }
    }

    /// About this daemon alone.
    pub fn daemon(self, name: impl Into<String>) -> Self {
        Self { daemon: Some(name.into()), ..self }
    }

    /// Of these the last `count`.
    pub fn newest(self, count: u64) -> Self {
        Self { newest: Some(count), ..self }
    }

    /// The query, newest first, and its parameters.
    pub(super) fn query(&self) -> (String, Vec<Box<dyn ToSql>>) {
        let mut conditions = Vec::new();
        let mut parameters: Vec<Box<dyn ToSql>> = Vec::new();
        let mut only = |condition: &str, parameter: Box<dyn ToSql>| {
            conditions.push(condition.to_owned());
            parameters.push(parameter);
        };
        if let Some(run) = self.run {
            only("run = ?", Box::new(row::integer(run)));
        }
        if let Some(number) = self.after {
            only("number > ?", Box::new(row::integer(number)));
        }
        if let Some(name) = &self.daemon {
            only("daemon = ?", Box::new(name.clone()));
        }
        let conditions = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
        // With one run, by what the index has; else by the order in which they were written.
        let order = if self.run.is_some() { "number" } else { "id" };
        let limit = self.newest.map_or(-1, row::integer);
        (format!("SELECT * FROM record WHERE {conditions} ORDER BY {order} DESC LIMIT {limit}"), parameters)
    }
}
