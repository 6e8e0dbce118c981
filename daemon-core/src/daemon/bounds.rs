//! Bounds that generated code assumes, so that a user for whom one does not hold is told in words, once.

/// What async handlers with `&self` need of their daemon.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Sync`, so an async handler cannot take it by `&self`",
    label = "take `&mut self`",
    note = "write `&mut self` in the async handlers of `{Self}`, or hold what is not `Sync` behind a `Mutex`"
)]
pub trait Shareable: Sync {}

#[diagnostic::do_not_recommend]
impl<D: Sync> Shareable for D {}

/// What a field without `#[resource]` or `#[default(…)]` needs of its type.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` has no value to start with",
    label = "has a field without a value",
    note = "give the field `#[default(…)]` or `#[resource]`, implement `Default` for `{Self}`, or build the daemon in `#[init] async fn init(ctx: &Context) -> Result<Self>`"
)]
pub trait PlainField: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> PlainField for T {}
