//! What files, environment and code say, one on top of the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use daemon_grammar::duration;

use super::handlers::{HandlerDraft, NamedHandler};
use super::mistake::{ConfigMistake, Mistake};
use super::place::ConfigPlace;
use super::section::{self, Section};
use super::settings::{AppSettings, Settings, Timing};
use super::value::{Node, Table, Value, in_environment, merge};
use super::{app_options, options, timers};
use crate::daemon::{Declaration, Source};

const SECTIONS: [&str; 2] = ["app", "daemon"];

/// Everything that is configured, the weakest first.
#[derive(Debug, Default)]
pub(crate) struct Layers(Vec<Table>);

/// A daemon, as far as a configuration is about it.
pub(crate) struct Subject<'a> {
    pub(crate) name: &'a str,
    pub(crate) source: Source,
    pub(crate) declaration: &'static Declaration,
    pub(crate) timers: Vec<NamedTimer>,
    pub(crate) handlers: Vec<NamedHandler>,
    /// It takes the place of a daemon in a test, and does not have what that one has.
    pub(crate) is_stand_in: bool,
}

/// A timer of an attribute.
pub(crate) struct NamedTimer {
    pub(crate) slot: usize,
    pub(crate) name: String,
    /// As declared.
    pub(crate) timing: Timing,
}

/// The words that there are.
pub(crate) struct Words<'a> {
    pub(crate) daemons: Vec<&'a str>,
    pub(crate) profiles: Vec<String>,
    pub(crate) on_critical_failure: &'a [&'static str],
}

/// The settings of one daemon, while layers are put on top of each other.
struct Draft {
    settings: Settings,
    section: Option<Node>,
    /// Where it is set, if it is.
    max_delay: Option<ConfigPlace>,
    /// Where timers are set, by slot.
    timers: BTreeMap<usize, ConfigPlace>,
    /// By slot.
    handlers: BTreeMap<usize, HandlerDraft>,
}

impl Layers {
    /// With `tables`, the weakest first.
    pub(super) fn new(tables: Vec<Table>) -> Self {
        Self(tables)
    }

    /// Tells of sections that nobody knows.
    pub(crate) fn check_sections(&self, mistakes: &mut Vec<Mistake>) {
        for (key, node) in self.0.iter().flatten().filter(|(key, _)| !SECTIONS.contains(&key.as_str())) {
            tell(mistakes, node, key.clone(), ConfigMistake::unknown_section(key, &SECTIONS));
        }
    }

    /// The entries of section `name`, layer by layer.
    fn section(&self, name: &str, mistakes: &mut Vec<Mistake>) -> Vec<&Table> {
        let nodes = self.0.iter().filter_map(|layer| layer.get(name));
        nodes.filter_map(|node| table(node, name, mistakes)).collect()
    }

    /// The profiles that daemons are put into.
    pub(crate) fn profiles(&self) -> Vec<String> {
        let daemons = self.section("daemon", &mut Vec::new()).into_iter().flat_map(Table::values);
        let lists = daemons.filter_map(|daemon| match &daemon.value {
            Value::Table(options) => super::read::words(options.get("profiles")?).ok(),
            _ => None,
        });
        lists.flatten().collect()
    }

    /// What is configured for the app.
    pub(crate) fn app(&self, words: &Words<'_>, mistakes: &mut Vec<Mistake>) -> AppSettings {
        let mut settings = AppSettings::default();
        for (key, node) in self.section("app", mistakes).into_iter().flatten() {
            let option = app_options::OPTIONS.iter().find(|option| option.name == key);
            let outcome = match option {
                Some(option) => (option.read)(node, &mut settings, words),
                None => Err(ConfigMistake::unknown_key(key, app_options::OPTIONS.iter().map(|option| option.name))),
            };
            if let Err(mistake) = outcome {
                // Others read variables that begin with `APP__` too: only what looks like one of ours is.
                if option.is_some() || !node.place.is_environment() || mistake.nearest().is_some() {
                    tell(mistakes, node, format!("app.{key}"), mistake);
                }
            }
        }
        settings
    }

