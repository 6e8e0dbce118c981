//! `[daemon.<name>.handlers]`: what of a `#[subscribe]` or a `#[message]` can be changed, by the method's name.

use super::mistake::{ConfigMistake, Mistake};
use super::place::ConfigPlace;
use super::read::{self, Outcome};
use super::value::{Node, Table};
use crate::daemon::{HandlerTerms, Lane};
use crate::mailbox::Overflow;
use crate::message::Priority;

/// A handler of events or messages.
pub(crate) struct NamedHandler {
    pub(crate) slot: usize,
    /// The method's, in kebab-case.
    pub(crate) name: String,
    pub(crate) kind: HandlerKind,
    /// As declared.
    pub(crate) terms: HandlerTerms,
}

/// What a handler is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HandlerKind {
    Events,
    /// Nothing of which is ever dropped.
    LifecycleEvents,
    Messages,
}

/// What layers make of one handler.
#[derive(Debug)]
pub(super) struct HandlerDraft {
    pub(super) terms: HandlerTerms,
    /// Where how many to keep is said. Whether that is to any purpose only shows when all layers are there.
    keep: Option<(u32, ConfigPlace)>,
}

/// An option of such a handler.
pub(super) struct HandlerOption {
    pub(super) name: &'static str,
    is_for_messages: bool,
    /// What it is, as it would be written; empty for what there is none of.
    pub(super) show: fn(&HandlerTerms) -> String,
}

/// All of them, by name.
pub(super) const OPTIONS: [HandlerOption; 5] = [
    HandlerOption { name: "concurrent", is_for_messages: true, show: |terms| terms.lane.most().to_string() },
    HandlerOption {
        name: "keep",
        is_for_messages: false,
        show: |terms| kept(terms.overflow).map(|keep| keep.to_string()).unwrap_or_default(),
    },
    HandlerOption {
        name: "overflow",
        is_for_messages: false,
        show: |terms| match terms.overflow {
            Overflow::Wait => "wait".to_owned(),
            Overflow::DropOldest(_) => "drop_oldest".to_owned(),
            Overflow::DropNewest(_) => "drop_newest".to_owned(),
            Overflow::Latest => "latest".to_owned(),
        },
    },
    HandlerOption { name: "priority", is_for_messages: true, show: |terms| terms.priority.name().to_owned() },
    HandlerOption {
        name: "throttle",
        is_for_messages: true,
        show: |terms| terms.throttle.map_or_else(|| "off".to_owned(), |rate| rate.to_string()),
    },
];

/// How many are kept if nobody says.
const KEEP: u32 = 64;

const OVERFLOWS: [(&str, Overflow); 4] = [
    ("wait", Overflow::Wait),
    ("drop_oldest", Overflow::DropOldest(KEEP)),
    ("drop_newest", Overflow::DropNewest(KEEP)),
    ("latest", Overflow::Latest),
];

const PRIORITIES: [(&str, Priority); 4] =
    [("low", Priority::Low), ("normal", Priority::Normal), ("high", Priority::High), ("critical", Priority::Critical)];

/// How many it keeps, if it says how many.
fn kept(overflow: Overflow) -> Option<u32> {
    match overflow {
        Overflow::DropOldest(keep) | Overflow::DropNewest(keep) => Some(keep),
        Overflow::Wait | Overflow::Latest => None,
    }
}

/// The same, with room for so many; nothing if it is not for saying that.
fn keeping(overflow: Overflow, keep: u32) -> Option<Overflow> {
    match overflow {
        Overflow::DropOldest(_) => Some(Overflow::DropOldest(keep)),
        Overflow::DropNewest(_) => Some(Overflow::DropNewest(keep)),
        Overflow::Wait | Overflow::Latest => None,
    }
}

impl HandlerKind {
    fn attribute(self) -> &'static str {
        match self {
            Self::Events | Self::LifecycleEvents => "#[subscribe]",
            Self::Messages => "#[message]",
        }
    }

    fn options(self) -> impl Iterator<Item = &'static str> {
        let options = OPTIONS.iter().filter(move |option| option.is_for_messages || self != Self::Messages);
        options.map(|option| option.name)
    }
}

