//! What is known of the machine at one moment.

use daemon_core::prelude::*;

/// A sample was taken.
#[derive(Event, Clone, Debug, PartialEq)]
#[event(topic = "hostwatch.sampled")]
pub(crate) struct Sampled {
    /// In seconds since 1970.
    pub(crate) at: i64,
    /// Of all cores together, in percent.
    pub(crate) cpu: f64,
    pub(crate) memory: Usage,
    pub(crate) disks: Vec<Disk>,
    pub(crate) processes: Processes,
}

/// How much of something is used, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) used: u64,
    pub(crate) total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Disk {
    /// Where it is mounted.
    pub(crate) mount: String,
    pub(crate) usage: Usage,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Processes {
    pub(crate) count: usize,
    pub(crate) busiest: Option<Busiest>,
}

/// The process that needs most.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Busiest {
    pub(crate) name: String,
    /// Of one core, in percent.
    pub(crate) cpu: f64,
}

impl Usage {
    pub(crate) fn percent(self) -> f64 {
        if self.total == 0 { 0.0 } else { self.used as f64 / self.total as f64 * 100.0 }
    }
}

impl Sampled {
    /// The disk with the least room, in relation to its size.
    pub(crate) fn fullest_disk(&self) -> Option<&Disk> {
        self.disks.iter().max_by(|a, b| a.usage.percent().total_cmp(&b.usage.percent()))
    }
}