    /// What is configured for each of `subjects`.
    pub(crate) fn daemons(&self, subjects: &[Subject<'_>], mistakes: &mut Vec<Mistake>) -> Vec<Settings> {
        let mut drafts: Vec<Draft> = subjects.iter().map(Draft::new).collect();
        for (key, node) in self.section("daemon", mistakes).into_iter().flatten() {
            let path = format!("daemon.{key}");
            let Some(place) = subjects.iter().position(|subject| is_called(subject.name, key, node)) else {
                let names = subjects.iter().map(|subject| subject.name);
                tell(mistakes, node, path, ConfigMistake::unknown_daemon(key, names));
                continue;
            };
            if let Some(table) = table(node, &path, mistakes) {
                drafts[place].put(&subjects[place], table, mistakes);
            }
        }
        let drafts = drafts.into_iter().zip(subjects);
        drafts.map(|(draft, subject)| draft.finish(subject, mistakes)).collect()
    }
}

impl Subject<'_> {
    /// What is wrong with `key`, which is no option, if it is what stands under a timer: its name, or what its attribute says.
    fn of_a_timer(&self, key: &str, node: &Node) -> Option<ConfigMistake> {
        let called = |timer: &&NamedTimer| is_called(&timer.name, key, node);
        let says = |timer: &&NamedTimer| timers::words(&timer.timing).contains(&key);
        let one = self.timers.iter().find(called).into_iter().collect::<Vec<_>>();
        let meant = if one.is_empty() { self.timers.iter().filter(says).collect() } else { one };
        let timers: Vec<String> = meant.into_iter().map(|timer| timer.name.clone()).collect();
        let table = format!("daemon.{}.timers", self.name);
        (!timers.is_empty()).then_some(ConfigMistake::OfATimer { table, timers })
    }
}

impl Draft {
    fn new(subject: &Subject<'_>) -> Self {
        Self {
            settings: Settings::declared(subject.declaration),
            section: None,
            max_delay: None,
            timers: BTreeMap::new(),
            handlers: BTreeMap::new(),
        }
    }

    /// Puts a layer's `[daemon.<name>]` on top.
    fn put(&mut self, subject: &Subject<'_>, layer: &Table, mistakes: &mut Vec<Mistake>) {
        for (key, node) in layer {
            let path = format!("daemon.{}.{key}", subject.name);
            match key.as_str() {
                "config" => self.put_section(node, &path, mistakes),
                "handlers" => self.put_handlers(subject, node, &path, mistakes),
                "timers" => self.put_timers(subject, node, &path, mistakes),
                _ => self.put_option(subject, key, node, path, mistakes),
            }
        }
    }

    fn put_section(&mut self, node: &Node, path: &str, mistakes: &mut Vec<Mistake>) {
        let node = node.opened();
        let Some(over) = table(&node, path, mistakes) else { return };
        let section = self.section.get_or_insert_with(|| Node::new(&node.place, Value::Table(Table::new())));
        if let Value::Table(base) = &mut section.value {
            merge(base, over);
        }
    }

    fn put_timers(&mut self, subject: &Subject<'_>, node: &Node, path: &str, mistakes: &mut Vec<Mistake>) {
        for (key, node) in table(node, path, mistakes).into_iter().flatten().filter(|_| !subject.is_stand_in) {
            let Some(timer) = subject.timers.iter().find(|timer| is_called(&timer.name, key, node)) else {
                let names = subject.timers.iter().map(|timer| timer.name.as_str());
                tell(mistakes, node, format!("{path}.{key}"), ConfigMistake::unknown_timer(key, names));
                continue;
            };
            let path = format!("{path}.{}", timer.name);
            let before = self.settings.timers.get(&timer.slot).unwrap_or(&timer.timing);
            let timing = timers::read(node, before, &path, mistakes);
            self.settings.timers.insert(timer.slot, timing);
            self.timers.insert(timer.slot, node.place.clone());
        }
    }

    fn put_handlers(&mut self, subject: &Subject<'_>, node: &Node, path: &str, mistakes: &mut Vec<Mistake>) {
        for (key, node) in table(node, path, mistakes).into_iter().flatten().filter(|_| !subject.is_stand_in) {
            let Some(handler) = subject.handlers.iter().find(|handler| is_called(&handler.name, key, node)) else {
                let names = subject.handlers.iter().map(|handler| handler.name.as_str());
                let mistake = subject.of_a_timer(key, node);
                let mistake = mistake.unwrap_or_else(|| ConfigMistake::unknown_handler(key, names));
                tell(mistakes, node, format!("{path}.{key}"), mistake);
                continue;
            };
            let (path, opened) = (format!("{path}.{}", handler.name), node.opened());
            if let Some(options) = table(&opened, &path, mistakes) {
                let draft = self.handlers.entry(handler.slot).or_insert_with(|| HandlerDraft::new(handler));
                draft.put(handler, options, &path, mistakes);
            }
        }
    }

