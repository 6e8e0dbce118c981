//! Owns the database.

use std::path::PathBuf;
use std::sync::Arc;

use daemon_core::prelude::*;

use crate::batch::Batch;
use crate::console::Console;
use crate::database::Database;
use crate::explainer::Explainer;
use crate::records::Records;

/// Where the database is, and how it is told.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseFile(pub(crate) PathBuf);

impl DatabaseFile {
    pub(crate) fn from_environment() -> Self {
        let given = std::env::var_os("HOSTWATCH_DB").filter(|path| !path.is_empty());
        let path = given.map_or_else(|| std::env::temp_dir().join("hostwatch.db"), PathBuf::from);
        Self(std::path::absolute(&path).unwrap_or(path))
    }
}

/// Samples older than this are deleted.
const KEEP_SECONDS: i64 = 24 * 60 * 60;

/// Old rows were deleted.
#[derive(Event, Debug)]
#[event(topic = "hostwatch.pruned")]
pub(crate) struct Pruned {
    pub(crate) rows: usize,
}

/// Keeps samples and alerts in a SQLite file for a day.
///
/// Everything that is done with the file is a handler of this daemon, so there is one writer, and nothing to lock.
#[daemon(after(Console, Explainer))]
pub(crate) struct Store {
    #[resource]
    file: DatabaseFile,
    database: Database,
}

#[daemon]
impl Store {
    #[init]
    async fn open(ctx: &Context) -> Result<Self> {
        let file: DatabaseFile = ctx.resource()?;
        let database = Database::open(file.0.clone()).await?;
        tracing::info!("samples are kept in {}", file.0.display());
        Ok(Self { file, database })
    }

    #[subscribe]
    async fn write(&mut self, batch: Arc<Batch>) -> Result {
        tracing::debug!(samples = batch.samples.len(), alerts = batch.alerts.len(), "writing");
        self.database.call(move |records| records.insert(&batch)).await
    }

    #[interval("10m", immediate)]
    async fn prune(&mut self, ctx: &Context) -> Result {
        tracing::debug!("deleting what is more than a day old");
        let rows = self.database.call(|records| records.prune(KEEP_SECONDS)).await?;
        if rows > 0 {
            ctx.publish(Pruned { rows }).await?;
        }
        Ok(())
    }

    #[cleanup]
    async fn close(&mut self) -> Result {
        let samples = self.database.call(Records::finish).await?;
        tracing::info!(samples, "closed {}", self.file.0.display());
        Ok(())
    }
}
