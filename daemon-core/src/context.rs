//! What every handler reaches: [`Context`].

#[cfg(feature = "config")]
mod configured;
mod handlers;
mod metrics;
mod state;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "config")]
pub use configured::config_field;
pub use handlers::HandlerError;
use tokio::task::AbortHandle;

use crate::BoxError;
use crate::daemon::{Daemon, Outcome};
use crate::event::{self, AnyEvent, IntoEvent, Publishing, Undelivered};
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, FailureKind, in_full};
use crate::message::Handle;
use crate::resource::MissingResource;
use crate::supervise::{Generation, guarded_child};

/// A daemon's way to everything around it, valid for one generation. Cheap to clone; a clone may be moved into tasks.
///
/// A clone that outlives its generation still publishes and reads resources. What it tracks is dropped at once, and
/// what it spawns is not run.
#[derive(Clone)]
pub struct Context {
    generation: Arc<Generation>,
}

impl Context {
    pub(crate) fn new(generation: Arc<Generation>) -> Self {
        Self { generation }
    }

    pub(crate) fn generation_ref(&self) -> &Arc<Generation> {
        &self.generation
    }

    /// The daemon's name.
    pub fn name(&self) -> &str {
        &self.generation.unit.name
    }

    /// Which of the daemon's lives this is, from 1: one more with every start.
    pub fn generation(&self) -> u64 {
        self.generation.number
    }

