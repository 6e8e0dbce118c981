//! Data: owns the store.

use daemon_core::prelude::*;

use crate::store::Store;

/// Opens the store, however late its volume is mounted, and closes it when nobody needs it any more.
#[daemon(start_timeout = "24h")]
pub struct DataDaemon {
    #[resource]
    store: Store,
}

#[daemon]
impl DataDaemon {
    #[init]
    async fn open(&mut self, ctx: &Context) -> Result {
        // `#[init]` is given the time that a stop may take, and this one has nothing to do with it.
        tokio::select! {
            () = ctx.cancelled() => Ok(()),
            opened = self.store.open() => Ok(opened?),
        }
    }

    #[cleanup]
    async fn close(&mut self) -> Result {
        Ok(self.store.close().await?)
    }
}
