//! What is to go wrong, and where.

use std::sync::Arc;

use crate::supervise::Generation;
use crate::supervise::activity::Doing;

/// What happens instead of what the method does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It returns an error.
    Fail,
    /// It panics.
    Panic,
    /// It never returns.
    Hang,
}

/// The method in whose place it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A hook, or a handler of the table.
    Method(Doing),
    /// A handler given at run time, by its name.
    Given(String),
}

impl Target {
    /// Whether `doing` of `generation` is this.
    fn is(&self, generation: &Generation, doing: Doing) -> bool {
        match self {
            Self::Method(method) => *method == doing,
            Self::Given(name) => {
                let Doing::Handler(slot) = doing else { return false };
                generation.orders.place(slot).is_some_and(|place| place.name == *name)
            }
        }
    }
}

/// A fault that has not struck yet.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) daemon: Arc<str>,
    pub(super) target: Target,
    pub(super) fault: Fault,
}

impl Planned {
    pub(super) fn strikes(&self, generation: &Generation, doing: Doing) -> bool {
        self.daemon == generation.unit.name && self.target.is(generation, doing)
    }
}
