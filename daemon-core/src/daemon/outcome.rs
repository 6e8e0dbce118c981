//! What handlers may return.

use crate::BoxError;
use crate::health::Health;

/// A handler's return type: `()`, or `Result<(), E>` with any `E` that turns into a [`BoxError`].
#[diagnostic::on_unimplemented(
    message = "a handler returns `()` or `Result<(), E>`",
    label = "returns `{Self}`",
    note = "return `Result<()>` from `daemon_core::prelude`; `E` may be any error type that is `Send + Sync + 'static`"
)]
pub trait Outcome {
    /// The same for every handler.
    fn into_result(self) -> Result<(), BoxError>;
}

impl Outcome for () {
    fn into_result(self) -> Result<(), BoxError> {
        Ok(())
    }
}

/// The output of a function's type. `!` has no name yet outside return types; this is a way to write it.
pub trait Returns {
    /// What it returns.
    type Output;
}

impl<T> Returns for fn() -> T {
    type Output = T;
}

/// A body that never ends, such as `loop { … }`.
#[diagnostic::do_not_recommend]
impl Outcome for <fn() -> ! as Returns>::Output {
    fn into_result(self) -> Result<(), BoxError> {
        self
    }
}

impl<E: Into<BoxError>> Outcome for Result<(), E> {
    fn into_result(self) -> Result<(), BoxError> {
        self.map_err(Into::into)
    }
}

/// The return type of an `#[init]` that builds the daemon: `Self`, or `Result<Self, E>`.
#[diagnostic::on_unimplemented(
    message = "this `#[init]` returns `{D}` or `Result<{D}, E>`",
    label = "returns `{Self}`",
    note = "write `async fn init(ctx: &Context) -> Result<Self>`"
)]
pub trait InitOutcome<D> {
    /// The same for every `#[init]`.
    fn into_daemon(self) -> Result<D, BoxError>;
}

impl<D> InitOutcome<D> for D {
    fn into_daemon(self) -> Result<D, BoxError> {
        Ok(self)
    }
}

impl<D, E: Into<BoxError>> InitOutcome<D> for Result<D, E> {
    fn into_daemon(self) -> Result<D, BoxError> {
        self.map_err(Into::into)
    }
}

/// The return type of a `#[health]`: `Health`, or `Result<Health, E>`.
#[diagnostic::on_unimplemented(
    message = "a `#[health]` returns `Health` or `Result<Health, E>`",
    label = "returns `{Self}`",
    note = "return `Health::healthy()`, `Health::degraded(reason)` or `Health::unhealthy(reason)`"
)]
pub trait HealthOutcome {
    /// The same for every check.
    fn into_health(self) -> Result<Health, BoxError>;
}

impl HealthOutcome for Health {
    fn into_health(self) -> Result<Health, BoxError> {
        Ok(self)
    }
}

impl<E: Into<BoxError>> HealthOutcome for Result<Health, E> {
    fn into_health(self) -> Result<Health, BoxError> {
        self.map_err(Into::into)
    }
}
