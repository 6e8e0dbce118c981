//! The contract between what `#[daemon]` expands to and the runtime.
//!
//! The struct's attribute writes [`Declared`] and [`FromFields`]: who the daemon is and how its fields are filled.
//! The impl block's attribute writes [`Daemon`]: which handlers there are and how each is called. Neither knows of
//! tasks, mailboxes or the supervisor; those read the constants here.
//!
//! Nobody implements these traits by hand. They are public because generated code names them.

mod bounds;
mod declaration;
mod handler;
mod hooks;
mod outcome;
mod policy;

use std::future::Future;

pub use bounds::{ByValue, PlainField, Shareable, by_value, shareable};
pub use declaration::{Declaration, Dependency, Need, Source, start_depth};
pub use handler::Handler;
pub(crate) use handler::{HandlerTerms, Lane, Trigger};
pub use hooks::{Hooks, completes};
pub use outcome::{HealthOutcome, InitOutcome, Outcome};
pub use policy::{Backoff, OnDependencyFailure, OnError, OnExhausted, OnUnhealthy, Readiness, Restart, RestartPolicy};

use crate::BoxError;
use crate::context::Context;
use crate::mailbox::Letter;
use crate::message::Address;
use crate::supervise::{Duty, Ended};

/// What `#[daemon]` on the struct declares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a daemon: its struct has no `#[daemon]`",
    label = "its struct has no `#[daemon]`",
    note = "write `#[daemon]` on the line above the struct `{Self}`"
)]
pub trait Declared: Sized {
    /// The name operators see, unique in a process unless given anew with `App::with_named`.
    const NAME: &'static str;

    /// One more than the deepest of the typed dependencies. A cycle of dependencies cannot be evaluated.
    const START_DEPTH: u32;

    /// Everything else that is known without running anything.
    const DECLARATION: Declaration;

    /// The type with its path.
    fn type_name() -> &'static str {
        std::any::type_name::<Self>()
    }
}

/// What `#[daemon]` on the impl block adds: the handlers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[daemon] impl` block",
    label = "has no `#[daemon] impl` block",
    note = "write `#[daemon] impl {Self} {{}}` in the same crate, with its handlers inside"
)]
pub trait Daemon: Declared + Send + 'static {
    /// One variant for each handler. Each `#[daemon] impl` block has its own.
    type Handlers;

    /// What its messages are sent with: a method for each `#[message]` handler.
    type Handle: From<Address> + Clone + Send + Sync;

    /// The handlers, in the order in which they are written.
    const HANDLERS: &'static [Handler];

    /// Which of the once-only methods there are, and where.
    const HOOKS: Hooks;

    /// Builds the daemon at the start of a generation.
    fn init(ctx: &Context) -> impl Future<Output = Result<Self, BoxError>> + Send;

    /// Calls the handler that `letter` is for, with what is taken out of it.
    fn handle<'a>(
        &'a mut self,
        letter: &'a mut Letter,
        ctx: &'a Context,
    ) -> impl Future<Output = Result<(), BoxError>> + Send + 'a;

    /// The user's `#[cleanup]`.
    fn cleanup<'a>(&'a mut self, _ctx: &'a Context) -> impl Future<Output = Result<(), BoxError>> + Send + 'a {
        async { Ok(()) }
    }

    /// Chooses the loop that this daemon's receivers allow.
    fn serve<'a>(&'a mut self, duty: Duty<'a, Self>) -> impl Future<Output = Ended> + Send + 'a;
}

/// A daemon some of whose handlers may run while others do, all of them through `&self`.
///
/// Of its handlers `H`, as those with a `#[run]` are, so that a second `#[daemon] impl` block, which has others, is told
/// of once: at [`Daemon`].
#[diagnostic::on_unimplemented(
    message = "the handlers of `{Self}` cannot share it: it is not `Sync`",
    label = "not `Sync`",
    note = "take `&mut self` in its handlers, or hold what is not `Sync` behind a lock"
)]
pub trait Shared<H>: Daemon + Sync {
    /// Calls the `&self` handler that `letter` is for, with what is taken out of it.
    fn handle_shared<'a>(
        &'a self,
        letter: &'a mut Letter,
        ctx: &'a Context,
    ) -> impl Future<Output = Result<(), BoxError>> + Send + 'a;
}

/// A daemon with a `#[run]` that takes `&self`.
pub trait RunShared<H>: Shared<H> {
    /// The user's `#[run]`.
    fn run<'a>(&'a self, ctx: &'a Context) -> impl Future<Output = Result<(), BoxError>> + Send + 'a;
}

/// A daemon with a `#[run]` that takes `&mut self`.
pub trait RunExclusive<H>: Daemon {
    /// The user's `#[run]`.
    fn run<'a>(&'a mut self, ctx: &'a Context) -> impl Future<Output = Result<(), BoxError>> + Send + 'a;
}

/// Builds a daemon from its fields' attributes alone.
///
/// `#[daemon]` on the struct always implements it; a field that cannot be filled is told of by its own bound,
/// [`PlainField`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a daemon: its struct has no `#[daemon]`",
    label = "its struct has no `#[daemon]`",
    note = "write `#[daemon]` on the line above the struct `{Self}`"
)]
pub trait FromFields: Declared {
    /// Fills resources from the app, defaults from their expressions, and the rest with `Default::default()`.
    fn from_fields(ctx: &Context) -> Result<Self, BoxError>;
}

/// What `handle_shared` is given when an exclusive handler's letter reaches it, which the runtime never does.
pub async fn not_shared(slot: usize) -> Result<(), BoxError> {
    unreachable!("handler {slot} takes `&mut self` and was sent to the shared lane")
}
