//! Records, from async code.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use daemon_core::prelude::*;
use tokio::task::spawn_blocking;

use crate::records::Records;

/// Runs everything on threads that may block: a write is short, until a disk is busy or asleep, and then it is seconds.
///
/// The lock is for moving the connection between threads; its daemon does one thing at a time.
pub(crate) struct Database(Arc<Mutex<Records>>);

impl Database {
    pub(crate) async fn open(path: PathBuf) -> Result<Self> {
        let records = spawn_blocking(move || Records::open(&path)).await??;
        Ok(Self(Arc::new(Mutex::new(records))))
    }

    pub(crate) async fn call<T, F>(&mut self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Records) -> rusqlite::Result<T> + Send + 'static,
    {
        let records = Arc::clone(&self.0);
        let work = move || work(&mut records.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(spawn_blocking(work).await??)
    }
}
