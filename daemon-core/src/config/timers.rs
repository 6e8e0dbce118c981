//! `[daemon.<name>.timers]`: a timer by its name, as one text or as a table of what its attribute takes.

use std::time::Duration;

use super::mistake::{ConfigMistake, Mistake};
use super::read::{self, Outcome};
use super::settings::Timing;
use super::value::{Node, Value};
use crate::health::HealthTerms;
use crate::timer::{Interval, Missed, Period};
#[cfg(feature = "schedule")]
use crate::timer::{MissedTime, Schedule};

const MISSED: [(&str, Missed); 3] = [("skip", Missed::Skip), ("burst", Missed::Burst), ("delay", Missed::Delay)];

#[cfg(feature = "schedule")]
const MISSED_TIMES: [(&str, MissedTime); 2] = [("once", MissedTime::Once), ("skip", MissedTime::Skip)];

/// An option of an interval.
struct IntervalOption {
    name: &'static str,
    read: fn(&Node, &mut Interval) -> Outcome,
}

const EVERY: [IntervalOption; 5] = [
    IntervalOption {
        name: "after_error",
        read: |node, interval| {
            interval.after_error = read::span_or_off(node)?;
            Ok(())
        },
    },
    IntervalOption {
        name: "every",
        read: |node, interval| {
            interval.period = Period::Fixed(read::span(node)?);
            Ok(())
        },
    },
    IntervalOption {
        name: "immediate",
        read: |node, interval| {
            interval.immediate = read::boolean(node)?;
            Ok(())
        },
    },
    IntervalOption {
        name: "jitter",
        read: |node, interval| {
            interval.jitter = read::time(node)?;
            Ok(())
        },
    },
    IntervalOption {
        name: "missed",
        read: |node, interval| {
            interval.missed = read::word(node, &MISSED)?;
            Ok(())
        },
    },
];

/// What may be said of such a timer, by an attribute's name or an option's.
pub(super) fn words(timing: &Timing) -> &'static [&'static str] {
    match timing {
        Timing::Every(_) => &["interval", "every", "immediate", "jitter", "missed", "after_error"],
        Timing::After(_) => &["defer"],
        Timing::Check(_) => &["health", "every"],
        #[cfg(feature = "schedule")]
        Timing::At(..) => &["schedule", "tz", "missed"],
    }
}

/// What `node`, whose key is `path`, makes of a timer that was `before`.
pub(super) fn read(node: &Node, before: &Timing, path: &str, mistakes: &mut Vec<Mistake>) -> Timing {
    match before {
        Timing::Every(interval) => Timing::Every(every(node, *interval, path, mistakes)),
        Timing::After(delay) => Timing::After(after(node, *delay, path, mistakes)),
        Timing::Check(terms) => Timing::Check(check(node, *terms, path, mistakes)),
        #[cfg(feature = "schedule")]
        Timing::At(schedule, missed) => at(node, schedule, *missed, path, mistakes),
    }
}

fn every(node: &Node, mut interval: Interval, path: &str, mistakes: &mut Vec<Mistake>) -> Interval {
    each(node, "every", path, mistakes, &mut |key, node| {
        let option = EVERY.iter().find(|option| option.name == key);
        let option = option.ok_or_else(|| ConfigMistake::unknown_key(key, EVERY.iter().map(|option| option.name)))?;
        (option.read)(node, &mut interval)
    });
    interval
}

fn after(node: &Node, mut delay: Duration, path: &str, mistakes: &mut Vec<Mistake>) -> Duration {
    each(node, "after", path, mistakes, &mut |key, node| match key {
        "after" => {
            delay = read::time(node)?;
            Ok(())
        }
        _ => Err(ConfigMistake::unknown_key(key, ["after"])),
    });
    delay
}

fn check(node: &Node, mut terms: HealthTerms, path: &str, mistakes: &mut Vec<Mistake>) -> HealthTerms {
    each(node, "every", path, mistakes, &mut |key, node| {
        match key {
            "every" => terms.every = read::span(node)?,
            "timeout" => terms.timeout = read::span(node)?,
            _ => return Err(ConfigMistake::unknown_key(key, ["every", "timeout"])),
        }
        Ok(())
    });
    terms
}

