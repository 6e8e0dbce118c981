//! A record as a row, and back.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rusqlite::{Row as SqlRow, Statement, named_params};

use super::words;
use crate::lifecycle::journal::{Actor, Cause, Command, Record, Retry, Run, What};

/// Writes the row, unless the record is there already: an attempt that failed may have come further than it knew.
pub(super) const INSERT: &str = "
    INSERT INTO record (run, number, wall, monotonic, daemon, generation, what, text, actor, actor_name, actor_why,
        cause, cause_kind, cause_handler, cause_place, status_from, status_to, waiting_for, attempt, attempts, duration,
        handler, place, amount, flag, process, since)
    VALUES (:run, :number, :wall, :monotonic, :daemon, :generation, :what, :text, :actor, :actor_name, :actor_why,
        :cause, :cause_kind, :cause_handler, :cause_place, :status_from, :status_to, :waiting_for, :attempt, :attempts,
        :duration, :handler, :place, :amount, :flag, :process, :since)
    ON CONFLICT (run, number) DO NOTHING";

/// What of a record depends on what happened.
#[derive(Default)]
struct Detail {
    what: &'static str,
    status_from: Option<String>,
    status_to: Option<String>,
    waiting_for: Option<String>,
    attempt: Option<u32>,
    attempts: Option<u32>,
    duration: Option<i64>,
    handler: Option<Arc<str>>,
    place: Option<Arc<str>>,
    amount: Option<i64>,
    flag: Option<bool>,
    process: Option<u32>,
    since: Option<i64>,
}

impl Detail {
    fn of(what: &What) -> Self {
        let kind = |what| Self { what, ..Self::default() };
        let handler = |what, handler: &Arc<str>| Self { handler: Some(Arc::clone(handler)), ..kind(what) };
        match what {
            What::Began { daemons } => Self { amount: Some(integer(*daemons)), ..kind("began") },
            What::LastRunUnclean { process, began } => {
                Self { process: Some(*process), since: Some(since_1970(*began)), ..kind("last run unclean") }
            }
            What::ShuttingDown => kind("shutting down"),
            What::Ended { clean } => Self { flag: Some(*clean), ..kind("ended") },
            What::Moved { from, to, retry, waiting_for } => Self {
                status_from: Some(from.to_string()),
                status_to: Some(to.to_string()),
                waiting_for: (!waiting_for.is_empty()).then(|| waiting_for.join("\n")),
                attempt: retry.map(|retry| retry.attempt),
                attempts: retry.map(|retry| retry.of),
                duration: retry.map(|retry| nanoseconds(retry.delay)),
                ..kind("moved")
            },
            What::Commanded(Command::Start) => kind("told to start"),
            What::Commanded(Command::Stop) => kind("told to stop"),
            What::Commanded(Command::Restart) => kind("told to restart"),
            What::Commanded(Command::Retry) => kind("told to retry"),
            What::Commanded(Command::Reset) => kind("told to reset"),
            What::Lost { handler: whose, count, in_hand } => {
                Self { amount: Some(integer(*count)), flag: Some(*in_hand), ..handler("lost", whose) }
            }
            What::ErrorsBegan { handler: whose } => handler("errors began", whose),
            What::ErrorsEnded { handler: whose, count } => {
                Self { amount: Some(integer(*count)), ..handler("errors ended", whose) }
            }
            What::Stalled { handler: whose, place, age } => {
                Self { place: Some(Arc::clone(place)), duration: Some(nanoseconds(*age)), ..handler("stalled", whose) }
            }
            What::Blocking { handler: whose, place, age } => {
                Self { place: Some(Arc::clone(place)), duration: Some(nanoseconds(*age)), ..handler("blocking", whose) }
            }
            What::RestartsOften { in_last_hour } => {
                Self { amount: Some(integer(*in_last_hour)), ..kind("restarts often") }
            }
            What::Configured { key, from, to } => {
                let text = |text: &Option<Arc<str>>| text.as_ref().map(ToString::to_string);
                Self { status_from: text(from), status_to: text(to), ..handler("configured", key) }
            }
            What::HealthChanged { from, to } => {
                Self { status_from: Some(from.to_string()), status_to: Some(to.to_string()), ..kind("health changed") }
            }
            What::Other(_) => kind("other"),
        }
    }
}