impl HandlerDraft {
    pub(super) fn new(handler: &NamedHandler) -> Self {
        Self { terms: handler.terms, keep: None }
    }

    /// Puts a layer's `table` of options, whose key is `path`, on top.
    pub(super) fn put(&mut self, handler: &NamedHandler, table: &Table, path: &str, mistakes: &mut Vec<Mistake>) {
        // How many to keep is about what one and the same layer says of the overflow.
        let (overflow, others): (Vec<_>, Vec<_>) = table.iter().partition(|(key, _)| key.as_str() == "overflow");
        for (key, node) in overflow.into_iter().chain(others) {
            if let Err(what) = self.set(handler, key, node) {
                mistakes.push(Mistake { place: node.place.clone(), key: format!("{path}.{key}"), what });
            }
        }
    }

    fn set(&mut self, handler: &NamedHandler, key: &str, node: &Node) -> Outcome {
        let Some(option) = OPTIONS.iter().find(|option| option.name == key) else {
            return Err(ConfigMistake::unknown_key(key, handler.kind.options()));
        };
        if !handler.kind.options().any(|name| name == key) {
            return Err(ConfigMistake::of_another_kind(handler.kind.attribute(), handler.kind.options()));
        }
        match option.name {
            "concurrent" => self.terms.lane = lane(node, handler.terms.lane)?,
            "keep" => self.keep = Some((read::count(node)?, node.place.clone())),
            "overflow" => self.overflow(handler, read::word(node, &OVERFLOWS)?)?,
            "priority" => self.terms.priority = read::word(node, &PRIORITIES)?,
            _ => self.terms.throttle = read::rate_or_off(node)?,
        }
        Ok(())
    }

    fn overflow(&mut self, handler: &NamedHandler, overflow: Overflow) -> Outcome {
        if overflow != Overflow::Wait && handler.kind == HandlerKind::LifecycleEvents {
            let wrong = "it is for lifecycle events, of which none is ever dropped";
            return Err(ConfigMistake::bad(shown(overflow), wrong, "leave it out"));
        }
        let keep = kept(self.terms.overflow).or(kept(handler.terms.overflow));
        self.terms.overflow = keep.and_then(|keep| keeping(overflow, keep)).unwrap_or(overflow);
        if kept(overflow).is_none() {
            // With what it was for, a weaker layer has been overruled.
            self.keep = None;
        }
        Ok(())
    }

    /// What all layers together come to; or what of it does not go together, and where that is written.
    pub(super) fn finish(self) -> Result<HandlerTerms, (ConfigPlace, ConfigMistake)> {
        let Self { mut terms, keep } = self;
        let Some((keep, place)) = keep else { return Ok(terms) };
        let Some(overflow) = keeping(terms.overflow, keep) else {
            let (wrong, help) = match terms.overflow {
                Overflow::Latest => ("`overflow = \"latest\"` keeps one event", "to keep several"),
                _ => ("publishers wait, and every event is kept", "beside it"),
            };
            let help = format!("write `overflow = \"drop_oldest\"` {help}, or leave `keep` out");
            return Err((place, ConfigMistake::bad(keep, wrong, help)));
        };
        terms.overflow = overflow;
        Ok(terms)
    }
}

fn shown(overflow: Overflow) -> String {
    format!("{:?}", OVERFLOWS.iter().find(|(_, known)| *known == overflow).map_or("", |(word, _)| *word))
}

/// How many may run at once. Which handlers may run beside others the compiler has checked, and nothing else can say.
fn lane(node: &Node, declared: Lane) -> Outcome<Lane> {
    let most = read::count(node)?;
    match declared {
        Lane::Concurrent(_) => Ok(Lane::Concurrent(most)),
        Lane::Exclusive if most == 1 => Ok(Lane::Exclusive),
        Lane::Exclusive => {
            let wrong = "its attribute has no `concurrent`, so that it is built to have the daemon to itself";
            let help = "take `&self` and write `concurrent = 1` in the code, and how many can be said here";
            Err(ConfigMistake::bad(most, wrong, help))
        }
    }
}
