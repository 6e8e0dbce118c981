//! The status of a run as one line: pure.

use std::cmp::Reverse;
use std::fmt::Write;

use super::notifier::Phase;
use crate::health::{Finding, Grade};
use crate::lifecycle::Status;
use crate::system::{DaemonHealth, SystemHealth};

/// How many daemons that something is amiss with are named.
const NAMED: usize = 3;

/// How many bytes of it systemd is sent: all of what it shows, and far from a datagram that is too long.
const LONGEST: usize = 1_000;

/// `12 of 13 daemons running; cache RESTARTING: connection refused`
pub(super) fn of(phase: &Phase, health: &SystemHealth) -> String {
    let daemons = &health.daemons;
    let count = |is: fn(&DaemonHealth) -> bool| daemons.iter().filter(|daemon| is(daemon)).count();
    let completed = count(|daemon| daemon.status == Status::Completed);
    let running = count(|daemon| daemon.status == Status::Running);
    // What is not to run is stopped, and nothing is amiss with that.
    let wanted = count(|daemon| daemon.status != Status::Stopped || daemon.grade != Grade::Healthy) - completed;
    let of_all = match wanted {
        1 => "1 daemon".to_owned(),
        _ => format!("{wanted} daemons"),
    };
    let mut line = match phase {
        Phase::Starting => format!("starting: {running} of {of_all} running"),
        Phase::Ready if running == wanted => format!("{of_all} running"),
        Phase::Ready => format!("{running} of {of_all} running"),
        Phase::Stopping(why) => {
            let left = count(|daemon| matches!(daemon.status, Status::Starting | Status::Running | Status::Stopping));
            return format!("stopping: {why}; {left} left");
        }
    };
    if completed > 0 {
        // Writing to a string does not fail.
        let _ = write!(line, ", {completed} completed");
    }
    let mut amiss: Vec<_> = daemons.iter().filter_map(|daemon| Some((daemon, amiss(phase, daemon)?))).collect();
    amiss.sort_by_key(|(daemon, _)| (Reverse(daemon.grade), rank(daemon.status)));
    for (_, what) in amiss.iter().take(NAMED) {
        let _ = write!(line, "; {what}");
    }
    if amiss.len() > NAMED {
        let _ = write!(line, "; and {} more", amiss.len() - NAMED);
    }
    line
}

/// What is amiss with a daemon, as far as that is news in this phase.
fn amiss(phase: &Phase, daemon: &DaemonHealth) -> Option<String> {
    let name = &daemon.name;
    let what = match daemon.reason()? {
        Finding::NotRunning(Status::Starting | Status::Waiting | Status::Stopped) if *phase == Phase::Starting => {
            return None;
        }
        Finding::NotRunning(status) => {
            let status = status.to_string().to_uppercase();
            match &daemon.last_error {
                Some(error) => format!("{name} {status}: {error}"),
                None => format!("{name} {status}"),
            }
        }
        other => format!("{name}: {other}"),
    };
    Some(what)
}

/// What others wait for comes before those who wait.
fn rank(status: Status) -> u8 {
    match status {
        Status::Failed | Status::Unavailable => 0,
        Status::Restarting => 1,
        Status::Waiting => 3,
        _ => 2,
    }
}

/// As systemd takes it: one line, since each line of a message is a word of its own to it, and not too long.
pub(super) fn fitting(text: &str) -> String {
    let mut line: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    if line.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|&end| line.is_char_boundary(end)).unwrap_or_default();
        line.truncate(end);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_one_line_and_not_too_long() {
        assert_eq!(fitting("cache: a\nSTOPPING=1\r\tb"), "cache: a STOPPING=1  b");
        assert_eq!(fitting(&"é".repeat(600)), format!("{}…", "é".repeat(500)));
    }
}
