//! How bad it is: of one daemon, and of all together.

use std::fmt;
use std::sync::Arc;

use super::HealthLevel;
use crate::lifecycle::Status;
use crate::supervise::OFTEN;

/// How a daemon or a system is graded, from best to worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Nothing is amiss.
    #[default]
    Healthy,
    /// Something is amiss that the app can do without for a while.
    Degraded,
    /// Something is amiss with a daemon that the app cannot do without.
    Critical,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Healthy => "HEALTHY",
            Self::Degraded => "DEGRADED",
            Self::Critical => "CRITICAL",
        })
    }
}

/// What is amiss with a daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// It is to run, and is not Running.
    NotRunning(Status),
    /// Its check says so, or has failed.
    Unhealthy(Arc<str>),
    /// Its check says so.
    Degraded(Arc<str>),
    /// A handler is over its `watchdog`.
    Stalled,
    /// A method holds its thread without an await.
    Blocking,
    /// It was restarted more than 60 times in the last hour.
    RestartsOften(usize),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRunning(status) => write!(f, "it is {status}"),
            Self::Unhealthy(reason) => write!(f, "unhealthy: {reason}"),
            Self::Degraded(reason) => write!(f, "degraded: {reason}"),
            Self::Stalled => f.write_str("a handler is stalled"),
            Self::Blocking => f.write_str("a method blocks its thread"),
            Self::RestartsOften(count) => write!(f, "restarted {count} times within an hour"),
        }
    }
}

/// What a daemon is graded by.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub(crate) struct Facts {
    /// It starts with the app, or was started since.
    pub(crate) wanted: bool,
    pub(crate) critical: bool,
    pub(crate) status: Status,
    /// It is down for a failure, and nothing starts it again by itself.
    pub(crate) lost: bool,
    /// What its checks come to, and the reason of the last.
    pub(crate) level: HealthLevel,
    pub(crate) reason: Arc<str>,
    pub(crate) stalled: bool,
    pub(crate) blocking: bool,
    pub(crate) restarts_last_hour: usize,
}

impl Facts {
    /// Whether it is where it is to be.
    fn is_up(&self) -> bool {
        !self.wanted || matches!(self.status, Status::Running | Status::Completed)
    }

    /// All that is amiss, the worst first.
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !self.is_up() {
            findings.push(Finding::NotRunning(self.status));
        } else if self.status == Status::Running {
            match self.level {
                HealthLevel::Healthy => {}
                HealthLevel::Degraded => findings.push(Finding::Degraded(Arc::clone(&self.reason))),
                HealthLevel::Unhealthy => findings.push(Finding::Unhealthy(Arc::clone(&self.reason))),
            }
        }
        if self.blocking {
            findings.push(Finding::Blocking);
        }
        if self.stalled {
            findings.push(Finding::Stalled);
        }
        if self.restarts_last_hour > OFTEN {
            findings.push(Finding::RestartsOften(self.restarts_last_hour));
        }
        findings
    }
}

/// The grade of one daemon, and what is amiss, the worst first. Only what is critical can be worse than degraded: by not
/// running, or by being unhealthy.
pub(crate) fn grade(facts: &Facts) -> (Grade, Vec<Finding>) {
    let findings = facts.findings();
    let grade = |finding: &Finding| match finding {
        Finding::NotRunning(_) | Finding::Unhealthy(_) if facts.critical => Grade::Critical,
        _ => Grade::Degraded,
    };
    (findings.iter().map(grade).max().unwrap_or_default(), findings)
}

/// What the grades of all come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) grade: Grade,
    /// Critical daemons that are where they are to be, of how many that are wanted.
    pub(crate) critical_up: usize,
    pub(crate) critical_total: usize,
    pub(crate) live: bool,
    pub(crate) ready: bool,
}

/// The verdict over all daemons. `over`: the system is going down or has; `settled`: nobody is on a first way up.
pub(crate) fn system(daemons: &[Facts], over: bool, settled: bool) -> Verdict {
    let critical = || daemons.iter().filter(|facts| facts.critical && facts.wanted);
    let critical_up = critical().filter(|facts| facts.is_up()).count();
    let critical_total = critical().count();
    let grades = daemons.iter().map(|facts| grade(facts).0);
    let well = critical().all(|facts| grade(facts).0 != Grade::Critical);
    Verdict {
        grade: grades.max().unwrap_or_default(),
        critical_up,
        critical_total,
        live: !over && critical().all(|facts| !facts.lost),
        ready: !over && settled && well,
    }
}

#[cfg(test)]
mod tests;