/// Inserts `record` of `run` with the statement that [`INSERT`] is.
pub(super) fn insert(statement: &mut Statement<'_>, run: i64, record: &Record) -> rusqlite::Result<()> {
    let Record { number, wall, monotonic, node: _, process: _, daemon, generation, what, cause, actor } = record;
    let detail = Detail::of(what);
    let (actor, actor_name, actor_why) = match actor {
        Actor::Supervisor => ("supervisor", None, None),
        Actor::Cascade(culprit) => ("cascade", Some(culprit), None),
        Actor::Program => ("program", None, None),
        Actor::Daemon(name) => ("daemon", Some(name), None),
        Actor::Operator { who, why } => ("operator", Some(who), why.as_ref()),
        Actor::Other(words) => ("other", Some(words), None),
    };
    statement.execute(named_params! {
        ":run": run,
        ":number": integer(*number),
        ":wall": since_1970(*wall),
        ":monotonic": nanoseconds(*monotonic),
        ":daemon": daemon,
        ":generation": integer(*generation),
        ":what": detail.what,
        ":text": what.to_string(),
        ":actor": actor,
        ":actor_name": actor_name,
        ":actor_why": actor_why,
        ":cause": cause.as_ref().map(|cause| &cause.message),
        ":cause_kind": cause.as_ref().map(|cause| words::of_failure(cause.kind)),
        ":cause_handler": cause.as_ref().and_then(|cause| cause.handler.as_ref()),
        ":cause_place": cause.as_ref().and_then(|cause| cause.place.as_ref()),
        ":status_from": detail.status_from,
        ":status_to": detail.status_to,
        ":waiting_for": detail.waiting_for,
        ":attempt": detail.attempt,
        ":attempts": detail.attempts,
        ":duration": detail.duration,
        ":handler": detail.handler,
        ":place": detail.place,
        ":amount": detail.amount,
        ":flag": detail.flag,
        ":process": detail.process,
        ":since": detail.since,
    })?;
    Ok(())
}

/// The record that is in `row`, of `run`. What a newer version has written comes in its own words.
pub(super) fn read(row: &SqlRow<'_>, run: &Run) -> rusqlite::Result<Record> {
    let what = match known(row)? {
        Some(what) => what,
        None => What::Other(row.get("text")?),
    };
    Ok(Record {
        number: natural(row.get("number")?),
        wall: at(row.get("wall")?),
        monotonic: duration(row.get("monotonic")?),
        node: Arc::clone(&run.node),
        process: run.process,
        daemon: row.get("daemon")?,
        generation: natural(row.get("generation")?),
        what,
        cause: cause(row)?,
        actor: actor(row)?,
    })
}

fn known(row: &SqlRow<'_>) -> rusqlite::Result<Option<What>> {
    let kind: String = row.get("what")?;
    let handler: Option<Arc<str>> = row.get("handler")?;
    let place: Option<Arc<str>> = row.get("place")?;
    let age: Option<Duration> = row.get::<_, Option<i64>>("duration")?.map(duration);
    let amount: Option<u64> = row.get::<_, Option<i64>>("amount")?.map(natural);
    let number = amount.and_then(|amount| usize::try_from(amount).ok());
    let flag: Option<bool> = row.get("flag")?;
    // A part that is missing makes the whole unknown.
    let what = || match kind.as_str() {
        "began" => Some(What::Began { daemons: number? }),
        "shutting down" => Some(What::ShuttingDown),
        "ended" => Some(What::Ended { clean: flag? }),
        "lost" => Some(What::Lost { handler: handler?, count: amount?, in_hand: flag? }),
        "errors began" => Some(What::ErrorsBegan { handler: handler? }),
        "errors ended" => Some(What::ErrorsEnded { handler: handler?, count: amount? }),
        "stalled" => Some(What::Stalled { handler: handler?, place: place?, age: age? }),
        "blocking" => Some(What::Blocking { handler: handler?, place: place?, age: age? }),
        "restarts often" => Some(What::RestartsOften { in_last_hour: number? }),
        other => Some(What::Commanded(words::command(other.strip_prefix("told to ")?)?)),
    };
    match kind.as_str() {
        "moved" => moved(row),
        "configured" => {
            let (from, to) = (row.get("status_from")?, row.get("status_to")?);
            Ok(row.get::<_, Option<_>>("handler")?.map(|key| What::Configured { key, from, to }))
        }
        "health changed" => health_changed(row),
        "last run unclean" => {
            let (process, began) = (row.get::<_, Option<u32>>("process")?, row.get::<_, Option<i64>>("since")?);
            Ok(process.zip(began).map(|(process, began)| What::LastRunUnclean { process, began: at(began) }))
        }
        _ => Ok(what()),
    }
}

