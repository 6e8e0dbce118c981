//! How well a system is: [`SystemHealth`].

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::System;
use crate::health::{Detail, Facts, Finding, Grade, Health, HealthLevel, Verdict, grade, system};
use crate::lifecycle::Status;
use crate::supervise::UnitId;

/// How well all daemons of a system are, at one moment.
///
/// Three questions that are not one:
///
/// - [`is_live`](Self::is_live): would it help to start the process again?
/// - [`is_ready`](Self::is_ready): can it be given work?
/// - [`grade`](Self::grade): should somebody look at it?
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SystemHealth {
    /// The worst of all daemons' grades.
    pub grade: Grade,
    /// How many of the critical daemons are Running or Completed.
    pub critical_up: usize,
    /// Of how many that are to run.
    pub critical_total: usize,
    /// Each daemon, by name.
    pub daemons: Vec<DaemonHealth>,
    live: bool,
    ready: bool,
}

/// How well a daemon is, at one moment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DaemonHealth {
    /// Its name.
    pub name: String,
    /// How bad that is.
    pub grade: Grade,
    /// Whether it is declared `critical`.
    pub critical: bool,
    /// Where it is in its life.
    pub status: Status,
    /// What its checks come to; none without a `#[health]`.
    pub level: Option<HealthLevel>,
    /// All that is amiss, the worst first.
    pub findings: Vec<Finding>,
    /// For how long it has been in that state, and its checks have come to the same.
    pub since: Duration,
    /// How many of its last checks in a row were not healthy.
    pub consecutive: u32,
    /// What the last check said that was not healthy; without one, what the daemon failed with last.
    pub last_error: Option<Arc<str>>,
    /// What the last check added.
    pub details: Vec<(Cow<'static, str>, Detail)>,
    /// For how long no handler of it has begun, as far as is known: that is looked at whenever this is asked.
    pub quiet_for: Duration,
    /// How much is queued in its mailbox.
    pub mailbox: usize,
    /// How often a handler has returned an error.
    pub errors: u64,
    /// Whether a handler is over its `watchdog`, or 30 s where none is declared.
    pub stalled: bool,
    /// Whether a method has held its thread for a second without an await.
    pub blocking: bool,
    /// How many restarts there were in the last hour. More than 60 are too many, whatever the budget.
    pub restarts_last_hour: usize,
}

impl SystemHealth {
    /// Whether what is amiss may still become well by itself: the system is not shut down, and no critical daemon is down for
    /// good.
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// Whether it can be given work: everything that starts has come up or failed once, nothing is shut down, and every
    /// critical daemon is up and not unhealthy.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// The daemon called `name`.
    pub fn daemon(&self, name: &str) -> Option<&DaemonHealth> {
        self.daemons.iter().find(|daemon| daemon.name == name)
    }
}

impl DaemonHealth {
    /// The worst that is amiss.
    pub fn reason(&self) -> Option<&Finding> {
        self.findings.first()
    }
}

/// `DEGRADED, 2 of 2 critical daemons up; cache: unhealthy: no answer`, or where none is critical
/// `DEGRADED, no critical daemons; cache: unhealthy: no answer`.
impl fmt::Display for SystemHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.critical_up, self.critical_total) {
            (_, 0) => write!(f, "{}, no critical daemons", self.grade)?,
            (up, total) => write!(f, "{}, {up} of {total} critical daemons up", self.grade)?,
        }
        let mut amiss: Vec<_> = self.daemons.iter().filter(|daemon| daemon.grade > Grade::Healthy).collect();
        amiss.sort_by_key(|daemon| std::cmp::Reverse(daemon.grade));
        for daemon in amiss {
            if let Some(reason) = daemon.reason() {
                write!(f, "; {}: {reason}", daemon.name)?;
            }
        }
        Ok(())
    }
}

impl System {
    /// How well all daemons are: what their `#[health]` checks say, and what the runtime knows without them.
    ///
    /// ```
    /// use daemon_core::Grade;
    /// use daemon_core::prelude::*;
    ///
    /// #[daemon(register = false)]
    /// struct Cache;
    ///
    /// #[daemon]
    /// impl Cache {
    ///     #[health]
    ///     async fn health(&self) -> Health {
    ///         Health::healthy().detail("entries", 17)
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result {
    /// let system = App::empty().with::<Cache>().start().await?;
    /// let health = system.health();
    /// assert_eq!(health.grade, Grade::Healthy);
    /// assert!(health.is_live() && health.is_ready());
    /// assert_eq!(health.daemons[0].details[0].1.to_string(), "17");
    /// # system.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A daemon that is to run and is not Running (or Completed) is DEGRADED, and CRITICAL if it is declared so; that is also
    /// the grade of a Running one that is unhealthy. Degraded, stalled or blocking daemons are DEGRADED, and so is one that was
    /// restarted more than 60 times within an hour. A daemon that does not start with the app and is stopped is not to run.
    pub fn health(&self) -> SystemHealth {
        let supervisor = self.supervisor();
        let now = Instant::now();
        let (over, settled) = supervisor.going();
        let (facts, mut daemons): (Vec<Facts>, Vec<DaemonHealth>) =
            supervisor.units.iter().map(|unit| self.health_of(unit.id, now)).unzip();
        daemons.sort_by(|one, other| one.name.cmp(&other.name));
        let Verdict { grade, critical_up, critical_total, live, ready } = system(&facts, over, settled);
        SystemHealth { grade, critical_up, critical_total, daemons, live, ready }
    }

    fn health_of(&self, id: UnitId, now: Instant) -> (Facts, DaemonHealth) {
        let supervisor = self.supervisor();
        let (snapshot, unit) = (supervisor.snapshot(id), supervisor.unit(id));
        let standing = snapshot.current.as_ref().map(|generation| generation.standing());
        let seen = unit.vitals.now();
        let last = seen.last.map(|(_, health)| health);
        let facts = Facts {
            wanted: self.wanted().contains(&id) || snapshot.status != Status::Stopped,
            critical: unit.settings().declaration.critical,
            status: snapshot.status,
            lost: snapshot.lost,
            level: seen.course.level,
            reason: seen.error.clone().unwrap_or_default(),
            stalled: standing.as_ref().is_some_and(|standing| standing.stalled),
            blocking: standing.as_ref().is_some_and(|standing| standing.blocking),
            restarts_last_hour: snapshot.restarts.2,
        };
        let (grade, findings) = grade(&facts);
        let health = DaemonHealth {
            name: unit.name.to_string(),
            grade,
            critical: facts.critical,
            status: facts.status,
            level: unit.health().map(|_| facts.level),
            findings,
            since: now.saturating_duration_since(snapshot.since.max(seen.since)),
            consecutive: seen.course.amiss,
            last_error: seen.error.or_else(|| snapshot.failure.map(|failure| failure.to_string().into())),
            details: last.map(Health::into_details).unwrap_or_default(),
            quiet_for: unit.vitals.quiet_for(unit.runs(), now),
            mailbox: unit.runner.mailbox.backlog(),
            errors: unit.errors(),
            stalled: facts.stalled,
            blocking: facts.blocking,
            restarts_last_hour: facts.restarts_last_hour,
        };
        (facts, health)
    }
}
