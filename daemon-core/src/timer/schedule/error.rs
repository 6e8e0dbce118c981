//! What can be wrong with a schedule.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use daemon_grammar::cron::CronError;
use daemon_grammar::zone::ZoneError;

/// Why two texts are not a schedule: which of them is wrong, where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleError {
    text: String,
    wrong: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    Expression(CronError),
    Zone(ZoneError),
}

impl ScheduleError {
    pub(super) fn of_expression(text: &str, error: CronError) -> Self {
        Self { text: text.to_owned(), wrong: Wrong::Expression(error) }
    }

    pub(super) fn of_zone(text: &str, error: ZoneError) -> Self {
        Self { text: text.to_owned(), wrong: Wrong::Zone(error) }
    }

    /// The text that is wrong: the expression, or the zone.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of [`text`](Self::text) that are wrong; empty if something is missing there.
    pub fn range(&self) -> Range<usize> {
        match &self.wrong {
            Wrong::Expression(error) => error.range(),
            Wrong::Zone(error) => error.range(),
        }
    }

    /// What to write instead.
    pub fn help(&self) -> &str {
        match &self.wrong {
            Wrong::Expression(error) => error.help(),
            Wrong::Zone(error) => error.help(),
        }
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, wrong } = self;
        match wrong {
            Wrong::Expression(error) => write!(f, "`{text}` is not a schedule: {error}; {}", error.help()),
            Wrong::Zone(error) => write!(f, "`{text}` is not a time zone: {error}; {}", error.help()),
        }
    }
}

impl Error for ScheduleError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(match &self.wrong {
            Wrong::Expression(error) => error,
            Wrong::Zone(error) => error,
        })
    }
}
