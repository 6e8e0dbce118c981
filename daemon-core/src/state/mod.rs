//! What a daemon publishes of itself: one value that it changes and that anybody may watch.
//!
//! A [`Channel`] belongs to a unit and outlives generations. Whoever reads has a share of the value as it was at one moment
//! and holds no lock, so neither a slow watcher nor one that keeps what it has seen is in anybody's way. Whoever writes does so
//! on a copy that takes the value's place as a whole; a panic on the way leaves what there was.

mod channel;
mod published;
mod watcher;

use std::any::{Any, type_name};

pub(crate) use channel::Channel;
pub use published::Published;
pub use watcher::{StateEnded, StateWatcher};

use crate::daemon::Declared;

/// A daemon with `#[daemon(state = T)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no state",
    label = "declares no `state`",
    note = "write `#[daemon(state = T)]` on the struct `{Self}`, where `T` is the type of what it publishes"
)]
pub trait Stateful: Declared {
    /// What it publishes.
    type State: Clone + Default + Send + Sync + 'static;
}

/// The state that a declaration speaks of, with its type forgotten.
#[derive(Clone, Copy, Debug)]
pub struct StateKind(fn() -> Box<dyn AnyState>);

impl StateKind {
    /// The state of `D`.
    pub const fn of<D: Stateful>() -> Self {
        Self(|| Box::<Channel<D::State>>::default())
    }

    pub(crate) fn make(self) -> Box<dyn AnyState> {
        (self.0)()
    }
}

/// What the supervisor needs of a state.
pub(crate) trait AnyState: Any + Send + Sync {
    /// A generation begins, with a state of its own. Runs the user's `Default`, and the destructor of what was.
    fn begin(&self, generation: u64);

    /// The system is down.
    fn end(&self);

    /// The name of the type, for messages.
    fn type_name(&self) -> &'static str;
}

impl<T: Clone + Default + Send + Sync + 'static> AnyState for Channel<T> {
    fn begin(&self, generation: u64) {
        Self::begin(self, generation);
    }

    fn end(&self) {
        Self::end(self);
    }

    fn type_name(&self) -> &'static str {
        type_name::<T>()
    }
}