#[cfg(feature = "schedule")]
fn at(node: &Node, schedule: &Schedule, mut missed: MissedTime, path: &str, mistakes: &mut Vec<Mistake>) -> Timing {
    let (mut expression, mut zone) = (schedule.expression().to_owned(), schedule.zone().to_owned());
    each(node, "schedule", path, mistakes, &mut |key, node| {
        match key {
            "missed" => missed = read::word(node, &MISSED_TIMES)?,
            // Each by itself, so that what is wrong is told where it is.
            "schedule" => expression = parsed(read::text(node, "a cron expression, such as \"0 2 * * *\"")?, "UTC")?.0,
            "tz" => zone = parsed(&expression, read::text(node, "a time zone, such as \"Europe/Berlin\"")?)?.1,
            _ => return Err(ConfigMistake::unknown_key(key, ["missed", "schedule", "tz"])),
        }
        Ok(())
    });
    Timing::At(Schedule::parse(&expression, &zone).unwrap_or_else(|_| schedule.clone()), missed)
}

/// The two texts, if they are a schedule.
#[cfg(feature = "schedule")]
fn parsed(expression: &str, zone: &str) -> Outcome<(String, String)> {
    match Schedule::parse(expression, zone) {
        Ok(_) => Ok((expression.to_owned(), zone.to_owned())),
        Err(error) => {
            let wrong = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Err(ConfigMistake::bad(format!("{:?}", error.text()), wrong, error.help()))
        }
    }
}

/// Reads each entry of `node` if it is a table, and otherwise all of it as what `alone` is.
fn each(
    node: &Node,
    alone: &str,
    path: &str,
    mistakes: &mut Vec<Mistake>,
    read: &mut dyn FnMut(&str, &Node) -> Outcome,
) {
    let mut tell = |node: &Node, key: String, outcome: Outcome| {
        let place = node.place.clone();
        mistakes.extend(outcome.err().map(|mistake| Mistake { place, key, what: mistake }));
    };
    match &node.opened().value {
        Value::Table(options) if !read::is_time_of_code(options) => {
            for (key, node) in options {
                tell(node, format!("{path}.{key}"), read(key, node));
            }
        }
        _ => tell(node, path.to_owned(), read(alone, node)),
    }
}

/// What does not go together in a timer that is configured.
pub(super) fn wrong(timing: &Timing) -> Option<ConfigMistake> {
    let Timing::Every(interval @ Interval { period: Period::Fixed(period), .. }) = timing else { return None };
    let jitter = daemon_grammar::duration::display(interval.jitter);
    (interval.jitter >= *period).then(|| {
        let period = daemon_grammar::duration::display(*period);
        let wrong = format!("its jitter is {jitter}, which is not below the period");
        ConfigMistake::bad(format!("every {period}"), wrong, "raise `every`, or lower `jitter`")
    })
}

/// When a timer fires, as it would be written.
pub(super) fn show(timing: &Timing) -> String {
    let shown = |time: Duration| daemon_grammar::duration::display(time).to_string();
    let interval = match timing {
        Timing::Every(interval) => interval,
        Timing::After(delay) => return format!("after {}", shown(*delay)),
        Timing::Check(terms) => return format!("every {}, timeout = {}", shown(terms.every), shown(terms.timeout)),
        #[cfg(feature = "schedule")]
        Timing::At(schedule, missed) => {
            let missed = if *missed == MissedTime::Once { "" } else { ", missed = skip" };
            return format!("{} {}{missed}", schedule.expression(), schedule.zone());
        }
    };
    let Interval { period, missed, jitter, immediate, after_error, .. } = interval;
    let every = match period {
        Period::Fixed(period) => format!("every {}", shown(*period)),
        Period::Computed(_) => "as computed".to_owned(),
    };
    let missed = (*missed != Missed::Skip).then(|| format!("missed = {}", read::word_of(missed, &MISSED)));
    let jitter = (!jitter.is_zero()).then(|| format!("jitter = {}", shown(*jitter)));
    let immediate = immediate.then(|| "immediate".to_owned());
    let after_error = after_error.map(|pause| format!("after_error = {}", shown(pause)));
    let options = [missed, jitter, immediate, after_error];
    [every].into_iter().chain(options.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}
