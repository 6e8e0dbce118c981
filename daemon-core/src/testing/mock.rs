//! Standing in for a daemon.

use std::collections::HashMap;
use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{Either, select};
use tokio::sync::watch;

use crate::BoxError;
use crate::app::App;
use crate::context::Context;
use crate::daemon::{
    Daemon, Declaration, Declared, FromFields, Handler, Hooks, Restart, RestartPolicy, RunExclusive, Source,
};
use crate::mailbox::Letter;
use crate::message::NoMessages;
use crate::supervise::{Duty, Ended, serve_run};

/// A daemon that does nothing under another's name, when the test says so.
///
/// ```
/// use daemon_core::prelude::*;
/// use daemon_core::Status;
/// use daemon_core::testing::{self, MockDaemon, TestApp};
///
/// #[daemon(register = false)]
/// struct Database;
///
/// #[daemon]
/// impl Database {}
///
/// #[daemon(depends_on(Database), register = false)]
/// struct Api;
///
/// #[daemon]
/// impl Api {}
///
/// testing::run(async {
///     let database = MockDaemon::named("database");
///     let app = TestApp::of(App::empty().with::<Api>()).mock(&database).start().await;
///     assert_eq!(app.status("api")?.status, Status::Running);
///     assert_eq!(database.starts(), 1);
///     app.end().await;
///     Ok(())
/// })
/// # .map_err(|error: BoxError| error).unwrap();
/// ```
#[derive(Clone)]
pub struct MockDaemon(Arc<Control>);

struct Control {
    name: String,
    starts: AtomicU64,
    behaviour: watch::Sender<Behaviour>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Behaviour {
    /// Stays Starting.
    Hold,
    Run,
    /// Fails, in `init` or while running.
    Fail(String),
}

impl MockDaemon {
    /// Stands in for the daemon `name`: becomes ready at once and runs until it is stopped.
    pub fn named(name: &str) -> Self {
        let behaviour = watch::Sender::new(Behaviour::Run);
        Self(Arc::new(Control { name: name.to_owned(), starts: AtomicU64::new(0), behaviour }))
    }

    /// From now on it does not become ready.
    pub fn hold(&self) -> &Self {
        self.behave(Behaviour::Hold)
    }

    /// It becomes ready, if it was held, and runs.
    pub fn release(&self) -> &Self {
        self.behave(Behaviour::Run)
    }

    /// It fails, and so does every later attempt to start it. Nothing tries that but a command: a stand-in is not
    /// restarted by itself.
    pub fn fail(&self, why: &str) -> &Self {
        self.behave(Behaviour::Fail(why.to_owned()))
    }

    /// How often it has been started.
    pub fn starts(&self) -> u64 {
        self.0.starts.load(Ordering::SeqCst)
    }

    fn behave(&self, behaviour: Behaviour) -> &Self {
        self.0.behaviour.send_replace(behaviour);
        self
    }

    /// Adds `mocks` to `app`, and what they find their controls by.
    pub(super) fn add_all(mocks: Vec<Self>, app: App) -> App {
        let stage = Stage::default();
        let mut app = app;
        for mock in mocks {
            app = app.without(&mock.0.name).with_named::<StandIn>(&mock.0.name);
            stage.0.lock().unwrap_or_else(PoisonError::into_inner).insert(mock.0.name.clone(), mock);
        }
        app.provide(stage)
    }
}

impl fmt::Debug for MockDaemon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MockDaemon").field(&self.0.name).finish()
    }
}

/// The mocks of an app, by name.
#[derive(Clone, Default)]
struct Stage(Arc<Mutex<HashMap<String, MockDaemon>>>);

/// What runs under a mock's name.
pub(crate) struct StandIn(MockDaemon);

pub(crate) enum Nothing {}

impl Declared for StandIn {
    const NAME: &'static str = "mock";
    const START_DEPTH: u32 = 0;
    const DECLARATION: Declaration = Declaration::new("mock", "MockDaemon", Source::new(file!(), line!()))
        .restart(Restart::DEFAULT.policy(RestartPolicy::Never));
}

impl FromFields for StandIn {
    fn from_fields(ctx: &Context) -> Result<Self, BoxError> {
        let stage = ctx.resource::<Stage>()?;
        let mocks = stage.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mock = mocks.get(ctx.name()).unwrap_or_else(|| unreachable!("every stand-in has its mock"));
        Ok(Self(mock.clone()))
    }
}

impl Daemon for StandIn {
    type Handlers = Nothing;
    type Handle = NoMessages;
    const HANDLERS: &'static [Handler] = &[];
    const HOOKS: Hooks = Hooks::new();

    async fn init(ctx: &Context) -> Result<Self, BoxError> {
        let this = Self::from_fields(ctx)?;
        this.0.0.starts.fetch_add(1, Ordering::SeqCst);
        this.until_released().await?;
        Ok(this)
    }

    async fn handle(&mut self, letter: &mut Letter, _: &Context) -> Result<(), BoxError> {
        unreachable!("a stand-in has no handler {}", letter.slot())
    }

    fn serve<'a>(&'a mut self, duty: Duty<'a, Self>) -> impl Future<Output = Ended> + Send + 'a {
        serve_run(self, duty)
    }
}

impl RunExclusive<Nothing> for StandIn {
    async fn run(&mut self, ctx: &Context) -> Result<(), BoxError> {
        match select(pin!(ctx.cancelled()), pin!(self.until_failing())).await {
            Either::Left(_) => Ok(()),
            Either::Right((failure, _)) => failure,
        }
    }
}

impl StandIn {
    /// Waits while the mock is to hold; an error if it is then to fail.
    async fn until_released(&self) -> Result<(), BoxError> {
        let mut behaviour = self.0.0.behaviour.subscribe();
        match &*behaviour.wait_for(|behaviour| *behaviour != Behaviour::Hold).await? {
            Behaviour::Fail(why) => Err(why.clone().into()),
            Behaviour::Hold | Behaviour::Run => Ok(()),
        }
    }

    /// Waits until the mock is to fail.
    async fn until_failing(&self) -> Result<(), BoxError> {
        let mut behaviour = self.0.0.behaviour.subscribe();
        match &*behaviour.wait_for(|behaviour| matches!(behaviour, Behaviour::Fail(_))).await? {
            Behaviour::Fail(why) => Err(why.clone().into()),
            Behaviour::Hold | Behaviour::Run => Ok(()),
        }
    }
}
