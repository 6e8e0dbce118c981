//! What is published of daemons: one event for each thing that an observer would want to know.
//!
//! They are events like any other to whoever subscribes, by type, by the pattern `daemon.*`, as a stream or with a probe.
//! Unlike others they are published by the supervisor alone, wait for nobody, and are never dropped.

use std::any::TypeId;
use std::sync::Arc;
use std::time::SystemTime;

use super::journal::{Actor, Retry};
use super::{Failure, Status};
use crate::event::{Event, EventType};
use crate::health::HealthLevel;

/// What all of them say.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) daemon: Arc<str>,
    pub(crate) type_name: &'static str,
    pub(crate) generation: u64,
    pub(crate) at: SystemTime,
    pub(crate) number: u64,
    pub(crate) by: Actor,
}

/// Declares events, each with what all of them say and fields of its own.
macro_rules! events {
    ($(
        $(#[$doc:meta])*
        $event:ident($topic:literal) { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct $event {
                /// Whom it is about.
                pub daemon: Arc<str>,
                /// The daemon's type, with its path.
                pub type_name: &'static str,
                /// Which of the daemon's lives; zero before the first.
                pub generation: u64,
                /// When that was, by the wall clock.
                pub at: SystemTime,
                /// The number of the journal's record of it, which was there first. Of two lifecycle events the later has
                /// the higher one.
                pub number: u64,
                /// Who brought it about.
                pub by: Actor,
                $($(#[$field_doc])* pub $field: $type,)*
            }

            impl $event {
                pub(crate) fn new(about: About, $($field: $type),*) -> Self {
                    let About { daemon, type_name, generation, at, number, by } = about;
                    Self { daemon, type_name, generation, at, number, by, $($field),* }
                }
            }

            // Not what somebody means whose own type is no event.
            #[diagnostic::do_not_recommend]
            impl Event for $event {
                const TOPIC: &'static str = $topic;
            }
        )*

        /// All of them.
        pub(crate) fn event_types() -> impl Iterator<Item = EventType> {
            [$(EventType::of::<$event>()),*].into_iter()
        }
    };
}

events! {
    /// A daemon is Starting: a generation of it begins, and its `#[init]` is next. Topic `daemon.started`.
    ///
    /// # Lifecycle events
    ///
    /// [`DaemonStarted`], [`DaemonReady`], [`DaemonStopped`], [`DaemonFailed`], [`DaemonRestarting`] and [`HealthChanged`] tell
    /// daemons, and the code around them, what becomes of daemons. They are subscribed to as other events are: by type, with a pattern such as
    /// `daemon.*`, at run time, as a stream; `from = D` takes those about `D`.
    ///
    /// ```
    /// use daemon_core::DaemonFailed;
    /// use daemon_core::prelude::*;
    ///
    /// #[daemon]
    /// struct Pager {
    ///     pages: Vec<String>,
    /// }
    ///
    /// #[daemon]
    /// impl Pager {
    ///     #[subscribe]
    ///     async fn failed(&mut self, event: &DaemonFailed) {
    ///         self.pages.push(format!("{} is {}: {}", event.daemon, event.status, event.failure));
    ///     }
    /// }
    /// ```
    ///
    /// - **Nothing is dropped.** They take no room in a mailbox and never wait for some, however long a subscriber hangs, is
    ///   starting, or waits for its restart; what has been queued is kept over that. So `overflow` has nothing to say here:
    ///   `App::check` refuses a lossy one, and a pattern with one loses other events only. The price is memory: about 200
    ///   bytes for each that waits.
    /// - **In order.** A subscriber has them in the order of their numbers, which is that in which things happened, also
    ///   across daemons.
    /// - **After the fact.** When an event is seen, the journal has its record, and `System::status` says that state or a
    ///   later one.
    /// - **While subscribed.** A daemon hears of what happens from its own `DaemonStarted` on, until its stop begins; that is
    ///   drained with the rest of its mail. At rest it hears nothing, and so not of its own `DaemonStopped` or `DaemonFailed`.
    ///
    /// Only the supervisor makes them. One that was received may be published again, and is then an event like any other.
    ///
    /// The moves between states that are no event of their own (to Waiting, and to Stopping) are in the journal.
    DaemonStarted("daemon.started") {}

    /// A daemon is Running. Topic `daemon.ready`. One of the [lifecycle events](DaemonStarted#lifecycle-events).
    DaemonReady("daemon.ready") {}

    /// A daemon is Stopped or Completed; or it is down only for a while, and Waiting to start again. Topic `daemon.stopped`. One
    /// of the [lifecycle events](DaemonStarted#lifecycle-events).
    ///
    /// Also when it had not been up: one that waited for others or for its restart and is told to stop, one that was failed
    /// and is reset.
    DaemonStopped("daemon.stopped") {
        /// `Stopped`, `Completed` or `Waiting`.
        status: Status,
        /// What it follows: the failure of a daemon that it depends on, or one of its own in a stop that others brought about
        /// or after it had said that it ends well.
        failure: Option<Failure>,
    }

    /// A daemon is Failed, because its restarts are spent or it is to have none, or Unavailable. Topic `daemon.failed`. One of
    /// the [lifecycle events](DaemonStarted#lifecycle-events).
    ///
    /// A failure that ends a daemon is either in this or in a [`DaemonRestarting`]; one in a stop that others brought about is
    /// in the [`DaemonStopped`].
    DaemonFailed("daemon.failed") {
        /// `Failed` or `Unavailable`.
        status: Status,
        /// Why.
        failure: Failure,
    }

    /// A daemon has failed and is started again after a pause. Topic `daemon.restarting`. One of the
    /// [lifecycle events](DaemonStarted#lifecycle-events).
    DaemonRestarting("daemon.restarting") {
        /// Why.
        failure: Failure,
        /// After what pause, and how often it has been.
        retry: Retry,
    }

    /// What a daemon's checks come to has changed: three in a row were worse, or one was better. Topic `daemon.health`. One of
    /// the [lifecycle events](DaemonStarted#lifecycle-events).
    ///
    /// That a daemon is not running is no change of its health. A new generation begins with the health of the last, and its
    /// first check that passes is a change if it is better.
    HealthChanged("daemon.health") {
        /// How well it counted as being.
        from: HealthLevel,
        /// How well it counts as being.
        to: HealthLevel,
        /// Why, unless it is healthy.
        reason: Option<Arc<str>>,
    }
}

/// Whether `event` is one of them.
pub(crate) fn is_lifecycle(event: TypeId) -> bool {
    event_types().any(|known| known.id == event)
}
