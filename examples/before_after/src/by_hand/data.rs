//! Data: owns the store.

use tokio::sync::watch;

use super::service::{self, Running, Stop};
use crate::Result;
use crate::store::Store;

const NAME: &str = "data";

/// Opens the store, however late its volume is mounted, and closes it when nobody needs it any more.
pub struct DataService {
    store: Store,
    ready: watch::Sender<bool>,
}

impl DataService {
    /// Starts the service. It says by `ready` whether the store is open.
    pub fn start(store: Store, ready: watch::Sender<bool>) -> Running {
        let service = Self { store, ready };
        Running::spawn(NAME, |stop| service.run(stop))
    }

    async fn run(self, stop: Stop) {
        service::serve(NAME, stop.clone(), self.serve(stop)).await;
        self.ready.send_replace(false);
        service::clean_up(NAME, self.close()).await;
    }

    async fn serve(&self, mut stop: Stop) {
        let opened = tokio::select! {
            biased;
            () = stop.requested() => return,
            opened = self.store.open() => opened,
        };
        match opened {
            Ok(()) => {
                self.ready.send_replace(true);
                stop.requested().await;
            }
            Err(error) => tracing::error!(service = NAME, %error, "did not start"),
        }
    }

    async fn close(&self) -> Result {
        Ok(self.store.close().await?)
    }
}
