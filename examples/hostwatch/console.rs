//! Tells whoever watches.

use std::fmt;
use std::io::{self, Write};

use daemon_core::prelude::*;

use crate::alerts::{Alert, AlertCleared, AlertRaised};
use crate::sample::{Sampled, Usage};
use crate::store::Pruned;

/// Prints one line for each sample, and one for whatever else happens.
#[daemon]
pub(crate) struct Console;

#[daemon]
impl Console {
    #[subscribe]
    fn sampled(&mut self, sampled: &Sampled, ctx: &Context) {
        print(&Line(sampled), ctx);
    }

    #[subscribe]
    fn raised(&mut self, AlertRaised(Alert { subject, percent, .. }): &AlertRaised, ctx: &Context) {
        print(&format_args!("ALERT    {subject} at {percent:.0} %"), ctx);
    }

    #[subscribe]
    fn cleared(&mut self, AlertCleared(Alert { subject, percent, .. }): &AlertCleared, ctx: &Context) {
        print(&format_args!("cleared  {subject} at {percent:.0} %"), ctx);
    }

    #[subscribe]
    fn pruned(&mut self, Pruned { rows }: &Pruned, ctx: &Context) {
        print(&format_args!("pruned   {rows} old rows"), ctx);
    }
}

/// If nobody reads any more, as after `hostwatch | head`, there is nobody to print for. Everything else goes on.
fn print(line: &dyn fmt::Display, ctx: &Context) {
    if let Err(error) = writeln!(io::stdout(), "{line}") {
        tracing::warn!(%error, "cannot print: the console stops, samples are kept as before");
        ctx.stop();
    }
}

/// `12:00:59 UTC  cpu  12 %  memory 3.1 of 7.8 GiB  disk / 71 %  213 processes, busiest rustc 98 %`
struct Line<'a>(&'a Sampled);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sampled { at, cpu, memory, processes, .. } = self.0;
        let (hour, minute, second) = (at.rem_euclid(86_400) / 3600, at.rem_euclid(3600) / 60, at.rem_euclid(60));
        write!(f, "{hour:02}:{minute:02}:{second:02} UTC  cpu {cpu:3.0} %  memory {}", InGibibytes(*memory))?;
        if let Some(disk) = self.0.fullest_disk() {
            write!(f, "  disk {} {:.0} %", disk.mount, disk.usage.percent())?;
        }
        write!(f, "  {} processes", processes.count)?;
        match &processes.busiest {
            Some(busiest) if busiest.cpu >= 1.0 => write!(f, ", busiest {} {:.0} %", busiest.name, busiest.cpu),
            _ => Ok(()),
        }
    }
}

struct InGibibytes(Usage);

impl fmt::Display for InGibibytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const GIB: f64 = (1_u64 << 30) as f64;
        let Usage { used, total } = self.0;
        write!(f, "{:.1} of {:.1} GiB", used as f64 / GIB, total as f64 / GIB)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Busiest, Disk, Processes};

    #[test]
    fn one_line_says_it_all() {
        let gib = |used: u64, total: u64| Usage { used: used << 30, total: total << 30 };
        let mut sampled = Sampled {
            at: 1_700_000_000,
            cpu: 12.3,
            memory: gib(3, 8),
            disks: vec![
                Disk { mount: "/".to_owned(), usage: gib(1, 4) },
                Disk { mount: "/home".to_owned(), usage: gib(3, 4) },
            ],
            processes: Processes { count: 213, busiest: Some(Busiest { name: "rustc".to_owned(), cpu: 98.2 }) },
        };
        let line = Line(&sampled).to_string();
        assert_eq!(
            line,
            "22:13:20 UTC  cpu  12 %  memory 3.0 of 8.0 GiB  disk /home 75 %  213 processes, busiest rustc 98 %"
        );

        sampled.disks.clear();
        sampled.processes = Processes::default();
        assert_eq!(Line(&sampled).to_string(), "22:13:20 UTC  cpu  12 %  memory 3.0 of 8.0 GiB  0 processes");
    }
}
