//! The machine that this program runs on.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

use sysinfo::{
    CpuRefreshKind, DiskRefreshKind, Disks, MemoryRefreshKind, ProcessRefreshKind, ProcessesToUpdate, RefreshKind,
    System,
};

use crate::machine::Source;
use crate::sample::{Busiest, Disk, Processes, Sampled, Usage};

/// Disks fill slowly, and looking through all processes is the dearest part: both once in so many samples.
const RARELY: u64 = 5;

/// Reads the operating system's own numbers.
pub(crate) struct Host {
    system: System,
    disks: Disks,
    samples: u64,
}

impl Host {
    /// Usage of the processor is what was used since the last look. This is the first one.
    pub(crate) fn new() -> Self {
        let kinds = RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing().with_cpu_usage());
        let mut host = Self { system: System::new_with_specifics(kinds), disks: Disks::new(), samples: 0 };
        host.look_at_processes();
        host
    }

    fn look_at_processes(&mut self) {
        let kind = ProcessRefreshKind::nothing().with_cpu().without_tasks();
        self.system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind);
    }

    fn memory(&self) -> Usage {
        Usage { used: self.system.used_memory(), total: self.system.total_memory() }
    }

    /// Each disk once, under its shortest path, leaving out what cannot be written to: that is always full.
    fn disks(&self) -> Vec<Disk> {
        let mut disks: Vec<_> =
            self.disks.iter().filter(|disk| !disk.is_read_only() && disk.total_space() > 0).collect();
        disks.sort_by_key(|disk| disk.mount_point().as_os_str().len());
        let mut seen = HashSet::new();
        disks.retain(|disk| seen.insert(disk.name()));
        let disk = |disk: &sysinfo::Disk| Disk {
            mount: disk.mount_point().display().to_string(),
            usage: Usage {
                used: disk.total_space() - disk.available_space().min(disk.total_space()),
                total: disk.total_space(),
            },
        };
        disks.into_iter().map(disk).collect()
    }

    fn processes(&self) -> Processes {
        let processes = self.system.processes();
        let busiest = processes.values().max_by(|a, b| {
            let order = a.cpu_usage().total_cmp(&b.cpu_usage());
            order.then_with(|| Reverse(a.pid()).cmp(&Reverse(b.pid())))
        });
        let busiest = busiest.map(|process| Busiest {
            name: process.name().to_string_lossy().into_owned(),
            cpu: f64::from(process.cpu_usage()),
        });
        Processes { count: processes.len(), busiest }
    }
}

impl Source for Host {
    fn sample(&mut self) -> Sampled {
        self.system.refresh_cpu_usage();
        self.system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
        if self.samples.is_multiple_of(RARELY) {
            self.look_at_processes();
            self.disks.refresh_specifics(true, DiskRefreshKind::nothing().with_storage());
        }
        self.samples += 1;
        Sampled {
            at: now(),
            cpu: f64::from(self.system.global_cpu_usage()),
            memory: self.memory(),
            disks: self.disks(),
            processes: self.processes(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where the wall clock is read, as a part of the sample")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
