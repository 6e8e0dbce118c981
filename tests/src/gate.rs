//! A door that a test opens for handlers.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// Holds handlers back, and lets them pass one by one. Clones are one and the same gate.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// Nobody passes yet.
    pub fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Resolves when it is opened for this one.
    ///
    /// # Panics
    ///
    /// Never: it is not closed for good.
    pub async fn pass(&self) {
        self.0.acquire().await.expect("never closed for good").forget();
    }

    /// Lets so many more pass.
    pub fn open(&self, times: usize) {
        self.0.add_permits(times);
    }
}
