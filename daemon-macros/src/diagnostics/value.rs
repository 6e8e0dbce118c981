//! Values that their option cannot have.

use daemon_grammar::cron::CronError;
use daemon_grammar::duration::DurationError;
use daemon_grammar::exhaustion::ExhaustionError;
use daemon_grammar::name::NameError;
use daemon_grammar::nearest;
use daemon_grammar::rate::RateError;
use daemon_grammar::size::SizeError;
use daemon_grammar::zone::ZoneError;
use quote::ToTokens;
use syn::{Error, Expr, Ident, LitStr};

use super::{error, error_inside, found};
use crate::model::Time;
use crate::syntax::Value;

/// Values are read by the macro, before constants exist, so they must be literals.
pub(crate) fn not_a_string(what: &str, value: &Value, example: &str) -> Error {
    error(
        value,
        format!("{what} is a string, found {}", found(value)),
        format!("write it in quotes, such as {example}"),
    )
}

/// The same for numbers; with the range of those that make sense.
pub(crate) fn not_a_number(key: &Ident, value: &Value) -> Error {
    error(
        value,
        format!("`{key}` is a whole number from 1 to {}, found {}", u32::MAX, found(value)),
        format!("write `{key} = 16`"),
    )
}

/// A share of nothing, of the whole, or of something between.
pub(crate) fn not_a_share(key: &Ident, value: &Value) -> Error {
    error(
        value,
        format!("`{key}` is a number from 0.0 to 1.0, found {}", found(value)),
        format!("write `{key} = 0.2` for a fifth"),
    )
}

/// No share at all would be a daemon that never runs, and one task is on one core at a time.
pub(crate) fn not_a_cpu_share(key: &Ident, value: &Value) -> Error {
    error(
        value,
        format!("`{key}` is a share of one core, above 0.0 and up to 1.0, found {}", found(value)),
        format!("write `{key} = 0.5` for half of a core; more than one cannot be had"),
    )
}

/// The grammar of sizes is that of configuration files, too.
pub(crate) fn not_a_size(literal: &LitStr, reason: &SizeError) -> Error {
    let what = format!("{} is not a size: {reason}", literal.token());
    error_inside(literal, reason.range(), what, reason.help())
}

/// Nothing runs without any memory.
pub(crate) fn zero_size(key: &Ident, literal: &LitStr) -> Error {
    error(literal, format!("`{key}` cannot be zero"), "write how much it may hold, such as \"512MiB\"")
}

/// A daemon that is never restarted is one thing and is said in one way.
pub(crate) fn zero_restarts(value: &Value) -> Error {
    error(value, "`max` cannot be zero", "write `restart = \"never\"` for a daemon that is not restarted")
}

/// The same for truth values.
pub(crate) fn not_a_bool(key: &Ident, value: &Value) -> Error {
    error(
        value,
        format!("`{key}` is `true` or `false`, found {}", found(value)),
        format!("write `{key} = true` or `{key} = false`"),
    )
}

/// One of a few words.
pub(crate) fn not_a_choice(what: &str, literal: &LitStr, choices: &[&str]) -> Error {
    let help = match nearest(&literal.value(), choices.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("write {}", super::choices(choices)),
    };
    error(literal, format!("{what} cannot be {}", literal.token()), help)
}

/// The grammar of durations is that of configuration files, so that one text means one thing.
pub(crate) fn not_a_duration(literal: &LitStr, reason: &DurationError) -> Error {
    let what = format!("{} is not a duration: {reason}", literal.token());
    error_inside(literal, reason.range(), what, reason.help())
}

/// The same for rates, in which one of those is.
pub(crate) fn not_a_rate(literal: &LitStr, reason: &RateError) -> Error {
    let what = format!("{} is not a rate: {reason}", literal.token());
    error_inside(literal, reason.range(), what, reason.help())
}

/// The same for cron expressions. One that is never true would be silence.
pub(crate) fn not_a_schedule(literal: &LitStr, reason: &CronError) -> Error {
    let what = format!("{} is not a schedule: {reason}", literal.token());
    error_inside(literal, reason.range(), what, reason.help())
}

/// A zone knows when clocks are put forward and back; it is known by its name in the database of the IANA.
pub(crate) fn not_a_zone(literal: &LitStr, reason: &ZoneError) -> Error {
    error(literal, format!("{} is not a time zone: {reason}", literal.token()), reason.help())
}

/// The grammar is that of configuration files, as with durations, and one of those is in it.
pub(crate) fn not_an_exhaustion(key: &Ident, literal: &LitStr, reason: &ExhaustionError) -> Error {
    let what = format!("`{key}` cannot be {}: {reason}", literal.token());
    error_inside(literal, reason.range(), what, reason.help())
}

