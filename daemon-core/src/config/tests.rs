//! What is read of texts, variables and calls, without an app around it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::section::{ConfigNeed, check, read};
use super::value::{Node, Value};
use super::{
    ConfigEffect, ConfigError, ConfigPlace, HandlerKind, Layers, Mistake, NamedHandler, NamedTimer, Section, Settings,
    Subject, Timing, daemon_changes, environment, file, handlers, options,
};
use crate::daemon::{Declaration, Handler, HandlerTerms, Lane, OnExhausted, Source};
use crate::timer::{Interval, Missed, Period};

const HERE: Source = Source::new("here.rs", 1);
const SECOND: Duration = Duration::from_secs(1);
const DECLARED: Declaration = Declaration::new("user", "User", HERE);

fn subject() -> Subject<'static> {
    let tick =
        NamedTimer { slot: 3, name: "big-tick".into(), timing: Timing::Every(Interval::fixed("big-tick", SECOND)) };
    let handler = |slot, name: &str, kind, lane| {
        let terms = HandlerTerms { lane, ..Handler::message("", 1).terms() };
        NamedHandler { slot, name: name.into(), kind, terms }
    };
    let handlers = vec![
        handler(4, "user-created", HandlerKind::Events, Lane::Concurrent(2)),
        handler(5, "all-that-fails", HandlerKind::LifecycleEvents, Lane::Exclusive),
        handler(6, "persona", HandlerKind::Messages, Lane::Exclusive),
    ];
    Subject { name: "user", source: HERE, declaration: &DECLARED, timers: vec![tick], handlers, is_stand_in: false }
}

/// What these files, one over the other, and then these variables make of the daemon.
fn settle(files: &[&str], variables: &[(&str, &str)]) -> (Settings, Vec<String>) {
    let mut mistakes = Vec::new();
    let mut layers: Vec<_> = files.iter().map(|text| file::parse("f", text, &mut mistakes)).collect();
    let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    layers.push(environment::read(variables, &mut mistakes));
    let layers = Layers::new(layers);
    layers.check_sections(&mut mistakes);
    let settings = layers.daemons(&[subject()], &mut mistakes).remove(0);
    (settings, told(&mistakes))
}

fn told(mistakes: &[Mistake]) -> Vec<String> {
    mistakes.iter().map(|Mistake { place, key, what }| format!("{key} ({place}) {what}")).collect()
}

/// The daemon's section as a file has it.
fn section(text: &str) -> Section {
    let (settings, mistakes) = settle(&[&format!("[daemon.user.config]\n{text}")], &[]);
    assert_eq!(mistakes, [""; 0]);
    Section::clone(&settings.section.unwrap())
}

fn of_type<T: DeserializeOwned + 'static>() -> ConfigNeed {
    ConfigNeed::of_field::<T, T>("own", |own| own, || false)
}

/// What is wrong with `text` as a section for these.
fn trial(text: &str, needs: &[ConfigNeed]) -> Vec<String> {
    let mut mistakes = Vec::new();
    check("user", HERE, Some(&section(text)), needs, &mut mistakes);
    told(&mistakes)
}

#[test]
fn options_are_listed_by_name() {
    assert!(options::OPTIONS.is_sorted_by_key(|option| option.name));
    for (table, alone) in options::TABLES {
        assert!(alone.is_none_or(|alone| options::find(alone).is_some()) && options::names_in(table).count() > 1);
    }
}

#[test]
fn the_document_lists_every_key() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    let text = std::fs::read_to_string(path).unwrap();
    let names = options::OPTIONS.iter().map(|option| option.name);
    let names = names.chain(super::app_options::OPTIONS.iter().map(|option| option.name));
    for name in names.chain(handlers::OPTIONS.iter().map(|option| option.name)) {
        assert!(text.contains(&format!("| `{name}` |")), "`{name}` is not in docs/configuration.md");
    }
}

