//! The kinds of values that options have. Each reader reports what it cannot read.

use daemon_grammar::rate::{self, Rate};
use daemon_grammar::{cron, duration, name, size, zone};
use syn::{Expr, ExprPath, Ident, Lit, LitBool, LitInt, LitStr, Path, Type};

use crate::crate_path::CratePath;
use crate::diagnostics::{argument, value};
use crate::model::{Name, Number, Priority, Time, Word};
use crate::problems::Problems;
use crate::syntax::{Entry, Form, Named, Options, Value};

/// Reads the values of one list of options, with one place for their problems.
pub(super) struct Reader<'a> {
    pub(super) options: &'a mut Options,
    pub(super) problems: &'a mut Problems,
}

impl Reader<'_> {
    /// `key = value`, as it stands.
    pub(super) fn value(&mut self, key: &str, example: &str) -> Option<(Ident, Value)> {
        let named = self.options.take(key, self.problems)?;
        one_value(named, example, self.problems)
    }

    /// `key = "text"`.
    pub(super) fn literal(&mut self, key: &str, example: &str) -> Option<(Ident, LitStr)> {
        let (key, value) = self.value(key, example)?;
        let literal = text(&format!("`{key}`"), &value, example, self.problems)?;
        Some((key, literal))
    }

    /// `key = "words"`, not empty.
    pub(super) fn text(&mut self, key: &str, example: &str) -> Option<LitStr> {
        let (key, literal) = self.literal(key, example)?;
        not_empty(&format!("`{key}`"), literal, self.problems)
    }

    /// `key = "kebab-case"`.
    pub(super) fn name(&mut self, key: &str, example: &str) -> Option<Name> {
        let (_, literal) = self.literal(key, example)?;
        match name::check(&literal.value()) {
            Ok(()) => Some(Name { text: literal.value(), span: literal.span() }),
            Err(reason) => {
                self.problems.report(value::not_a_name(&literal, &reason));
                None
            }
        }
    }

    /// `key = "chat.user.created"`.
    pub(super) fn topic(&mut self, key: &str) -> Option<LitStr> {
        let (_, literal) = self.literal(key, "\"chat.user.created\"")?;
        match name::check_topic(&literal.value()) {
            Ok(()) => Some(literal),
            Err(reason) => {
                self.problems.report(value::not_a_topic(&literal, &reason));
                None
            }
        }
    }

    /// `key = "5s"`, zero included.
    pub(super) fn time(&mut self, key: &str) -> Option<Time> {
        let (_, literal) = self.literal(key, "\"5s\"")?;
        time(literal, self.problems)
    }

    /// `key = "5s"`, longer than zero.
    pub(super) fn span_of_time(&mut self, key: &str, help: &str) -> Option<Time> {
        let time = self.time(key)?;
        not_zero(&format!("`{key}`"), time, help, self.problems)
    }

    /// `key = "100/1m"`.
    pub(super) fn rate(&mut self, key: &str) -> Option<Rate> {
        let (_, literal) = self.literal(key, "\"100/1m\"")?;
        match rate::parse(&literal.value()) {
            Ok(rate) => Some(rate),
            Err(reason) => {
                self.problems.report(value::not_a_rate(&literal, &reason));
                None
            }
        }
    }

    /// `key = "Europe/Berlin"`.
    pub(super) fn zone(&mut self, key: &str) -> Option<LitStr> {
        let (_, literal) = self.literal(key, "\"Europe/Berlin\"")?;
        match zone::check(&literal.value()) {
            Ok(()) => Some(literal),
            Err(reason) => {
                self.problems.report(value::not_a_zone(&literal, &reason));
                None
            }
        }
    }

    /// `key = 16`, at least one.
    pub(super) fn number(&mut self, key: &str) -> Option<Number> {
        let named = self.options.take(key, self.problems)?;
        number(named, self.problems)
    }

    /// `key = false`.
    pub(super) fn boolean(&mut self, key: &str) -> Option<LitBool> {
        let (key, value) = self.value(key, "false")?;
        let boolean = value.read();
        if boolean.is_none() {
            self.problems.report(value::not_a_bool(&key, &value));
        }
        boolean
    }

    /// `key`, or `key = true`.
    pub(super) fn flag(&mut self, key: &str) -> Option<LitBool> {
        let named = self.options.take(key, self.problems)?;
        match &named.form {
            Form::Flag => return Some(LitBool::new(true, named.key.span())),
            Form::Value(value) => match value.read() {
                Some(boolean) => return Some(boolean),
                None => self.problems.report(value::not_a_bool(&named.key, value)),
            },
            Form::List(_) => self.problems.report(argument::option_takes_no_list(&named.key, "true")),
        }
        None
    }

    /// `key = "one"` of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &str, words: &[(&str, T)]) -> Option<Word<T>> {
        let named = self.options.take(key, self.problems)?;
        choice(named, words, self.problems)
    }

    /// `key = 0.2`, from 0.0 to 1.0.
    pub(super) fn share(&mut self, key: &str) -> Option<f64> {
        let (key, value) = self.value(key, "0.2")?;
        let share = number_of(&value).filter(|share| (0.0..=1.0).contains(share));
        if share.is_none() {
            self.problems.report(value::not_a_share(&key, &value));
        }
        share
    }

    /// `key = 0.5`, above 0.0 and up to 1.0.
    pub(super) fn cpu_share(&mut self, key: &str) -> Option<f64> {
        let (key, value) = self.value(key, "0.5")?;
        let share = number_of(&value).filter(|share| *share > 0.0 && *share <= 1.0);
        if share.is_none() {
            self.problems.report(value::not_a_cpu_share(&key, &value));
        }
        share
    }

    /// `key = "512MiB"`, more than none.
    pub(super) fn size(&mut self, key: &str) -> Option<u64> {
        let (key, literal) = self.literal(key, "\"512MiB\"")?;
        match size::parse(&literal.value()) {
            Ok(0) => self.problems.report(value::zero_size(&key, &literal)),
            Ok(bytes) => return Some(bytes),
            Err(reason) => self.problems.report(value::not_a_size(&literal, &reason)),
        }
        None
    }

    /// `key("a", "b")`.
    pub(super) fn texts(&mut self, key: &str, example: &str) -> Vec<LitStr> {
        let Some((key, entries)) = self.list(key, example) else { return Vec::new() };
        let mut texts = Vec::new();
        for entry in entries {
            let Some(value) = item(entry, &key, example, self.problems) else { continue };
            let what = format!("each of `{key}`");
            let literal = text(&what, &value, example, self.problems);
            texts.extend(literal.and_then(|literal| not_empty(&what, literal, self.problems)));
        }
        texts
    }

    /// The entries of `key(…)`.
    pub(super) fn list(&mut self, key: &str, example: &str) -> Option<(Ident, Vec<Entry>)> {
        let Named { key, form } = self.options.take(key, self.problems)?;
        match form {
            Form::List(list) if list.is_empty() => self.problems.report(value::empty_list(&key)),
            Form::List(list) => return Some((key, list.into_entries())),
            Form::Flag | Form::Value(_) => self.problems.report(argument::option_takes_a_list(&key, example)),
        }
        None
    }

    /// `crate = path`.
    pub(super) fn crate_path(&mut self) -> Option<CratePath> {
        let (_, value) = self.value("crate", "some_crate::daemon_core")?;
        let path = value.read::<Path>();
        if path.is_none() {
            self.problems.report(value::not_a_crate_path(&value));
        }
        path.map(CratePath::new)
    }

    /// `key = Type`.
    pub(super) fn ty(&mut self, key: &str, example: &str) -> Option<Type> {
        let (key, value) = self.value(key, example)?;
        let ty = value.read();
        if ty.is_none() {
            self.problems.report(value::not_a_type(&key, &value, example));
        }
        ty
    }

    /// `key = path::to::function`.
    pub(super) fn function(&mut self, key: &str, example: &str) -> Option<ExprPath> {
        let (key, value) = self.value(key, example)?;
        let path = value.read();
        if path.is_none() {
            self.problems.report(value::not_a_function(&key, &value));
        }
        path
    }

    /// `key = <expr>`, which is not a string.
    pub(super) fn expression(&mut self, key: &str, example: &str) -> Option<(Ident, Expr)> {
        let (key, value) = self.value(key, example)?;
        if let Some(literal) = value.read::<LitStr>() {
            self.problems.report(value::every_is_no_literal(&literal));
            return None;
        }
        value.read().map(|expression| (key, expression))
    }
}

