//! Starting, watching and stopping: one unit per daemon, one generation at a time.
//!
//! [`decide`] says what is to happen, as data. [`supervisor`] carries it out and is never blocked by a daemon: it holds
//! a lock for as long as one decision takes, and no longer. Each generation is one task ([`life`]) that builds the
//! daemon, serves its mail in one of the loops of [`serve`], and takes everything down again; it is told what to do
//! through flags ([`control`]) and reports what it did.

pub(crate) mod activity;
mod addresses;
mod aftermath;
mod alarm;
mod announce;
mod blueprint;
mod brief;
mod cancellation;
mod checks;
mod children;
mod control;
mod deadlines;
pub(crate) mod decide;
mod flights;
mod generation;
pub(crate) mod given;
mod guarded;
mod in_vain;
mod intake;
mod life;
mod limited;
mod living;
mod measured;
mod metered;
#[cfg(all(test, shuttle))]
mod models;
mod overdue;
mod own;
mod proclaim;
mod ready_signals;
#[cfg(feature = "config")]
mod reconfigure;
mod record;
mod report;
pub(crate) mod rig;
mod said_ready;
mod serve;
mod shutdown;
mod snapshot;
mod span;
mod spawner;
mod start;
mod states;
mod supervisor;
mod telling;
mod thread;
mod throttles;
mod tracked;
#[cfg(all(unix, feature = "systemd"))]
mod turn;
mod unit;
mod waiting;
mod watch;
mod why;

#[cfg(all(unix, feature = "systemd"))]
pub(crate) use alarm::Alarm;
pub(crate) use blueprint::Blueprint;
pub use blueprint::Registration;
pub use checks::check;
pub(crate) use children::guarded_child;
#[cfg(all(test, shuttle))]
pub(crate) use control::{Control, Flag};
pub(crate) use decide::{OFTEN, UnitId};
pub(crate) use generation::Generation;
pub use intake::Duty;
#[cfg(feature = "config")]
pub(crate) use reconfigure::Amendment;
pub use report::{Cleaned, DaemonReport, Late, Leaks, ShutdownReport, Undrained};
pub use serve::{Ended, serve_exclusive, serve_mixed, serve_run, serve_run_shared};
pub(crate) use supervisor::Supervisor;
pub use unit::HandlerStatus;
pub(crate) use unit::{Unit, UnitPlan};