    fn put_option(&mut self, subject: &Subject<'_>, key: &str, node: &Node, path: String, mistakes: &mut Vec<Mistake>) {
        let opened = node.opened();
        let of_table = options::TABLES.iter().find(|(table, _)| *table == key);
        match (of_table, &opened.value) {
            (Some((table, _)), Value::Table(inside)) => {
                for (inner, node) in inside {
                    let path = format!("{path}.{inner}");
                    if let Some(option) = options::find(&format!("{table}.{inner}")) {
                        self.set(option, node, path, mistakes);
                    } else {
                        tell(mistakes, node, path, ConfigMistake::unknown_key(inner, options::names_in(table)));
                    }
                }
            }
            (Some((_, Some(alone))), _) => {
                if let Some(option) = options::find(alone) {
                    self.set(option, node, path, mistakes);
                }
            }
            (Some((_, None)), _) => drop(table(&opened, &path, mistakes)),
            (None, _) => match options::find(key) {
                Some(option) => self.set(option, node, path, mistakes),
                None if options::OF_THE_CODE.contains(&key) => tell(mistakes, node, path, ConfigMistake::OfTheCode),
                None => {
                    let mistake = subject.of_a_timer(key, node);
                    let mistake = mistake.unwrap_or_else(|| ConfigMistake::unknown_key(key, options::names()));
                    tell(mistakes, node, path, mistake);
                }
            },
        }
    }

    fn set(&mut self, option: &options::DaemonOption, node: &Node, path: String, mistakes: &mut Vec<Mistake>) {
        match (option.read)(node, &mut self.settings) {
            Ok(()) if option.name == "restart.max_delay" => self.max_delay = Some(node.place.clone()),
            Ok(()) => {}
            Err(mistake) => tell(mistakes, node, path, mistake),
        }
    }

    /// What all layers together come to.
    fn finish(mut self, subject: &Subject<'_>, mistakes: &mut Vec<Mistake>) -> Settings {
        self.check_delays(subject, mistakes);
        self.check_timers(subject, mistakes);
        self.finish_handlers(subject, mistakes);
        let Self { mut settings, section, .. } = self;
        let section = section.map(Section::new);
        let needs = subject.declaration.configs;
        section::check(subject.name, subject.source, section.as_ref(), needs, mistakes);
        settings.section = section.map(Arc::new);
        settings
    }

    fn finish_handlers(&mut self, subject: &Subject<'_>, mistakes: &mut Vec<Mistake>) {
        for NamedHandler { slot, name, .. } in &subject.handlers {
            match self.handlers.remove(slot).map(HandlerDraft::finish) {
                Some(Ok(terms)) => drop(self.settings.handlers.insert(*slot, terms)),
                Some(Err((place, what))) => {
                    mistakes.push(Mistake {
                        place,
                        key: format!("daemon.{}.handlers.{name}.keep", subject.name),
                        what,
                    });
                }
                None => {}
            }
        }
    }

    fn check_delays(&self, subject: &Subject<'_>, mistakes: &mut Vec<Mistake>) {
        let restart = &self.settings.declaration.restart;
        let Some(place) = self.max_delay.clone().filter(|_| restart.max_delay < restart.delay) else { return };
        let (found, delay) = (duration::display(restart.max_delay), duration::display(restart.delay));
        let wrong = format!("it is below `delay`, which is {delay}");
        let mistake = ConfigMistake::bad(found, wrong, format!("write \"{delay}\" or more"));
        mistakes.push(Mistake { place, key: format!("daemon.{}.restart.max_delay", subject.name), what: mistake });
    }

    /// Options of a timer that do not go together, which only shows when all layers are there.
    fn check_timers(&mut self, subject: &Subject<'_>, mistakes: &mut Vec<Mistake>) {
        for (slot, place) in std::mem::take(&mut self.timers) {
            let Some(timer) = subject.timers.iter().find(|timer| timer.slot == slot) else { continue };
            let wrong = self.settings.timers.get(&slot).and_then(timers::wrong);
            if let Some(mistake) = wrong {
                // It is told here, and not once more where periods of the code are checked.
                self.settings.timers.remove(&slot);
                mistakes.push(Mistake {
                    place,
                    key: format!("daemon.{}.timers.{}", subject.name, timer.name),
                    what: mistake,
                });
            }
        }
    }
}

/// The entries of what is to be a table.
fn table<'a>(node: &'a Node, path: &str, mistakes: &mut Vec<Mistake>) -> Option<&'a Table> {
    if let Value::Table(table) = &node.value {
        return Some(table);
    }
    let (found, expected) = (node.value.kind().to_owned(), format!("a table: `[{path}]`"));
    tell(mistakes, node, path.to_owned(), ConfigMistake::WrongType { found, expected });
    None
}

/// Whether `key` means what is called `name`.
fn is_called(name: &str, key: &str, node: &Node) -> bool {
    name == key || node.place.is_environment() && in_environment(name) == key
}

fn tell(mistakes: &mut Vec<Mistake>, node: &Node, key: String, mistake: ConfigMistake) {
    mistakes.push(Mistake { place: node.place.clone(), key, what: mistake });
}
