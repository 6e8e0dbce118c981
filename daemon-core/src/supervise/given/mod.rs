//! Handlers that a daemon gives itself at run time: intervals, deferred calls, subscriptions.
//!
//! They belong to the generation that gave them and go with it. They are exclusive, as `&mut self` handlers are, and run
//! in the same loop, in the same order, from the same mailbox. What attributes do with a table and a `match`, these do
//! with a box: an allocation for each run.
//!
//! `Context` leaves an order; the generation's task carries it out before the next handler begins.

mod call;
mod orders;

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

pub use call::{Heard, HeardWith, Ticked, TickedWith};
pub(crate) use call::{hearing, hearing_with, ticking, ticking_with};
pub(crate) use orders::{Order, Orders};

use crate::BoxError;
use crate::context::Context;
use crate::daemon::Source;
use crate::event::AnyEvent;

/// The future of one run.
pub(crate) type Run<'a> = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + 'a>>;

/// A handler of a daemon whose type is checked when it is given.
pub(crate) type Given = Box<dyn GivenHandler>;

/// See [`Given`].
pub(crate) trait GivenHandler: Send {
    fn run<'a>(&'a mut self, daemon: &'a mut (dyn Any + Send), event: Option<AnyEvent>, ctx: &'a Context) -> Run<'a>;
}

/// The name and the place of a handler that was given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GivenPlace {
    pub(crate) name: &'static str,
    pub(crate) source: Source,
}

impl GivenPlace {
    /// The last segment of the handler's type, which for a method is its name, where it was given.
    #[track_caller]
    pub(crate) fn of<F>() -> Self {
        let path = std::any::type_name::<F>();
        let name = path.rsplit("::").find(|segment| !segment.starts_with('{')).unwrap_or(path);
        let caller = std::panic::Location::caller();
        Self { name, source: Source::new(caller.file(), caller.line()) }
    }
}
