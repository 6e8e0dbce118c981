//! Room membership: everybody is where everybody is.

use daemon_core::prelude::*;

use crate::events::UserCreated;
use crate::store::Store;
use crate::with_macros::DataDaemon;

/// Adds new users to the rooms that everybody is in, and a little after its start those who have missed it.
#[daemon(depends_on(DataDaemon))]
pub struct RoomMembershipDaemon {
    #[resource]
    store: Store,
}

#[daemon]
impl RoomMembershipDaemon {
    #[subscribe]
    async fn user_created(&mut self, UserCreated(user): &UserCreated) -> Result {
        for room in self.store.rooms_of_everybody().await? {
            self.store.add_member(room, user.id).await?;
        }
        Ok(())
    }

    #[defer("2s")]
    async fn catch_up(&mut self) -> Result {
        for (room, user) in self.store.missing_members().await? {
            self.store.add_member(room, user).await?;
        }
        Ok(())
    }
}