#[test]
fn every_option_is_read_shown_and_put_over_what_is_declared() {
    let values = [
        ("ask_timeout", "'7s'", "7s"),
        ("autostart", "false", "false"),
        ("critical", "true", "true"),
        ("enabled", "false", "false"),
        ("limits.cpu", "0.7", "0.7"),
        ("limits.memory", "'7MiB'", "7MiB"),
        ("mailbox.capacity", "7", "7"),
        ("mailbox.publish_timeout", "'0s'", "0s"),
        ("on_dependency_failure", "'keep'", "keep"),
        ("on_error", "'fail'", "fail"),
        ("on_exhausted", "'retry_every(7m)'", "retry_every(7m)"),
        ("on_unhealthy", "'restart'", "restart"),
        ("profiles", "['a', 'b']", "a, b"),
        ("restart.backoff", "'linear'", "linear"),
        ("restart.delay", "'7s'", "7s"),
        ("restart.jitter", "0.5", "0.5"),
        ("restart.max", "7", "7"),
        ("restart.max_delay", "'7m'", "7m"),
        ("restart.policy", "'always'", "always"),
        ("restart.reset_after", "'7h'", "7h"),
        ("start_timeout", "'7s'", "7s"),
        ("stop_timeout", "'7s'", "7s"),
        ("thread", "'low'", "low"),
        ("throttle", "'7/7s'", "7/7s"),
        ("watchdog", "'7s'", "7s"),
    ];
    assert_eq!(values.map(|(name, ..)| name).to_vec(), options::OPTIONS.iter().map(|o| o.name).collect::<Vec<_>>());
    let mut text = "[daemon.user]\n".to_owned();
    let mut variables = Vec::new();
    for (name, value, _) in values {
        writeln!(text, "{name} = {value}").unwrap();
        let variable = format!("DAEMON__USER__{}", name.replace('.', "__").to_uppercase());
        variables.push((variable, value.trim_matches('\'').to_owned()));
    }
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for (settings, mistakes) in [settle(&[&text], &[]), settle(&[], &variables)] {
        assert_eq!(mistakes, [""; 0]);
        let shown = options::OPTIONS.iter().map(|option| (option.show)(&settings));
        assert_eq!(shown.collect::<Vec<_>>(), values.map(|(.., shown)| shown));
        let declared = Settings::declared(&DECLARED);
        // `restart.max_delay` follows `restart.delay`, and `on_exhausted` is what is said.
        assert_eq!(daemon_changes("user", &[], &[], &declared, &settings).len(), values.len());
    }
}

#[test]
fn what_counts_at_a_start_of_the_process_is_kept() {
    let (mut settings, _) = settle(&["[daemon.user]\nautostart = false\nprofiles = ['a']\ncritical = true"], &[]);
    let declared = Settings::declared(&DECLARED);
    settings.keep_what_is_fixed(&declared);
    for option in options::OPTIONS {
        let is_kept = (option.show)(&settings) == (option.show)(&declared);
        assert!(is_kept || option.effect != ConfigEffect::ProcessRestart, "{}", option.name);
    }
    assert!(settings.declaration.critical);
}

#[test]
fn one_value_stands_for_the_chief_key_of_a_table() {
    let (settings, mistakes) = settle(&["[daemon.user]\nrestart = 'never'\nmailbox = 3\nwatchdog = 'off'"], &[]);
    assert_eq!(mistakes, [""; 0]);
    let declaration = *settings.declaration;
    assert_eq!((declaration.restart.policy, declaration.mailbox), (crate::RestartPolicy::Never, 3));
    assert_eq!((declaration.watchdog, declaration.exhaustion()), (None, OnExhausted::Fail));
}

#[test]
fn a_delay_is_not_cut_off_by_a_longest_delay_below_it() {
    let restart = |files: &[&str]| settle(files, &[]).0.declaration.restart;
    assert_eq!(restart(&["[daemon.user]\nrestart.delay = '2m'"]).max_delay, 120 * SECOND);
    let over = restart(&["[daemon.user]\nrestart.max_delay = '1m'", "[daemon.user]\nrestart.delay = '2m'"]);
    assert_eq!(over.max_delay, 120 * SECOND);
}

