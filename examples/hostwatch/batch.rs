//! What is written at once.

use std::sync::Arc;

use daemon_core::prelude::*;

use crate::alerts::Alert;
use crate::sample::Sampled;
use crate::threshold::Change;

/// Something to be written, in one transaction.
#[derive(Event, Clone, Debug, Default)]
#[event(topic = "hostwatch.batch")]
pub(crate) struct Batch {
    pub(crate) samples: Vec<Arc<Sampled>>,
    pub(crate) alerts: Vec<(Change, Alert)>,
}

impl Batch {
    pub(crate) fn is_empty(&self) -> bool {
        self.samples.is_empty() && self.alerts.is_empty()
    }
}