    /// Gives `event` to every daemon that is subscribed to its type, and waits for those whose mailbox is full.
    ///
    /// Everybody with room has the event before this waits for anybody. A full daemon that begins nothing for its
    /// `publish_timeout` is given up on; the others are not affected. Publishing to oneself never waits.
    ///
    /// # Errors
    ///
    /// [`Undelivered`] names those who did not take it, and says why. All others have.
    ///
    /// # Cancellation
    ///
    /// Dropping the future withdraws the event from those who have not taken it yet.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// #[derive(Event)]
    /// struct Tick(u64);
    ///
    /// async fn tick(ctx: &Context) -> Result {
    ///     ctx.publish(Tick(1)).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn publish<E: IntoEvent>(&self, event: E) -> Publishing<'_> {
        let Generation { supervisor, unit, .. } = &*self.generation;
        Publishing::new(&supervisor.bus, Some(&unit.publisher), AnyEvent::new(event.into_shared()))
    }

    /// Gives `event` to every subscribed daemon that has room, at once.
    ///
    /// # Errors
    ///
    /// [`Undelivered`] names those without room. All others have the event.
    pub fn try_publish<E: IntoEvent>(&self, event: E) -> Result<(), Undelivered> {
        let Generation { supervisor, unit, .. } = &*self.generation;
        event::try_publish(&supervisor.bus, Some(&unit.publisher), AnyEvent::new(event.into_shared()))
    }

    /// A clone of the value of type `T` that the app was given.
    ///
    /// # Errors
    ///
    /// [`MissingResource`] if it was given none. Returned from `#[init]`, that makes the daemon Unavailable.
    pub fn resource<T: Clone + Send + Sync + 'static>(&self) -> Result<T, MissingResource> {
        self.generation.supervisor.resources.get()
    }

    /// The handle of the daemon of type `D`: what its messages are sent with.
    ///
    /// If the app has no such daemon, or several and none of the type's own name, all that is sent fails with
    /// [`AskError::Unknown`](crate::AskError::Unknown).
    ///
    /// An ask of this daemon itself from one of its exclusive handlers, and one that would close a circle of daemons that wait
    /// for each other, is refused at once: [`AskError::Circle`](crate::AskError::Circle).
    pub fn daemon<D: Daemon>(&self) -> Handle<D> {
        self.generation.supervisor.handle::<D>(self.generation.unit.sender())
    }

    /// As [`System::send`](crate::System::send): sends a message by name, with JSON, in this daemon's name.
    ///
    /// As with a handle, an ask of this daemon itself from one of its exclusive handlers is refused, and so is one that
    /// would close a circle.
    #[cfg(feature = "remote")]
    pub fn send(&self, daemon: &str, message: &str, arguments: impl crate::IntoArguments) -> crate::Sending<'_> {
        let Generation { supervisor, unit, .. } = &*self.generation;
        crate::Sending::new(supervisor, unit.sender(), daemon, message, arguments)
    }

    /// Who published the event or sent the message that the handler in hand is for: the daemon's name. None if that was no
    /// daemon, as with `System::publish`, and for what runs by the clock. Of a lifecycle event it is the daemon that it is about.
    ///
    /// It speaks of the handler that calls it; a child task asks before it is spawned.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[derive(Event)]
    /// # struct Alarm;
    /// # #[daemon(register = false)]
    /// # struct Pager;
    /// # #[daemon]
    /// # impl Pager {
    /// #[subscribe]
    /// fn alarm(&mut self, _alarm: &Alarm, ctx: &Context) {
    ///     println!("an alarm by {}", ctx.sender().unwrap_or("the program"));
    /// }
    /// # }
    /// ```
    pub fn sender(&self) -> Option<&str> {
        let place = self.generation.activity.sender()?.place()?;
        self.generation.supervisor.units.get(place).map(|unit| &*unit.name)
    }

    /// Keeps `value` until this generation is over and drops it then: after `#[cleanup]`, subscriptions, timers and
    /// child tasks, the last tracked first. For whatever ends something when it is dropped, such as an unsubscribe
    /// guard of another library. A panicking destructor is logged and stops nothing.
    pub fn track(&self, value: impl Send + 'static) {
        self.generation.tracked.keep(Box::new(value));
    }

    /// Runs `task` beside the handlers, as a child of this generation, on the runtime that daemons run on; this may be
    /// called on any thread. It is aborted when the daemon stops, after
    /// `#[cleanup]`; none outlives its generation.
    ///
    /// An error it returns is logged like a handler's. A panic fails the daemon like a handler's. After the end of the
    /// generation nothing is spawned, and the result is none.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// async fn watch(ctx: &Context) {
    ///     let child = ctx.clone();
    ///     ctx.spawn(async move {
    ///         child.cancelled().await;
    ///     });
    /// }
    /// ```
    pub fn spawn<F>(&self, task: F) -> Option<AbortHandle>
    where
        F: Future<Output: Outcome> + Send + 'static,
    {
        guarded_child(&self.generation, task)
    }

    /// Resolves when the daemon is to stop: at once if it already is. Draining and `#[cleanup]` come after this.
    pub async fn cancelled(&self) {
        self.generation.cancelled().await;
    }

    /// Whether the daemon is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.generation.is_stopping()
    }

    /// Stops this daemon on purpose, after everything that depends on it; returns at once. The handler in hand goes on
    /// to its end, and queued mail is handled before the stop.
    pub fn stop(&self) {
        let Generation { unit, number, .. } = &*self.generation;
        self.generation
            .supervisor
            .decide_for(Actor::Daemon(Arc::clone(&unit.name)), |decider| decider.stop_itself(unit.id, *number));
    }

    /// Says that this daemon is ready, so that those who depend on it start. Only for `#[daemon(ready = "manual")]`;
    /// otherwise, and when called again, it does nothing. Called in `#[init]`, it counts when that returns.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[derive(Event)]
    /// # struct Snapshot;
    /// #[daemon(ready = "manual", register = false)]
    /// struct Cache;
    ///
    /// #[daemon]
    /// impl Cache {
    ///     #[subscribe]
    ///     fn filled(&mut self, _snapshot: &Snapshot, ctx: &Context) {
    ///         ctx.ready();
    ///     }
    /// }
    /// ```
    pub fn ready(&self) {
        self.generation.say_ready();
    }

    /// Asks for more time to become ready: the `start_timeout` now ends so much from now. Does nothing once the daemon
    /// is Running, or late.
    pub fn extend_start(&self, time: Duration) {
        let Generation { unit, number, .. } = &*self.generation;
        self.generation.supervisor.decide(|decider| decider.extend_start(unit.id, *number, time));
    }

    /// Ends this generation as failed, with `error` as the cause; returns at once. The handler in hand goes on to its
    /// end, nothing else begins, and `#[cleanup]` runs. Of several failures the first counts.
    pub fn fail(&self, error: impl Into<BoxError>) {
        let error = error.into();
        self.generation.fail(FailureKind::Fail, in_full(error.as_ref()));
    }

    /// What this generation failed with, if it did: why it is ending, or what went wrong while it was.
    pub fn failure(&self) -> Option<Failure> {
        self.generation.supervisor.failure_of(self.generation.unit.id, self.generation.number)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("name", &self.name()).field("generation", &self.generation()).finish()
    }
}