#[test]
fn options_of_a_timer_come_one_over_the_other() {
    let files = ["[daemon.user.timers]\nbig-tick = { every = '3s', missed = 'burst', jitter = '1s' }"];
    let (settings, mistakes) = settle(&files, &[("DAEMON__USER__TIMERS__BIG_TICK__AFTER_ERROR", "9s")]);
    assert_eq!(mistakes, [""; 0]);
    let Some(Timing::Every(interval)) = settings.timers.get(&3) else { panic!("it is configured") };
    assert!(matches!(interval.period, Period::Fixed(period) if period == 3 * SECOND));
    assert_eq!((interval.missed, interval.jitter, interval.after_error), (Missed::Burst, SECOND, Some(9 * SECOND)));
    let (settings, mistakes) = settle(&files, &[("DAEMON__USER__TIMERS__BIG_TICK", "1s")]);
    let key = "daemon.user.timers.big-tick (the variable DAEMON__USER__TIMERS__BIG_TICK)";
    let wrong = "is every 1s: its jitter is 1s, which is not below the period; raise `every`, or lower `jitter`";
    assert_eq!(mistakes, [format!("{key} {wrong}")]);
    assert!(settings.timers.is_empty(), "it is told here, and not again where periods are checked");
}

/// The options of a handler, as they are shown.
fn shown(settings: &Settings, slot: usize) -> Vec<String> {
    handlers::OPTIONS.iter().map(|option| (option.show)(&settings.handlers[&slot])).collect()
}

#[test]
fn options_of_a_handler_come_one_over_the_other() {
    assert!(handlers::OPTIONS.is_sorted_by_key(|option| option.name));
    let file = "[daemon.user.handlers]\n\
                user-created = { overflow = 'drop_oldest', keep = 100, throttle = '100/1m', priority = 'high', concurrent = 4 }";
    let (settings, mistakes) = settle(&[file], &[]);
    assert_eq!(
        (shown(&settings, 4), mistakes),
        (["4", "100", "drop_oldest", "high", "100/1m"].map(String::from).into(), vec![])
    );
    let over = "[daemon.user.handlers.user-created]\noverflow = 'drop_newest'\nthrottle = 'off'";
    let (settings, mistakes) = settle(&[file, over], &[("DAEMON__USER__HANDLERS__USER_CREATED__CONCURRENT", "7")]);
    assert_eq!(
        (shown(&settings, 4), mistakes),
        (["7", "100", "drop_newest", "high", "off"].map(String::from).into(), vec![])
    );
    let variables = [("DAEMON__USER__HANDLERS__USER_CREATED", "{ overflow = 'latest', priority = 'low' }")];
    let (settings, mistakes) = settle(&[file], &variables);
    assert_eq!(
        (shown(&settings, 4), mistakes),
        (["4", "", "latest", "low", "100/1m"].map(String::from).into(), vec![])
    );
}

#[test]
fn how_many_are_kept_is_as_declared_or_the_default_until_it_is_said() {
    let kept = |files: &[&str]| shown(&settle(files, &[]).0, 4)[1].clone();
    let oldest = "[daemon.user.handlers.user-created]\noverflow = 'drop_oldest'";
    assert_eq!(kept(&[oldest]), "64");
    // Said before it is to any purpose.
    assert_eq!(kept(&["[daemon.user.handlers.user-created]\nkeep = 3", oldest]), "3");
    // What it was to the purpose of was overruled, and it with that.
    let waits = "[daemon.user.handlers.user-created]\noverflow = 'wait'";
    let three = "[daemon.user.handlers.user-created]\noverflow = 'drop_newest'\nkeep = 3";
    assert_eq!(kept(&[three, waits]), "");
    assert_eq!(kept(&[three, waits, oldest]), "64");
}