fn moved(row: &SqlRow<'_>) -> rusqlite::Result<Option<What>> {
    let status = |column| row.get::<_, Option<String>>(column).map(|word| word.and_then(|word| words::status(&word)));
    let (Some(from), Some(to)) = (status("status_from")?, status("status_to")?) else { return Ok(None) };
    let (attempt, of): (Option<u32>, Option<u32>) = (row.get("attempt")?, row.get("attempts")?);
    let delay: Option<i64> = row.get("duration")?;
    let retry = attempt.zip(of).zip(delay).map(|((attempt, of), delay)| Retry::new(attempt, of, duration(delay)));
    let names: Option<String> = row.get("waiting_for")?;
    let waiting_for = names.iter().flat_map(|names| names.split('\n')).map(Arc::from).collect();
    Ok(Some(What::Moved { from, to, retry, waiting_for }))
}

fn health_changed(row: &SqlRow<'_>) -> rusqlite::Result<Option<What>> {
    let level = |column| row.get::<_, Option<String>>(column).map(|word| word.and_then(|word| words::level(&word)));
    let (from, to) = (level("status_from")?, level("status_to")?);
    Ok(from.zip(to).map(|(from, to)| What::HealthChanged { from, to }))
}

fn cause(row: &SqlRow<'_>) -> rusqlite::Result<Option<Cause>> {
    let Some(message) = row.get("cause")? else { return Ok(None) };
    let kind: Option<String> = row.get("cause_kind")?;
    let kind = words::failure(kind.as_deref().unwrap_or_default());
    Ok(Some(Cause { kind, message, handler: row.get("cause_handler")?, place: row.get("cause_place")? }))
}

fn actor(row: &SqlRow<'_>) -> rusqlite::Result<Actor> {
    let (kind, name): (String, Option<Arc<str>>) = (row.get("actor")?, row.get("actor_name")?);
    Ok(match (kind.as_str(), name) {
        ("supervisor", _) => Actor::Supervisor,
        ("program", _) => Actor::Program,
        ("daemon", Some(name)) => Actor::Daemon(name),
        ("cascade", Some(culprit)) => Actor::Cascade(culprit),
        ("operator", Some(who)) => Actor::Operator { who, why: row.get("actor_why")? },
        ("other", Some(words)) => Actor::Other(words),
        (kind, Some(name)) => Actor::Other(format!("{kind} {name}").into()),
        (kind, None) => Actor::Other(kind.into()),
    })
}

/// SQLite's integers are signed.
pub(super) fn integer(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

pub(super) fn natural(number: i64) -> u64 {
    number.try_into().unwrap_or(0)
}

fn nanoseconds(duration: Duration) -> i64 {
    integer(duration.as_nanos())
}

fn duration(nanoseconds: i64) -> Duration {
    Duration::from_nanos(natural(nanoseconds))
}

/// Nanoseconds since 1970: from 1678 to 2262, and what is beyond is taken for its end.
pub(super) fn since_1970(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    }
}

pub(super) fn at(since_1970: i64) -> SystemTime {
    let distance = Duration::from_nanos(since_1970.unsigned_abs());
    let epoch = SystemTime::UNIX_EPOCH;
    let time = if since_1970 < 0 { epoch.checked_sub(distance) } else { epoch.checked_add(distance) };
    time.unwrap_or(epoch)
}

#[cfg(test)]
mod tests;
