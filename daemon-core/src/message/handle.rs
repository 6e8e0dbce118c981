//! The handle of a daemon that has no messages.

use super::Address;
use crate::daemon::Daemon;

/// What messages to a `D` are sent with: a method for each of its `#[message]` handlers, of the same name, arguments and
/// visibility.
///
/// ```
/// use daemon_core::prelude::*;
/// use daemon_core::Handle;
///
/// #[daemon]
/// struct Counter {
///     count: u64,
/// }
///
/// #[daemon]
/// impl Counter {
///     /// Adds to the count, which it returns.
///     #[message]
///     async fn add(&mut self, more: u64) -> u64 {
///         self.count += more;
///         self.count
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result {
/// let system = App::empty().with::<Counter>().start().await?;
/// let counter: Handle<Counter> = system.daemon::<Counter>();
/// assert_eq!(counter.add(2).await?, 2);
/// counter.add(3).tell().await?;
/// assert_eq!(counter.add(0).await?, 5);
/// system.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub type Handle<D> = <D as Daemon>::Handle;

/// Of a daemon without `#[message]` handlers: there is nothing to ask it.
#[derive(Clone, Debug)]
pub struct NoMessages(());

impl From<Address> for NoMessages {
    fn from(_: Address) -> Self {
        Self(())
    }
}
