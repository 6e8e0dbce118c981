//! Says when something is too much.

use std::collections::BTreeMap;

use daemon_core::prelude::*;

use crate::console::Console;
use crate::recorder::Recorder;
use crate::sample::Sampled;
use crate::threshold::{Change, Limits, Threshold};

const CPU: Limits = Limits { raise_at: 90.0, clear_below: 75.0, patience: 5 };
const MEMORY: Limits = Limits { raise_at: 90.0, clear_below: 85.0, patience: 5 };
const DISK: Limits = Limits { raise_at: 95.0, clear_below: 92.0, patience: 2 };

/// Something has been too much for a while.
#[derive(Event, Clone, Debug, PartialEq)]
#[event(topic = "hostwatch.alert.raised")]
pub(crate) struct AlertRaised(pub(crate) Alert);

/// It is no longer.
#[derive(Event, Clone, Debug, PartialEq)]
#[event(topic = "hostwatch.alert.cleared")]
pub(crate) struct AlertCleared(pub(crate) Alert);

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alert {
    /// In seconds since 1970.
    pub(crate) at: i64,
    /// `cpu`, `memory`, `disk /`
    pub(crate) subject: String,
    pub(crate) percent: f64,
}

/// Raises an alert when processor, memory or a disk is nearly used up, and clears it when that is over.
#[daemon(after(Console, Recorder))]
pub(crate) struct Alerts {
    /// By subject.
    thresholds: BTreeMap<String, Threshold>,
}

#[daemon]
impl Alerts {
    #[subscribe]
    async fn sampled(&mut self, sampled: &Sampled, ctx: &Context) -> Result {
        for (change, alert) in self.look_at(sampled) {
            match change {
                Change::Raised => ctx.publish(AlertRaised(alert)).await?,
                Change::Cleared => ctx.publish(AlertCleared(alert)).await?,
            }
        }
        Ok(())
    }

    fn look_at(&mut self, sampled: &Sampled) -> Vec<(Change, Alert)> {
        let levels = levels(sampled);
        let mut changes = Vec::new();
        let mut change = |change, subject: &str, percent| {
            changes.push((change, Alert { at: sampled.at, subject: subject.to_owned(), percent }));
        };
        // A disk that is gone is not full.
        self.thresholds.retain(|subject, threshold| {
            let is_there = levels.contains_key(subject);
            if !is_there && threshold.is_raised() {
                change(Change::Cleared, subject, 0.0);
            }
            is_there
        });
        for (subject, (percent, limits)) in levels {
            let threshold = self.thresholds.entry(subject.clone()).or_insert_with(|| Threshold::new(limits));
            if percent >= limits.raise_at {
                tracing::debug!(subject, percent, "too much");
            }
            if let Some(what) = threshold.observe(percent) {
                change(what, &subject, percent);
            }
        }
        changes
    }
}

/// What is watched, in percent, by subject.
fn levels(sampled: &Sampled) -> BTreeMap<String, (f64, Limits)> {
    let mut levels = BTreeMap::new();
    levels.insert("cpu".to_owned(), (sampled.cpu, CPU));
    levels.insert("memory".to_owned(), (sampled.memory.percent(), MEMORY));
    for disk in &sampled.disks {
        levels.insert(format!("disk {}", disk.mount), (disk.usage.percent(), DISK));
    }
    levels
}
