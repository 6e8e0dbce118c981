//! Bounds that generated code assumes, so that a user for whom one does not hold is told in words, once.

use std::sync::Arc;

/// What async handlers with `&self` need of their daemon.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Sync`, so an async handler cannot take it by `&self`",
    label = "take `&mut self`",
    note = "write `&mut self` in the async handlers of `{Self}`, or hold what is not `Sync` behind a `Mutex`"
)]
pub trait Shareable: Sync {}

#[diagnostic::do_not_recommend]
impl<D: Sync> Shareable for D {}

/// Shows that `D` is shareable, before anything else at the same place needs it: so it is said once.
pub const fn shareable<D: Shareable>() {}

/// What a field without `#[resource]` or `#[default(…)]` needs of its type.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` has no value to start with",
    label = "has a field without a value",
    note = "give the field `#[default(…)]` or `#[resource]`, implement `Default` for `{Self}`, or build the daemon in `#[init] async fn init(ctx: &Context) -> Result<Self>`"
)]
pub trait PlainField: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> PlainField for T {}

/// What a `#[subscribe]` handler that takes its event by value needs of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Clone`, so a `#[subscribe]` handler cannot take it by value",
    label = "not `Clone`",
    note = "take `&{Self}` or `Arc<{Self}>`, or put `#[derive(Clone)]` on `{Self}`"
)]
pub trait ByValue: Clone {}

#[diagnostic::do_not_recommend]
impl<E: Clone> ByValue for E {}

/// The event, cloned unless nobody else has it.
pub fn by_value<E: ByValue>(event: Arc<E>) -> E {
    Arc::unwrap_or_clone(event)
}