/// A number, whole or not.
fn number_of(value: &Value) -> Option<f64> {
    match value.read()? {
        Lit::Float(literal) if literal.suffix().is_empty() => literal.base10_parse().ok(),
        Lit::Int(literal) if literal.suffix().is_empty() => literal.base10_parse().ok(),
        _ => None,
    }
}

const PRIORITY: [(&str, Priority); 4] =
    [("low", Priority::Low), ("normal", Priority::Normal), ("high", Priority::High), ("critical", Priority::Critical)];

/// `priority = "high"`.
pub(super) fn priority(reader: &mut Reader<'_>) -> Option<Priority> {
    reader.choice("priority", &PRIORITY).map(Word::meaning)
}

/// One item of a list.
fn item(entry: Entry, key: &Ident, example: &str, problems: &mut Problems) -> Option<Value> {
    let value = entry.into_value();
    if value.is_none() {
        problems.report(argument::option_takes_a_list(key, example));
    }
    value
}

/// A string literal.
pub(super) fn text(what: &str, value: &Value, example: &str, problems: &mut Problems) -> Option<LitStr> {
    let literal = value.read();
    if literal.is_none() {
        problems.report(value::not_a_string(what, value, example));
    }
    literal
}

/// The word of `key = "one"`.
pub(super) fn choice<T: Copy>(named: Named, words: &[(&str, T)], problems: &mut Problems) -> Option<Word<T>> {
    let example = format!("\"{}\"", words[0].0);
    let (key, value) = one_value(named, &example, problems)?;
    let what = format!("`{key}`");
    let literal = text(&what, &value, &example, problems)?;
    word(&what, literal, words, problems)
}

