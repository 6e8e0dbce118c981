//! Dates that no year has.

use super::Cron;

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Months that have none of the days that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Never {
    months: Vec<u8>,
    /// The first of the days.
    day: u8,
}

/// Why there is no such day, if there is none. Where a weekday is enough by itself there always is one, and every date that
/// a year has is on each of the weekdays once in a while.
pub(super) fn why_never(cron: &Cron) -> Option<Never> {
    if !cron.weekday.starred {
        return None;
    }
    let day = cron.day.values.first_from(1)?;
    let months: Vec<u8> = cron.month.values.iter().collect();
    months.iter().all(|&month| last_day(month) < day).then_some(Never { months, day })
}

/// The last day that the month ever has.
fn last_day(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn name(month: u8) -> &'static str {
    NAMES[usize::from(month) - 1]
}

impl Never {
    /// `February has no day 30`
    pub(super) fn message(&self) -> String {
        match &self.months[..] {
            [only] => format!("{} has no day {}", name(*only), self.day),
            [first, second] => format!("{} and {} have no day {}", name(*first), name(*second), self.day),
            months => format!("none of these {} months has a day {}", months.len(), self.day),
        }
    }

    /// What the last day is.
    pub(super) fn help(&self) -> String {
        let longest = self.months.iter().copied().max_by_key(|month| last_day(*month)).unwrap_or(2);
        match last_day(longest) {
            29 => "February ends with day 28, in leap years with day 29".to_owned(),
            last => format!("the last day of {} is {last}", name(longest)),
        }
    }
}
