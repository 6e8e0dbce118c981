//! When a cron expression is true, by the clock and the calendar of one place, as if that clock were never touched.
//!
//! A local moment is a number of seconds: those since 1970 that the place's clock would have counted.

#[cfg(test)]
mod tests;

use daemon_grammar::cron::Cron;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The day after the last, that of the year 9999.
const END: i64 = 2_932_897;

/// The first moment at which `cron` is true, not before `from`; none before the year 10000.
pub(super) fn first_from(cron: &Cron, from: i64) -> Option<i64> {
    let mut day = from.div_euclid(DAY);
    let mut time = from.rem_euclid(DAY);
    let mut date = Date::of(day);
    while day < END {
        if !cron.months().contains(date.month) {
            day += i64::from(date.days_left());
        } else if let Some(time) = date.is_in(cron).then(|| time_from(cron, time)).flatten() {
            return Some(day * DAY + time);
        } else {
            day += 1;
        }
        time = 0;
        date = Date::of(day);
    }
    None
}

/// At how many moments it is true from `from` on and before `end`.
pub(super) fn count(cron: &Cron, from: i64, end: i64) -> u64 {
    if end <= from {
        return 0;
    }
    let (first, last) = (from.div_euclid(DAY), end.div_euclid(DAY));
    let days = (first..=last).filter(|&day| Date::of(day).is_in(cron));
    let times = days.map(|day| {
        let before = |moment: i64| times_below(cron, (moment - day * DAY).clamp(0, DAY));
        before(end) - before(from)
    });
    times.sum()
}

/// The first time of a day at which it is true, in seconds, not before `time`.
fn time_from(cron: &Cron, time: i64) -> Option<i64> {
    let (hours, minutes, seconds) = (cron.hours(), cron.minutes(), cron.seconds());
    let [hour, minute, second] = clock(time);
    let (first_minute, first_second) = (minutes.first_from(0)?, seconds.first_from(0)?);
    let in_this_minute = || seconds.first_from(second).map(|second| [hour, minute, second]);
    let in_this_hour = || minutes.first_from(minute + 1).map(|minute| [hour, minute, first_second]);
    let in_this_day = || hours.first_from(hour + 1).map(|hour| [hour, first_minute, first_second]);
    let this_hour = hours.contains(hour);
    let this_minute = this_hour && minutes.contains(minute);
    let found = this_minute.then(in_this_minute).flatten();
    let found = found.or_else(|| this_hour.then(in_this_hour).flatten()).or_else(in_this_day);
    found.map(|[hour, minute, second]| i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second))
}

/// At how many times of a day before `time` it is true.
fn times_below(cron: &Cron, time: i64) -> u64 {
    let [hour, minute, second] = clock(time);
    let (hours, minutes, seconds) = (cron.hours(), cron.minutes(), cron.seconds());
    let in_an_hour = minutes.len() * seconds.len();
    let in_this_minute = u32::from(minutes.contains(minute)) * seconds.count_below(second);
    let in_this_hour = minutes.count_below(minute) * seconds.len() + in_this_minute;
    u64::from(hours.count_below(hour) * in_an_hour + u32::from(hours.contains(hour)) * in_this_hour)
}

/// Hour, minute and second; the end of a day is at 24.
fn clock(time: i64) -> [u8; 3] {
    [time / 3_600, time / 60 % 60, time % 60].map(|part| u8::try_from(part).unwrap_or(u8::MAX))
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Date {
    year: i64,
    month: u8,
    day: u8,
    /// From Sunday, which is 0.
    weekday: u8,
}

impl Date {
    /// So many days after the first of January 1970. Counted in years that begin in March, so that a leap day is the last
    /// of its year, and in eras of 400 years, which are all equally long.
    fn of(day: i64) -> Self {
        const ERA: i64 = 146_097;
        let since_march = day + 719_468;
        let (era, of_era) = (since_march.div_euclid(ERA), since_march.rem_euclid(ERA));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let of_month = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
        Self {
            year: year + era * 400 + i64::from(month <= 2),
            month: small(month),
            day: small(of_month),
            weekday: small((day + 4).rem_euclid(7)),
        }
    }

    fn is_in(self, cron: &Cron) -> bool {
        cron.is_day(self.day, self.month, self.weekday)
    }

    /// How many days of the month are left, this one included.
    fn days_left(self) -> u8 {
        let is_leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.month {
            2 => 28 + u8::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        days - self.day + 1
    }
}
