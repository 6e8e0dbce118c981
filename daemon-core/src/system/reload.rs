//! Reading the configuration again while the system runs.

use std::any::TypeId;
use std::fmt;

use super::{CommandError, System};
use crate::app::CheckError;
use crate::config::{ConfigChange, ConfigEffect, Settings};
use crate::lifecycle::journal::{Actor, What};
use crate::supervise::{Amendment, UnitId};
use crate::systemd::Manager;

/// What reading the configuration again changes, as data; displayed, one line for each change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reload {
    /// Each setting that is another; the app's first, then by daemon.
    pub changes: Vec<ConfigChange>,
    /// Daemons that are restarted for it, and with each those that depend on it.
    pub restarted: Vec<String>,
    /// Daemons that are stopped because they are disabled now.
    pub stopped: Vec<String>,
    /// Daemons that are started because they are not disabled any more.
    pub started: Vec<String>,
}

/// Why nothing was changed.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub enum ReloadError {
    /// The configuration has mistakes: all of them.
    Check(CheckError),
    /// The system is shutting down, or has.
    ShuttingDown,
}

impl fmt::Display for Reload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() {
            return f.write_str("nothing is different");
        }
        let lines: Vec<String> = self.changes.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl fmt::Display for ReloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check(CheckError { problems }) => match &problems[..] {
                [problem] => write!(f, "nothing was changed: {problem}"),
                problems => {
                    write!(f, "{} problems, nothing was changed:", problems.len())?;
                    problems.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
                }
            },
            Self::ShuttingDown => CommandError::ShuttingDown.fmt(f),
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for ReloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ReloadError {}

/// What follows from a reload for daemons.
struct Consequences {
    restart: Vec<UnitId>,
    stop: Vec<UnitId>,
    start: Vec<UnitId>,
}

impl System {
    /// Reads the configuration again, files and environment, and applies what is different: timers, time limits, policies
    /// and mailboxes in place, from now on; a daemon whose own section is another is restarted, and nobody else. What only
    /// counts at a start of the process (profiles, `autostart`) is told and stays as it is. Needs the feature `config`.
    ///
    /// Every change that is made is in the journal. Values of a daemon's own section are in the report and nowhere else: they
    /// may be passwords.
    ///
    /// Returns once it is applied, not once restarted daemons are Running: [`wait_for`](Self::wait_for) does.
    ///
    /// # Errors
    ///
    /// All mistakes at once, as [`App::check`](crate::App::check) finds them. Then nothing is changed.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)]
    /// # struct Mailer;
    /// # #[daemon]
    /// # impl Mailer {}
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("app.toml");
    /// # std::fs::write(&path, "")?;
    /// let system = App::empty().with::<Mailer>().config_file(&path).start().await?;
    /// std::fs::write(&path, "[daemon.mailer]\nstop_timeout = '10s'")?;
    /// let reload = system.reload().await?;
    /// assert_eq!(reload.to_string(), "mailer stop_timeout: 5s → 10s (in place)");
    /// # assert!(system.shutdown().await.is_clean());
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn reload(&self) -> Result<Reload, ReloadError> {
        self.reread(true)
    }

    /// What [`reload`](Self::reload) would do now, without doing it. Needs the feature `config`.
    #[expect(clippy::unused_async, reason = "commands are async, so that they may be carried out elsewhere")]
    pub async fn preview_reload(&self) -> Result<Reload, ReloadError> {
        self.reread(false)
    }

    fn reread(&self, apply: bool) -> Result<Reload, ReloadError> {
        let supervisor = &self.0.supervisor;
        let mut in_force = self.0.configuration.in_force();
        let _reloading = self.0.manager.get().filter(|_| apply).map(Manager::reloading);
        let is_provided = |type_id: TypeId| supervisor.resources.has(type_id);
        let proposal = self.0.configuration.propose(&in_force, &is_provided).map_err(ReloadError::Check)?;
        let ids: Vec<UnitId> = supervisor.units.iter().map(|unit| unit.id).collect();
        let mut changes = proposal.changes.clone();
        let mut follow = Consequences { restart: Vec::new(), stop: Vec::new(), start: Vec::new() };
        for &id in &ids {
            let (before, after) = (supervisor.settings(id), proposal.settings(id.index()));
            let to_run = supervisor.is_to_run(id);
            let name = &*supervisor.unit(id).name;
            let own = changes.iter_mut().filter(|change| change.daemon.as_deref() == Some(name));
            for change in own.filter(|change| change.effect == ConfigEffect::Restart) {
                if to_run && after.enabled {
                    follow.restart.push(id);
                } else {
                    change.effect = ConfigEffect::InPlace;
                }
            }
            if before.enabled && !after.enabled && to_run {
                follow.stop.push(id);
            }
            if !before.enabled && after.enabled && proposal.starts[id.index()] {
                follow.start.push(id);
            }
        }
        follow.restart.dedup();
        let names = |ids: &[UnitId]| ids.iter().map(|&id| supervisor.unit(id).name.to_string()).collect();
        let reload = Reload {
            restarted: names(&follow.restart),
            stopped: names(&follow.stop),
            started: names(&follow.start),
            changes,
        };
        if !apply {
            return Ok(reload);
        }
        let actor = Actor::Program;
        let amendments = ids.iter().map(|&id| self.amendment(id, proposal.settings(id.index()).clone(), &reload));
        if !supervisor.reconfigure(&actor, amendments.collect(), self.notes(&reload)) {
            return Err(ReloadError::ShuttingDown);
        }
        {
            let mut terms = self.terms();
            terms.shutdown_timeout = proposal.app.shutdown_timeout;
            terms.wanted = ids.iter().copied().filter(|id| proposal.starts[id.index()]).collect();
        }
        proposal.put_into(&mut in_force);
        drop(in_force);
        for change in &reload.changes {
            tracing::info!("configuration: {change}");
        }
        supervisor.decide_for(actor, |decider| {
            if decider.is_open() {
                decider.stop(&follow.stop);
                follow.restart.iter().for_each(|&unit| decider.restart(unit));
                decider.start(&follow.start);
            }
        });
        Ok(reload)
    }

    fn amendment(&self, id: UnitId, settings: Settings, reload: &Reload) -> Amendment {
        let unit = self.0.supervisor.unit(id);
        let changed = |name: &str| {
            let key = format!("timers.{name}");
            reload.changes.iter().any(|change| change.daemon.as_deref() == Some(&*unit.name) && change.key == key)
        };
        let timers = unit.timers.iter().filter(|timer| unit.goes_on(timer) && changed(&timer.name));
        Amendment { unit: id, timers: timers.map(|timer| timer.slot).collect(), settings }
    }

    /// What the journal says of it.
    fn notes(&self, reload: &Reload) -> Vec<(Option<UnitId>, What)> {
        let counting = reload.changes.iter().filter(|change| change.effect.is_now());
        let notes = counting.map(|change| {
            let unit = change.daemon.as_ref().and_then(|name| self.0.supervisor.find(name));
            let value = |text: &str| (!change.is_private()).then(|| text.into());
            let (from, to) = (value(&change.from), value(&change.to));
            (unit, What::Configured { key: change.key.as_str().into(), from, to })
        });
        notes.collect()
    }
}
