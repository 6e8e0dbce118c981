//! A daemon type with its type forgotten: what the roster holds.

use std::any::{TypeId, type_name};
use std::marker::PhantomData;
use std::sync::Arc;

use super::life::{Runner, TypedRunner};
use crate::daemon::{Daemon, Declaration, Dependency, Hooks, Trigger};
use crate::event::{Connector, Interest};
use crate::mailbox::{MailboxTerms, Overflow};
use crate::timer::Interval;

/// A daemon type, as data and two functions.
#[derive(Clone, Copy)]
pub(crate) struct Blueprint {
    pub(crate) declaration: &'static Declaration,
    pub(crate) type_id: fn() -> TypeId,
    /// The type with its path.
    pub(crate) type_path: fn() -> &'static str,
    pub(crate) hooks: Hooks,
    pub(crate) handlers: fn() -> Vec<HandlerFacts>,
    pub(super) runner: fn(MailboxTerms) -> Arc<dyn Runner>,
}

/// A handler, as data.
#[derive(Clone, Debug)]
pub(crate) struct HandlerFacts {
    pub(crate) name: &'static str,
    pub(crate) line: u32,
    pub(crate) kind: Kind,
}

/// What makes a handler run, as data.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Event { interest: Interest, from: Option<Dependency>, overflow: Overflow },
    Interval(Interval),
    Defer,
    Ready(Dependency),
}

/// `&CONSTANT` in a generic context.
struct Declares<D>(PhantomData<D>);

impl<D: Daemon> Declares<D> {
    const DECLARATION: &'static Declaration = &D::DECLARATION;
}

impl Blueprint {
    pub(crate) const fn of<D: Daemon>() -> Self {
        Self {
            declaration: Declares::<D>::DECLARATION,
            type_id: TypeId::of::<D>,
            type_path: type_name::<D>,
            hooks: D::HOOKS,
            handlers: facts::<D>,
            runner: |terms| Arc::new(TypedRunner::<D>::new(terms)),
        }
    }
}

fn facts<D: Daemon>() -> Vec<HandlerFacts> {
    let facts = D::HANDLERS.iter().map(|handler| HandlerFacts {
        name: handler.name,
        line: handler.line,
        kind: match &handler.trigger {
            Trigger::Event(connect) => {
                let interest = Connector::describe(*connect);
                Kind::Event { interest, from: handler.from, overflow: handler.overflow }
            }
            Trigger::Interval(interval, _) => Kind::Interval(*interval),
            Trigger::Defer(..) => Kind::Defer,
            Trigger::Ready(source, _) => Kind::Ready(*source),
        },
    });
    facts.collect()
}

/// What `#[daemon]` submits at link time.
pub struct Registration(Blueprint);

impl Registration {
    /// Registers `D`.
    pub const fn of<D: Daemon>() -> Self {
        Self(Blueprint::of::<D>())
    }

    pub(crate) const fn blueprint(&self) -> Blueprint {
        self.0
    }
}

inventory::collect!(Registration);