#[test]
fn options_of_a_handler_that_are_to_no_purpose_are_told_where_they_are() {
    let file = "[daemon.user.handlers]\n\
                user-created = { keep = 5 }\n\
                all-that-fails = { overflow = 'latest', concurrent = 3 }\n\
                persona = { overflow = 'latest', concurrent = 1 }";
    let over = "[daemon.user.handlers]\nuser-created = { overflow = 'latest', keep = 6 }\npersona = 5";
    let keep = "daemon.user.handlers.user-created.keep";
    let expected = [
        "daemon.user.handlers.all-that-fails.overflow (f:3) is \"latest\": it is for lifecycle events, of which none is ever \
         dropped; leave it out",
        "daemon.user.handlers.all-that-fails.concurrent (f:3) is 3: its attribute has no `concurrent`, so that it is built to \
         have the daemon to itself; take `&self` and write `concurrent = 1` in the code, and how many can be said here",
        "daemon.user.handlers.persona.overflow (f:4) is no option of a `#[message]`; there are `concurrent`, `priority`, `throttle`",
    ];
    let waiting = format!(
        "{keep} (f:2) is 5: publishers wait, and every event is kept; write `overflow = \"drop_oldest\"` beside it, or leave \
         `keep` out"
    );
    assert_eq!(settle(&[file], &[]).1, [&expected[..], &[&waiting]].concat());
    let table =
        "daemon.user.handlers.persona (f:3) is a number, and is to be a table: `[daemon.user.handlers.persona]`";
    let latest = format!(
        "{keep} (f:2) is 6: `overflow = \"latest\"` keeps one event; write `overflow = \"drop_oldest\"` to keep several, or leave \
         `keep` out"
    );
    assert_eq!(settle(&[file, over], &[]).1, [&expected[..], &[table, &latest]].concat());
}

#[derive(Deserialize)]
struct Numbers {
    x: Vec<u8>,
}

#[test]
fn variables_make_tables_and_lists() {
    let (settings, mistakes) = settle(
        &[],
        &[
            ("DAEMON__USER__RESTART", "{ max = 3, delay = '2s' }"),
            ("DAEMON__USER__PROFILES", "[\"a\", \"b\"]"),
            ("DAEMON__USER__CONFIG", "{ x = [1, 2] }"),
            ("DAEMON__USER__CONFIG__Y__Z", "3"),
        ],
    );
    let expected = "daemon.user.config.y.z (the variable DAEMON__USER__CONFIG__Y__Z) \
                    is a part of `config`, and that is \"{ x = [1, 2] }\" already: both cannot be; take one of the two out";
    assert_eq!(mistakes, [expected]);
    assert_eq!(settings.declaration.restart.budget(), 3);
    assert_eq!(settings.profiles().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(read::<Numbers>(settings.section.as_deref(), "user", HERE).unwrap().x, [1, 2]);
}

#[test]
fn names_in_variables_are_found_however_they_are_written() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Own {
        model_name: String,
        on: bool,
        share: f32,
        limits: BTreeMap<String, u8>,
    }
    let files = ["[daemon.user.config]\nmodelName = 'small'\nlimits = { first-one = 1, second = 2 }"];
    let variables = [
        ("DAEMON__USER__CONFIG__MODEL_NAME", "5"),
        ("DAEMON__USER__CONFIG__ON", "true"),
        ("DAEMON__USER__CONFIG__SHARE", "0.5"),
        ("DAEMON__USER__CONFIG__LIMITS__FIRST_ONE", "7"),
    ];
    let (settings, mistakes) = settle(&files, &variables);
    assert_eq!(mistakes, [""; 0]);
    let own: Own = read(settings.section.as_deref(), "user", HERE).unwrap();
    let limits = [("first-one".to_owned(), 7), ("second".to_owned(), 2)].into();
    assert_eq!(own, Own { model_name: "5".into(), on: true, share: 0.5, limits });
}

