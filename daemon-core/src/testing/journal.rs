//! Looking at what a daemon has been through.

use std::collections::BTreeSet;
use std::fmt::Write;

use daemon_grammar::nearest;

use super::RunningApp;
use crate::lifecycle::Status;
use crate::lifecycle::journal::{Record, What};

impl RunningApp {
    /// The states that `daemon` has entered so far, in order; it was Stopped before the first.
    ///
    /// # Panics
    ///
    /// If there is no such daemon.
    #[track_caller]
    pub fn transitions(&self, daemon: &str) -> Vec<Status> {
        let records = self.records(daemon);
        let moves = records.iter().filter_map(|record| match record.what {
            What::Moved { to, .. } => Some(to),
            _ => None,
        });
        moves.collect()
    }

    /// Makes sure that the journal of `daemon` is `expected`.
    ///
    /// Of the daemon's moves all are compared: `"running"` is the state that was entered. Of everything else only what is
    /// expected somewhere is looked at, in the words of the journal: `"told to restart"`,
    /// ``"lost 1 of `user_created` that were in hand"``.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use daemon_core::Status;
    /// # use daemon_core::testing::{self, MockDaemon, TestApp};
    /// # testing::run(async {
    /// let app = TestApp::of(App::empty()).mock(&MockDaemon::named("cache")).start().await;
    /// app.stop("cache").await?;
    /// app.wait_for("cache", Status::Stopped).await?;
    /// app.assert_journal("cache", ["starting", "running", "stopping", "stopped"]);
    /// app.assert_journal("cache", ["starting", "running", "told to stop", "stopping", "stopped"]);
    /// app.end().await;
    /// # Ok::<_, BoxError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// If it is not, with both side by side and the whole journal of the daemon. If there is no such daemon or state.
    #[track_caller]
    pub fn assert_journal<'a>(&self, daemon: &str, expected: impl IntoIterator<Item = &'a str>) {
        let records = self.records(daemon);
        let expected: Vec<&str> = expected.into_iter().collect();
        for word in expected.iter().filter(|text| !text.contains(' ')) {
            let states = Status::ALL.map(|status| status.to_string());
            if !states.iter().any(|state| state == word) {
                let meant = nearest(word, states.iter().map(String::as_str)).unwrap_or(&states[0]).to_owned();
                panic!("there is no state `{word}`; did you mean `{meant}`?");
            }
        }
        if let Some(difference) = difference(&records, &expected) {
            panic!("{difference}");
        }
    }

    #[track_caller]
    fn records(&self, daemon: &str) -> Vec<Record> {
        if let Err(unknown) = self.system.status(daemon) {
            panic!("{unknown}");
        }
        self.system.journal().of(daemon)
    }
}

/// How `records` differ from what is expected, in words; none if they do not.
fn difference(records: &[Record], expected: &[&str]) -> Option<String> {
    let wanted: BTreeSet<&str> = expected.iter().copied().collect();
    let found = records.iter().filter_map(|record| match &record.what {
        What::Moved { to, .. } => Some(to.to_string()),
        other => Some(other.to_string()).filter(|text| wanted.contains(text.as_str())),
    });
    let found: Vec<String> = found.collect();
    let rows = found.len().max(expected.len());
    let row = |place: usize| (expected.get(place).copied(), found.get(place).map(String::as_str));
    let first = (0..rows).find(|&place| row(place).0 != row(place).1)?;
    let width = expected.iter().map(|text| text.chars().count()).max().unwrap_or_default().max("expected".len());
    let mut text = format!("the journal is not as expected:\n  {:<width$}   found", "expected");
    for place in 0..rows {
        let (expected, found) = row(place);
        let mark = if place == first { '✖' } else { ' ' };
        let _ = write!(text, "\n{mark} {:<width$}   {}", expected.unwrap_or("–"), found.unwrap_or("–"));
    }
    text.push_str("\nthe whole of it:");
    for record in records {
        let _ = write!(text, "\n  {record}");
    }
    Some(text)
}
