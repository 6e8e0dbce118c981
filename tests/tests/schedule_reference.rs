//! Schedules against two references that share no code with them: one that goes from minute to minute, and another
//! implementation of cron. p32.
//!
//! The first is what the promise says, word for word, and slow; it is asked about ten years in six zones for expressions with
//! few times, and about the days around every change of the clocks for many. The other is croner, from which we differ, on
//! purpose, where these tests do not go:
//!
//! - a list or range of times, `0,30 8-18 * * *`, is fixed times here, as in Vixie's cron, and a rhythm there;
//! - a step in a day field, `*/2`, counts as `*` here, as in Vixie's cron, and as a restriction there;
//! - we refuse what leads nowhere, `*/90`, `22-6`, `5/15` and dates that no year has, of which it takes some.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use daemon_core::Schedule;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

const ZONES: [&str; 6] =
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "UTC"];

/// 2021-01-01 and 2031-01-01, in minutes since 1970.
const YEARS: [i64; 2] = [1_609_459_200 / 60, 1_924_992_000 / 60];

const DAY: i64 = 24 * 60;

fn at(minute: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(minute * 60).unwrap())
}

fn minute(at: SystemTime) -> i64 {
    let seconds = i64::try_from(at.duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    assert_eq!(seconds % 60, 0);
    seconds / 60
}

/// A zone as a naive person sees it: how far ahead its clocks are, minute for minute.
struct Clocks {
    /// Minutes at which the clocks are put, each with how far they are ahead from then on; the first is the beginning.
    changes: Vec<(i64, i64)>,
}

impl Clocks {
    fn of(zone: &str) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        let ahead = |minute: i64| {
            let seconds = zone.to_offset(Timestamp::from_second(minute * 60).unwrap()).seconds();
            assert_eq!(seconds % 60, 0);
            i64::from(seconds / 60)
        };
        let begin = YEARS[0] - DAY;
        let mut changes = vec![(begin, ahead(begin))];
        // No clock is put twice in twelve hours.
        for half_day in (begin..YEARS[1] + DAY).step_by(720) {
            let last = changes.last().unwrap().1;
            if ahead(half_day + 720) != last {
                let change = (half_day..=half_day + 720).find(|minute| ahead(*minute) != last).unwrap();
                changes.push((change, ahead(change)));
            }
        }
        Self { changes }
    }

    /// The stretches from `from` to `to`: beginning, end, how far ahead, and how far before.
    fn stretches(&self, from: i64, to: i64) -> Vec<[i64; 4]> {
        let ends = self.changes.iter().skip(1).map(|(start, _)| *start).chain([i64::MAX]);
        let mut before = self.changes[0].1;
        let mut stretches = Vec::new();
        for (&(start, ahead), end) in self.changes.iter().zip(ends) {
            let (first, last) = (start.max(from), end.min(to));
            if first < last {
                // A change counts where it is within what was asked for.
                stretches.push([first, last, ahead, if first == start { before } else { ahead }]);
            }
            before = ahead;
        }
        stretches
    }
}

/// A five-field expression of numbers, read without a thought for mistakes.
struct Naive {
    minutes: [bool; 60],
    hours: [bool; 24],
    days: Vec<bool>,
    months: Vec<bool>,
    weekdays: Vec<bool>,
    either_day: bool,
    fixed: bool,
}

fn set(field: &str, least: usize, greatest: usize) -> Vec<bool> {
    let mut set = vec![false; greatest + 1];
    for item in field.split(',') {
        let (range, step) = item.split_once('/').unwrap_or((item, "1"));
        let (start, end) = match range.split_once('-') {
            Some((start, end)) => (start.parse().unwrap(), end.parse().unwrap()),
            None if range == "*" => (least, greatest),
            None => (range.parse().unwrap(), range.parse().unwrap()),
        };
        (start..=end).step_by(step.parse().unwrap()).for_each(|value| set[value] = true);
    }
    set
}

impl Naive {
    fn parse(text: &str) -> Self {
        let fields: Vec<&str> = text.split(' ').collect();
        let [minutes, hours, days, months, weekdays] = fields[..] else { panic!("five fields: {text}") };
        Self {
            minutes: set(minutes, 0, 59).try_into().unwrap(),
            hours: set(hours, 0, 23).try_into().unwrap(),
            days: set(days, 1, 31),
            months: set(months, 1, 12),
            weekdays: set(weekdays, 0, 6),
            either_day: !days.starts_with('*') && !weekdays.starts_with('*'),
            fixed: !minutes.contains(['*', '/']) && !hours.contains(['*', '/']),
        }
    }

    /// Whether it is true on a day, counted from 1970.
    fn is_day(&self, day: i64) -> bool {
        let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let index = |number: i8| usize::try_from(number).unwrap();
        let of_month = self.days[index(date.day())];
        let of_week = self.weekdays[index(date.weekday().to_sunday_zero_offset())];
        let is_day = if self.either_day { of_month || of_week } else { of_month && of_week };
        is_day && self.months[index(date.month())]
    }