#[test]
fn all_forms_of_serde_are_read() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Wrapped(u8);
    #[derive(Debug, Deserialize, PartialEq)]
    enum Shape {
        Point,
        Circle(f64),
        Line(u8, u8),
        Rectangle { width: u8 },
    }
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Words(String),
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Rest {
        last: u8,
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Own {
        wrapped: Wrapped,
        shapes: Vec<Shape>,
        either: (Either, Either),
        letter: char,
        none: Option<u8>,
        #[serde(flatten)]
        rest: Rest,
    }
    let text = "wrapped = 1\nshapes = ['Point', { Circle = 1 }, { Line = [1, 2] }, { Rectangle = { width = 3 } }]\n\
                either = [5, 'five']\nletter = 'x'\nlast = 9";
    let own: Own = read(Some(&section(text)), "user", HERE).unwrap();
    let expected = Own {
        wrapped: Wrapped(1),
        shapes: vec![Shape::Point, Shape::Circle(1.0), Shape::Line(1, 2), Shape::Rectangle { width: 3 }],
        either: (Either::Number(5), Either::Words("five".into())),
        letter: 'x',
        none: None,
        rest: Rest { last: 9 },
    };
    assert_eq!(own, expected);
    assert_eq!(trial(text, &[of_type::<Own>()]), [""; 0]);
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is only tried")]
struct Host {
    name: String,
    port: u16,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is only tried")]
struct Cluster {
    hosts: Vec<Host>,
    backup: Host,
    size: u8,
}

#[test]
fn all_mistakes_of_a_type_are_found_in_one_go() {
    let text = "size = 'big'\nhosts = [\n  { name = 'a', port = 1 },\n  { name = 2, prot = 3 },\n]\n[daemon.user.config.backup]\nname = true";
    let expected = [
        "daemon.user.config.backup (f:7) has no `port`, which the field `own` needs",
        "daemon.user.config.backup.name (f:8) is true, and a string is expected",
        "daemon.user.config.hosts[1] (f:5) has no `port`, which the field `own` needs",
        "daemon.user.config.hosts[1].name (f:5) is 2, and a string is expected",
        "daemon.user.config.hosts[1].prot (f:5) is no key; did you mean `port`?",
        "daemon.user.config.size (f:2) is \"big\", and u8 is expected",
    ];
    let mut told = trial(text, &[of_type::<Cluster>()]);
    told.sort_unstable();
    assert_eq!(told, expected);
}

#[test]
fn what_a_type_is_not_at_all_is_told_once() {
    assert_eq!(
        trial("x = 1", &[of_type::<String>()]),
        ["daemon.user.config (f:1) is a table, and a string is expected"]
    );
}

#[test]
fn keys_that_a_type_denies_are_told_like_those_that_it_ignores() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is only tried")]
    struct Own {
        model: String,
        size: u8,
    }
    let expected = [
        "daemon.user.config.modle (f:2) is no key; did you mean `model`?",
        "daemon.user.config.seize (f:3) is no key; did you mean `size`?",
        "daemon.user.config (f:1) has no `model`, which the field `own` needs",
        "daemon.user.config (f:1) has no `size`, which the field `own` needs",
    ];
    assert_eq!(trial("modle = 1\nseize = 2", &[of_type::<Own>()]), expected);
}

#[test]
fn a_key_that_any_field_reads_is_known() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only tried")]
    struct One {
        a: u8,
        shared: BTreeMap<String, u8>,
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only tried")]
    struct Two {
        b: u8,
    }
    let told = trial("a = 1\nb = 2\nc = 3\nshared.x = 1", &[of_type::<One>(), of_type::<Two>()]);
    assert_eq!(told, ["daemon.user.config.c (f:4) is no key; there are `a`, `shared`, `b`"]);
}

#[test]
fn an_error_says_where() {
    let error: ConfigError = read::<Cluster>(Some(&section("size = 300")), "user", HERE).unwrap_err();
    assert_eq!(error.to_string(), "`daemon.user.config.size` (f:2) is 300, and u8 is expected");
    let missing: ConfigError = read::<Cluster>(None, "user", HERE).unwrap_err();
    assert_eq!(missing.to_string(), "`daemon.user.config` (here.rs:1) has no `hosts`");
}

#[test]
fn all_mistakes_of_a_text_come_with_their_lines() {
    let mut mistakes = Vec::new();
    let table = file::parse("f", "a = \n[daemon\n", &mut mistakes);
    let lines: BTreeSet<String> = mistakes.iter().map(|mistake| mistake.place.to_string()).collect();
    assert_eq!((table.len(), Vec::from_iter(lines)), (0, vec!["f:1".to_owned(), "f:2".to_owned()]));
}

#[test]
fn values_are_shown_as_they_would_be_written() {
    let text = "a = 'x'\nb = [1, 2.5]\nc = { d = true }\ne = 2026-01-02";
    let mut mistakes = Vec::new();
    let table = Node {
        place: ConfigPlace::Missing { source: HERE },
        value: Value::Table(file::parse("f", text, &mut mistakes)),
    };
    assert_eq!(table.value.to_string(), "{ a = \"x\", b = [1, 2.5], c = { d = true }, e = 2026-01-02 }");
}