/// A timer without a period would never let anything else run; a budget of nothing is always spent.
pub(crate) fn zero_duration(what: &str, time: &Time, help: &str) -> Error {
    error(&time.literal, format!("{what} cannot be zero"), help)
}

/// Jitter as long as the period would let one tick overtake the next.
pub(crate) fn jitter_not_below_period(jitter: &Time, period: &Time) -> Error {
    error(
        &jitter.literal,
        format!("the jitter {} is not shorter than the period {}", jitter.literal.token(), period.literal.token()),
        "a tenth of the period spreads ticks well",
    )
}

/// The delay would begin above its own limit.
pub(crate) fn max_delay_below_delay(max_delay: &Time, delay: &Time) -> Error {
    let (max_delay, delay) = (&max_delay.literal, &delay.literal);
    error(
        max_delay,
        format!("the `max_delay` {} is shorter than the `delay` {}", max_delay.token(), delay.token()),
        format!("write a `max_delay` of {} or more, or a shorter `delay`", delay.token()),
    )
}

/// Names are typed on command lines and stand in configuration files and environment variables.
pub(crate) fn not_a_name(literal: &LitStr, reason: &NameError) -> Error {
    error_inside(literal, reason.range(), format!("{} is not a name: {reason}", literal.token()), reason.help())
}

/// The same, for a name that the macro made of the type's or the method's.
pub(crate) fn no_name_from_identifier(ident: &Ident, reason: &NameError) -> Error {
    error(ident, format!("`{ident}` makes no name for operators: {reason}"), "choose one: `name = \"user-cache\"`")
}

/// Topics are matched segment by segment.
pub(crate) fn not_a_topic(literal: &LitStr, reason: &NameError) -> Error {
    error_inside(literal, reason.range(), format!("{} is not a topic: {reason}", literal.token()), reason.help())
}

/// The same for patterns of topics, with which a typing mistake would be silence.
pub(crate) fn not_a_pattern(literal: &LitStr, reason: &NameError) -> Error {
    let what = format!("{} is not a topic pattern: {reason}", literal.token());
    error_inside(literal, reason.range(), what, reason.help())
}

/// A filter runs in the publisher's task, so it can hold nothing: a function, not a closure, and not what a call returns.
pub(crate) fn not_a_function(key: &Ident, value: &Value) -> Error {
    let found = match value.read() {
        Some(Expr::Closure(_)) => "a closure".to_owned(),
        Some(Expr::Call(_) | Expr::MethodCall(_)) => "a call".to_owned(),
        _ => found(value),
    };
    error(
        value,
        format!("`{key}` names a function, found {found}"),
        format!("write `{key} = is_large`, and `fn is_large(event: &UserCreated) -> bool`"),
    )
}

/// A type is written as one, not in quotes and not as a value of it.
pub(crate) fn not_a_type(key: &Ident, value: &Value, example: &str) -> Error {
    error(value, format!("`{key}` is a type, found {}", found(value)), format!("write `{key} = {example}`"))
}

/// A daemon is named by its type or by its name.
pub(crate) fn not_a_daemon(item: impl ToTokens) -> Error {
    error(
        &item,
        format!("expected a daemon, found {}", found(&item)),
        "write its type, `DataDaemon`, or its name, \"data\"",
    )
}

/// A list of nothing is a mistake while editing, or a way to write what leaving it out says better.
pub(crate) fn empty_list(key: &Ident) -> Error {
    error(key, format!("`{key}` names nothing"), format!("fill the list, or leave `{key}` out"))
}

/// The same for options in parentheses.
pub(crate) fn empty_options(key: &Ident, example: &str) -> Error {
    error(key, format!("`{key}()` says nothing"), format!("write `{key}({example})`, or leave `{key}` out"))
}

/// A word that operators search by cannot be looked for if it is empty.
pub(crate) fn empty_text(what: &str, literal: &LitStr) -> Error {
    error(literal, format!("{what} is empty"), "write a word, or leave it out")
}

/// `crate = …` is a path, written as in `use`.
pub(crate) fn not_a_crate_path(value: &Value) -> Error {
    error(
        value,
        format!("`crate` is a path, found {}", found(value)),
        "write `crate = some_crate::daemon_core`, without quotes",
    )
}

/// `every` is an expression that gives a `Duration`; a string there is a period in the wrong place.
pub(crate) fn every_is_no_literal(literal: &LitStr) -> Error {
    error(
        literal,
        "`every` is an expression of type `Duration`, not a string",
        format!("write `#[interval({})]`", literal.token()),
    )
}

/// `#[default(…)]` is one expression.
pub(crate) fn not_one_expression(tokens: impl ToTokens) -> Error {
    error(
        tokens,
        "`#[default(…)]` holds one expression",
        "write the field's first value: `#[default(HashMap::with_capacity(64))]`",
    )
}
