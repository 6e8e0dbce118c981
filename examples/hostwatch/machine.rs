//! Where samples come from: this machine, or in tests a script.

use std::sync::{Arc, Mutex, PoisonError};

use daemon_core::prelude::*;

use crate::host::Host;
use crate::sample::Sampled;

/// Takes samples. It may block.
pub(crate) trait Source: Send + 'static {
    fn sample(&mut self) -> Sampled;
}

/// The resource that daemons get.
#[derive(Clone)]
pub(crate) struct Machine(Arc<Mutex<dyn Source>>);

impl Machine {
    /// The machine that this program runs on.
    pub(crate) async fn this_one() -> Result<Self> {
        Ok(Self::new(tokio::task::spawn_blocking(Host::new).await?))
    }

    pub(crate) fn new(source: impl Source) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }

    /// Takes a sample, on a thread that may block: there are hundreds of files to read, and a disk may be slow to answer.
    pub(crate) async fn sample(&self) -> Result<Sampled> {
        let source = Arc::clone(&self.0);
        let sample = move || source.lock().unwrap_or_else(PoisonError::into_inner).sample();
        Ok(tokio::task::spawn_blocking(sample).await?)
    }
}