    /// All times from `from` on and before `to`.
    fn times(&self, clocks: &Clocks, from: i64, to: i64) -> Vec<i64> {
        let mut times = Vec::new();
        let mut day = (i64::MIN, false);
        let mut is_true = |local: i64| {
            let (number, time) = (local.div_euclid(DAY), usize::try_from(local.rem_euclid(DAY)).unwrap());
            if !self.hours[time / 60] || !self.minutes[time % 60] {
                return false;
            }
            if day.0 != number {
                day = (number, self.is_day(number));
            }
            day.1
        };
        for [first, last, ahead, before] in clocks.stretches(from, to) {
            let left_out = first + before..first + ahead;
            let made_up_for = self.fixed && left_out.into_iter().any(&mut is_true);
            for minute in first..last {
                let local = minute + ahead;
                // Before they were put back, the clocks have shown everything up to this.
                let again = self.fixed && local < first + before;
                if (is_true(local) && !again) || (minute == first && made_up_for) {
                    times.push(minute);
                }
            }
        }
        times
    }
}

#[track_caller]
fn compare(expression: &str, zone: &str, clocks: &Clocks, from: i64, to: i64) -> usize {
    let expected = Naive::parse(expression).times(clocks, from, to);
    let schedule = Schedule::parse(expression, zone).unwrap();
    let found: Vec<i64> = schedule.after(at(from - 1)).map(minute).take_while(|minute| *minute < to).collect();
    if let Some((found, expected)) = found.iter().zip(&expected).find(|(found, expected)| found != expected) {
        panic!("{schedule}: found {}, not {}", schedule.show(at(*found)), schedule.show(at(*expected)));
    }
    assert_eq!(found.len(), expected.len(), "{schedule} from {}", schedule.show(at(from)));
    assert!(found.is_sorted_by(|a, b| a < b), "{schedule} does not go on");
    found.len()
}

/// The same numbers each time, other ones for each seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A field of `kinds`: `*`, `*/n`, a number, a range with a step, a list, a range.
    fn field(&mut self, least: u64, greatest: u64, kinds: &[u8]) -> String {
        let kind = kinds[usize::try_from(self.below(kinds.len() as u64)).unwrap()];
        let mut number = || least + self.below(greatest - least + 1);
        match kind {
            b'*' => "*".to_owned(),
            b'n' => number().to_string(),
            b',' => format!("{},{}", number(), number()),
            _ => {
                let (a, b) = (number(), number());
                let (start, end) = (a.min(b), a.max(b));
                match kind {
                    b'-' => format!("{start}-{end}"),
                    b'/' if end > start => format!("{start}-{end}/{}", 1 + self.below(end - start)),
                    _ => format!("*/{}", 1 + self.below(greatest - least)),
                }
            }
        }
    }
}

#[test]
fn p32_ten_years_in_six_zones_minute_by_minute() {
    let expressions =
        ["30 2 * * *", "0 0 * * *", "15,45 1-3 * * 0", "59 23 28-31 * *", "20 */8 13 * 5", "5 */12 * * *"];
    let mut times = 0;
    for zone in ZONES {
        let clocks = Clocks::of(zone);
        for expression in expressions {
            times += compare(expression, zone, &clocks, YEARS[0], YEARS[1]);
        }
    }
    assert!(times > 6 * 3_652 * 3, "{times}");
}

#[test]
fn p32_around_every_change_of_the_clocks_minute_by_minute() {
    let mut random = Random(32);
    for zone in ZONES {
        let clocks = Clocks::of(zone);
        // Kathmandu and UTC have none; some days of theirs will do.
        let changes: Vec<i64> = clocks.changes.iter().skip(1).map(|change| change.0).collect();
        assert!(changes.len() == if zone == "UTC" || zone == "Asia/Kathmandu" { 0 } else { 20 }, "{zone}");
        for change in changes.iter().copied().chain([YEARS[0] + 59 * DAY]) {
            for _ in 0..20 {
                let (minutes, hours) = (random.field(0, 59, b"*/sn,-n"), random.field(0, 5, b"*/sn,-n"));
                let (day, weekday) = (random.field(1, 31, b"***s/"), random.field(0, 6, b"***s-"));
                let expression = format!("{minutes} {hours} {day} * {weekday}");
                compare(&expression, zone, &clocks, change - DAY, change + DAY);
            }
        }
    }
}

#[test]
fn p32_another_implementation_of_cron_agrees() {
    let mut random = Random(23);
    let mut compared = 0;
    for round in 0..300 {
        let zone = ZONES[round % ZONES.len()];
        let time = if random.below(2) == 0 { b"n".as_slice() } else { b"*s".as_slice() };
        let [minutes, hours] = [(0, 59), (0, 23)].map(|(least, greatest)| random.field(least, greatest, time));
        let (day, month) = (random.field(1, 28, b"**n,-"), random.field(1, 12, b"**n,-s"));
        let weekday = random.field(0, 6, b"**n,-");
        let expression = format!("{minutes} {hours} {day} {month} {weekday}");
        let ours = Schedule::parse(&expression, zone).unwrap();
        let theirs = croner::Cron::from_str(&expression).unwrap();
        let start = YEARS[0] + i64::try_from(random.below(3_000)).unwrap() * DAY;
        let from = Timestamp::from_second(start * 60).unwrap().to_zoned(TimeZone::get(zone).unwrap());
        let mut last: Zoned = from;
        for found in ours.after(at(start)).take(40) {
            let expected = theirs.find_next_occurrence(&last, false).unwrap();
            assert_eq!(ours.show(found), expected.to_string(), "{ours} after {last}");
            last = expected;
            compared += 1;
        }
    }
    assert!(compared > 300 * 30, "{compared}");
}
