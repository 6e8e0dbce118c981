//! The beginning of a generation: `#[init]`, and becoming ready.

use super::Generation;
use super::activity::Doing;
use super::control::Flag;
use super::decide::Exit;
use super::guarded::{Guarded, Interrupted};
use super::intake::Intake;
use super::watch::Watched;
use crate::context::Context;
use crate::daemon::{Daemon, Readiness};
use crate::lifecycle::{Failure, FailureKind, Unavailable};
use crate::mailbox::{Exclusively, Sender};
use crate::resource::MissingResource;
use crate::{BoxError, lifecycle};

/// Builds the daemon and, unless it says so itself, reports it ready. Says whether it is to serve. Without one, the
/// failure has been reported.
pub(super) async fn start<D: Daemon>(ctx: &Context, intake: &mut Intake) -> Option<(D, bool)> {
    let generation = ctx.generation_ref();
    generation.activity.set(Doing::Init);
    let place = generation.place(Doing::Init);
    let built = match intake.periods().and_then(|periods| generation.begin_state().map(|()| periods)) {
        Err(failure) => Err(Exit::Failed(failure)),
        Ok(periods) => {
            let init = Exclusively::new(generation.unit.key, generation.run_of(Doing::Init, D::init(ctx)));
            let init = Watched::new(generation, Doing::Init, Sender::OUTSIDE, generation.mortal(init));
            match Guarded::new(generation, Flag::START_OVERDUE.or(Flag::CUT), init).await {
                Ok(Ok(daemon)) => Ok((daemon, periods)),
                Ok(Err(error)) => Err(Exit::Failed(init_failed(&error).at(place))),
                Err(Interrupted::Panicked(panic)) => {
                    Err(Exit::Failed(Failure::new(FailureKind::Panic, panic).at(place)))
                }
                Err(Interrupted::Cut) if generation.control.has(Flag::START_OVERDUE) => {
                    Err(generation.not_ready_in_time())
                }
                // Told to stop, which is no failure.
                Err(Interrupted::Cut) => Err(Exit::Stopped),
            }
        }
    };
    generation.activity.set(Doing::Nothing);
    match built {
        Ok((daemon, periods)) => {
            intake.plan_timers(periods);
            let serves = generation.initialised();
            if !serves && generation.control.has(Flag::START_OVERDUE) {
                // A blocked thread kept the news from it.
                generation.ending(generation.not_ready_in_time());
            }
            Some((daemon, serves))
        }
        Err(exit) => {
            generation.ending(exit);
            None
        }
    }
}

fn init_failed(error: &BoxError) -> Failure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error.as_ref());
    while let Some(error) = cause {
        #[cfg(feature = "config")]
        let hopeless = error.is::<crate::config::ConfigError>();
        #[cfg(not(feature = "config"))]
        let hopeless = false;
        if hopeless || error.is::<Unavailable>() || error.is::<MissingResource>() {
            return Failure::new(FailureKind::Unavailable, lifecycle::in_full(error));
        }
        cause = error.source();
    }
    Failure::from_error(FailureKind::Init, error)
}

impl Generation {
    /// `#[init]` has returned. Says whether the daemon is to serve: it does if it has been Running, however briefly,
    /// since what was published meanwhile is in its mailbox; if it is to say itself when it is ready; and if its check is to
    /// say so.
    fn initialised(&self) -> bool {
        let is_up = || !(self.is_stopping() || self.control.has(Flag::START_OVERDUE));
        if self.unit.gate().is_some() {
            return is_up();
        }
        if self.unit.blueprint.declaration.ready != Readiness::Manual {
            return self.is_ready();
        }
        let said_so = self.readiness.initialised();
        (said_so && self.is_ready()) || is_up()
    }

    /// The daemon says that it is ready, which counts once it is built.
    pub(crate) fn say_ready(&self) {
        if self.unit.blueprint.declaration.ready == Readiness::Manual && self.readiness.say() {
            self.become_ready();
        }
    }

    /// The daemon is ready, which its own task says that is about to serve. Says whether it has become Running.
    fn is_ready(&self) -> bool {
        let running = self.report_ready();
        if running {
            self.control.raise_for_itself(Flag::RUNNING);
        }
        running
    }

    /// The daemon is ready, whoever says so.
    pub(super) fn become_ready(&self) {
        if self.report_ready() {
            self.control.raise(Flag::RUNNING);
        }
    }

    /// Says whether the daemon has become Running.
    fn report_ready(&self) -> bool {
        self.supervisor.decide(|decider| decider.ready(self.unit.id, self.number))
    }

    pub(super) fn not_ready_in_time(&self) -> Exit {
        let budget = daemon_grammar::duration::display(self.unit.settings().declaration.start_timeout);
        let why = self.unit.vitals.obstacle(self.number).map(|reason| format!(": unhealthy, {reason}"));
        let failure = format!("not ready within its start_timeout of {budget}{}", why.unwrap_or_default());
        Exit::Failed(Failure::new(FailureKind::StartTimeout, failure).at(self.in_hand()))
    }
}
