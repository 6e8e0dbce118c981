//! The options of `#[daemon(…)]` on a struct.

use daemon_grammar::name;
use syn::{Ident, ItemStruct};

use super::value::{self, Reader};
use super::{daemon_ref, description, policy};
use crate::diagnostics::{argument, value as problem};
use crate::model::{Declaration, Name, ThreadPriority, Word};
use crate::problems::Problems;
use crate::syntax::{Form, Named, Options, Vocabulary};

pub(super) const STRUCT: Vocabulary = Vocabulary {
    attribute: "daemon",
    known: &[
        "name",
        "version",
        "depends_on",
        "after",
        "profiles",
        "ready",
        "critical",
        "autostart",
        "restart",
        "on_exhausted",
        "on_dependency_failure",
        "start_timeout",
        "stop_timeout",
        "mailbox",
        "ask_timeout",
        "on_error",
        "on_unhealthy",
        "watchdog",
        "throttle",
        "limits",
        "thread",
        "category",
        "capabilities",
        "state",
        "crate",
        "register",
    ],
};

const MAILBOX: Vocabulary = Vocabulary { attribute: "daemon(mailbox)", known: &["capacity", "publish_timeout"] };

const THREAD: Vocabulary = Vocabulary { attribute: "daemon(thread)", known: &["priority"] };

const LIMITS: Vocabulary = Vocabulary { attribute: "daemon(limits)", known: &["cpu", "memory"] };

const PRIORITIES: [(&str, ThreadPriority); 3] =
    [("low", ThreadPriority::Low), ("normal", ThreadPriority::Normal), ("high", ThreadPriority::High)];

const NO_TIME: &str = "write how long it may take, such as \"30s\"";

pub(super) fn declaration(mut options: Options, item: &ItemStruct, problems: &mut Problems) -> Declaration {
    let mut declaration =
        Declaration { description: description::first_paragraph(&item.attrs), ..Declaration::default() };
    mailbox(&mut options, &mut declaration, problems);
    declaration.policy = policy::policy(&mut options, problems);
    limits(&mut options, &mut declaration, problems);
    declaration.thread = thread(&mut options, problems);
    let mut reader = Reader { options: &mut options, problems };
    // An unreadable name is one error; the type's name stands in for it.
    declaration.name = reader.name("name", "\"user\"");
    declaration.version = reader.text("version", "\"1.0.0\"");
    declaration.depends_on = daemon_ref::list(&mut reader, "depends_on");
    declaration.after = daemon_ref::list(&mut reader, "after");
    declaration.profiles = reader.texts("profiles", "\"full\"");
    declaration.autostart = reader.boolean("autostart");
    declaration.start_timeout = reader.span_of_time("start_timeout", NO_TIME);
    declaration.stop_timeout = reader.span_of_time("stop_timeout", NO_TIME);
    declaration.ask_timeout = reader.span_of_time("ask_timeout", NO_TIME);
    declaration.throttle = reader.rate("throttle");
    declaration.category = reader.text("category", "\"service\"");
    declaration.capabilities = reader.texts("capabilities", "\"chat\"");
    declaration.state = reader.ty("state", "Progress");
    declaration.register = reader.boolean("register");
    options.finish(&STRUCT, problems);
    declaration.name = declaration.name.or_else(|| derived_name(&item.ident, problems));
    declaration
}

/// `mailbox = 1024`, or `mailbox(capacity = 1024, publish_timeout = "5s")`.
fn mailbox(options: &mut Options, declaration: &mut Declaration, problems: &mut Problems) {
    match options.take("mailbox", problems) {
        None => {}
        Some(Named { form: Form::List(mut inside), .. }) => {
            let mut reader = Reader { options: &mut inside, problems };
            declaration.mailbox = reader.number("capacity");
            declaration.publish_timeout = reader.time("publish_timeout");
            inside.finish(&MAILBOX, problems);
        }
        Some(capacity) => declaration.mailbox = value::number(capacity, problems),
    }
}

/// `limits(cpu = 0.5, memory = "512MiB")`
fn limits(options: &mut Options, declaration: &mut Declaration, problems: &mut Problems) {
    let Some(Named { key, form }) = options.take("limits", problems) else { return };
    match form {
        Form::List(inside) if inside.is_empty() => problems.report(problem::empty_options(&key, "cpu = 0.5")),
        Form::List(mut inside) => {
            let mut reader = Reader { options: &mut inside, problems };
            declaration.cpu = reader.cpu_share("cpu");
            declaration.memory = reader.size("memory");
            inside.finish(&LIMITS, problems);
        }
        Form::Flag | Form::Value(_) => problems.report(argument::option_takes_a_list(&key, "cpu = 0.5")),
    }
}

/// `thread`, or `thread(priority = "low")`.
fn thread(options: &mut Options, problems: &mut Problems) -> Option<ThreadPriority> {
    let Named { key, form } = options.take("thread", problems)?;
    match form {
        Form::Flag => return Some(ThreadPriority::Normal),
        Form::List(inside) if inside.is_empty() => problems.report(problem::empty_options(&key, "priority = \"low\"")),
        Form::List(mut inside) => {
            let priority = Reader { options: &mut inside, problems }.choice("priority", &PRIORITIES);
            inside.finish(&THREAD, problems);
            return priority.map(Word::meaning);
        }
        Form::Value(value) => problems.report(argument::thread_takes_no_value(&key, &value)),
    }
    None
}

fn derived_name(ident: &Ident, problems: &mut Problems) -> Option<Name> {
    let name = Name { text: name::of_daemon(&ident.to_string()), span: ident.span() };
    match name::check(&name.text) {
        Ok(()) => Some(name),
        Err(reason) => {
            problems.report(problem::no_name_from_identifier(ident, &reason));
            None
        }
    }
}
