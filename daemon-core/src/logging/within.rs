//! Logs of a system's daemons, by names that are there.

use std::time::Duration;

use tracing::Level;

use super::{LogLevel, LogQuery, Logs};
use crate::system::System;
use crate::unknown::UnknownDaemon;

/// [`Logs`] with the roster of a system beside: a name that is not in it is an error with the nearest one.
#[derive(Clone, Debug)]
pub struct SystemLogs<'a> {
    logs: &'a Logs,
    system: &'a System,
}

impl Logs {
    /// These, for names that were typed by somebody.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # use daemon_core::Logs;
    /// # #[daemon(register = false)]
    /// # struct User;
    /// # #[daemon]
    /// # impl User {}
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result {
    /// let (logs, system) = (Logs::new(), App::empty().with::<User>().start().await?);
    /// let error = logs.within(&system).of("usre").unwrap_err();
    /// assert_eq!(error.to_string(), "there is no daemon `usre`; did you mean `user`?");
    /// # Ok(())
    /// # }
    /// ```
    pub fn within<'a>(&'a self, system: &'a System) -> SystemLogs<'a> {
        SystemLogs { logs: self, system }
    }
}

impl SystemLogs<'_> {
    /// As [`Logs::of`].
    pub fn of(&self, daemon: &str) -> Result<LogQuery, UnknownDaemon> {
        self.known(daemon)?;
        Ok(self.logs.of(daemon))
    }

    /// As [`Logs::of`] and [`LogQuery::and`], of several; of all if there are none.
    pub fn of_each<S: AsRef<str>>(&self, daemons: impl IntoIterator<Item = S>) -> Result<LogQuery, UnknownDaemon> {
        let mut query: Option<LogQuery> = None;
        for daemon in daemons {
            let daemon = daemon.as_ref();
            self.known(daemon)?;
            query = Some(match query {
                Some(query) => query.and(daemon),
                None => self.logs.of(daemon),
            });
        }
        Ok(query.unwrap_or_else(|| self.logs.all()))
    }

    /// As [`Logs::dropped`].
    pub fn dropped(&self, daemon: &str) -> Result<u64, UnknownDaemon> {
        self.known(daemon).map(|()| self.logs.dropped(daemon))
    }

    /// As [`Logs::level`].
    pub fn level(&self, daemon: &str) -> Result<LogLevel, UnknownDaemon> {
        self.known(daemon).map(|()| self.logs.level(daemon))
    }

    /// As [`Logs::set_level`].
    pub fn set_level(&self, daemon: &str, level: Level, time: Option<Duration>) -> Result<(), UnknownDaemon> {
        self.known(daemon).map(|()| self.logs.set_level(daemon, level, time))
    }

    /// As [`Logs::reset_level`].
    pub fn reset_level(&self, daemon: &str) -> Result<(), UnknownDaemon> {
        self.known(daemon).map(|()| self.logs.reset_level(daemon))
    }

    fn known(&self, daemon: &str) -> Result<(), UnknownDaemon> {
        self.system.find(daemon).map(|_| ())
    }
}
