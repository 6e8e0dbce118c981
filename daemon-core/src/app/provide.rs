//! Resources: given as values, or made at start.

use std::any::{Any, TypeId, type_name};
use std::future::Future;
use std::pin::Pin;

use super::App;
use crate::BoxError;

type Made = Result<Box<dyn Any + Send + Sync>, BoxError>;
type Make = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = Made> + Send>> + Send>;

/// A resource that the app has, or knows how to make.
pub(super) struct Provider {
    pub(super) type_id: TypeId,
    pub(super) type_name: &'static str,
    pub(super) make: Make,
}

/// What a function given to [`App::provide_with`] returns: a `Result` with the value.
///
/// A value alone cannot be told from a `Result` that happens to be `Clone`; it is given with [`App::provide`].
#[diagnostic::on_unimplemented(
    message = "`provide_with` takes an async function that returns a `Result`, not `{Self}`",
    label = "does not return a `Result` with a resource",
    note = "return `Ok::<_, BoxError>(value)`, or give the app a finished value: `.provide(value)`",
    note = "a resource must be `Clone + Send + Sync + 'static`; wrap it in an `Arc` if it is not `Clone`"
)]
pub trait Provided {
    /// The type that daemons ask for.
    type Resource: Clone + Send + Sync + 'static;

    /// With any error as a [`BoxError`].
    fn into_result(self) -> Result<Self::Resource, BoxError>;
}

impl<T, E> Provided for Result<T, E>
where
    T: Clone + Send + Sync + 'static,
    E: Into<BoxError>,
{
    type Resource = T;

    fn into_result(self) -> Result<T, BoxError> {
        self.map_err(Into::into)
    }
}

impl App {
    /// Gives daemons a value, for `#[resource]` fields and `ctx.resource::<T>()`. Each gets a clone. Of several values
    /// of one type the last counts.
    pub fn provide<T: Clone + Send + Sync + 'static>(self, value: T) -> Self {
        self.add::<T>(Box::new(move || Box::pin(async move { Ok(boxed(value)) })))
    }

    /// Gives daemons a value that is made when the app is started, and only then: not by [`check`](Self::check).
    /// If making it fails, nothing is started.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// #[derive(Clone)]
    /// struct Db;
    ///
    /// impl Db {
    ///     async fn connect() -> Result<Db> {
    ///         Ok(Db)
    ///     }
    /// }
    ///
    /// let app = App::empty().provide_with(Db::connect);
    /// # drop(app);
    /// ```
    pub fn provide_with<F, Fut>(self, make: F) -> Self
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output: Provided> + Send + 'static,
    {
        let make: Make = Box::new(move || {
            let future = make();
            Box::pin(async move { Ok(boxed(future.await.into_result()?)) })
        });
        self.add::<<Fut::Output as Provided>::Resource>(make)
    }

    fn add<T: 'static>(mut self, make: Make) -> Self {
        let type_id = TypeId::of::<T>();
        self.providers.retain(|provider| provider.type_id != type_id);
        self.providers.push(Provider { type_id, type_name: type_name::<T>(), make });
        self
    }
}

fn boxed<T: Send + Sync + 'static>(value: T) -> Box<dyn Any + Send + Sync> {
    Box::new(value)
}