/// One of a few words.
pub(super) fn word<T: Copy>(
    what: &str,
    literal: LitStr,
    words: &[(&str, T)],
    problems: &mut Problems,
) -> Option<Word<T>> {
    let written = literal.value();
    if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == written) {
        return Some(Word { meaning: *meaning, literal });
    }
    let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
    problems.report(value::not_a_choice(what, &literal, &words));
    None
}

fn not_empty(what: &str, literal: LitStr, problems: &mut Problems) -> Option<LitStr> {
    if literal.value().trim().is_empty() {
        problems.report(value::empty_text(what, &literal));
        return None;
    }
    Some(literal)
}

/// A duration, zero included.
pub(super) fn time(literal: LitStr, problems: &mut Problems) -> Option<Time> {
    match duration::parse(&literal.value()) {
        Ok(duration) => Some(Time { duration, literal }),
        Err(reason) => {
            problems.report(value::not_a_duration(&literal, &reason));
            None
        }
    }
}

/// A cron expression.
pub(super) fn cron(literal: LitStr, problems: &mut Problems) -> Option<LitStr> {
    match cron::parse(&literal.value()) {
        Ok(_) => Some(literal),
        Err(reason) => {
            problems.report(value::not_a_schedule(&literal, &reason));
            None
        }
    }
}

/// A duration longer than zero.
pub(super) fn not_zero(what: &str, time: Time, help: &str, problems: &mut Problems) -> Option<Time> {
    if time.duration.is_zero() {
        problems.report(value::zero_duration(what, &time, help));
        return None;
    }
    Some(time)
}

/// The number of `key = 16`, at least one.
pub(super) fn number(named: Named, problems: &mut Problems) -> Option<Number> {
    let (key, value) = one_value(named, "16", problems)?;
    let literal = value.read::<LitInt>().filter(|literal| literal.suffix().is_empty());
    let number = literal.and_then(|literal| Some(Number { value: literal.base10_parse().ok()?, span: literal.span() }));
    let number = number.filter(|number| number.value > 0);
    if number.is_none() {
        problems.report(value::not_a_number(&key, &value));
    }
    number
}

/// The value of `key = value`.
fn one_value(Named { key, form }: Named, example: &str, problems: &mut Problems) -> Option<(Ident, Value)> {
    match form {
        Form::Value(value) => return Some((key, value)),
        Form::Flag => problems.report(argument::option_needs_value(&key, example)),
        Form::List(_) => problems.report(argument::option_takes_no_list(&key, example)),
    }
    None
}
