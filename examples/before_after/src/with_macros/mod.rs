//! With the macros.

mod data;
mod room_membership;
mod training;
mod user;

use daemon_core::App;
pub use data::DataDaemon;
pub use room_membership::RoomMembershipDaemon;
pub use training::TrainingDaemon;
pub use user::UserDaemon;

use crate::clients::Gateway;
use crate::store::Store;

/// The four daemons, about to be started.
pub fn app(store: Store, gateway: Gateway) -> App {
    App::new().provide(store).provide(gateway)
}
