//! Daemons as people write them, with every option.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use daemon_core::prelude::*;

/// A user has joined.
#[derive(Debug, Clone, Event)]
#[event(topic = "chat.user.joined")]
pub struct Joined {
    /// Who.
    pub id: u64,
}

/// A user has left.
#[derive(Debug, Clone, Copy, Event)]
pub enum Left {
    /// By choice.
    Willingly(u64),
    /// Without a word.
    TimedOut {
        /// Who.
        id: u64,
    },
}

/// A value has changed.
#[derive(Debug, Event)]
pub struct Changed<T> {
    /// To this.
    pub value: T,
}

/// What the app provides.
#[derive(Debug, Clone, Default)]
pub struct Db {
    url: Arc<str>,
}

/// What an operator says.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Settings {
    slow: bool,
}

impl Db {
    async fn query(&self, id: u64) -> std::io::Result<u64> {
        tokio::task::yield_now().await;
        Ok(id)
    }
}

/// Keeps the data.
///
/// Not for long.
#[derive(Debug)]
#[daemon(
    name = "data-store",
    version = "1.2.3",
    profiles("full", "test"),
    ready = "init",
    critical,
    autostart = true,
    restart(
        policy = "always",
        max = 5,
        delay = "1s",
        max_delay = "1m",
        backoff = "linear",
        jitter = 0.1,
        reset_after = "1h"
    ),
    on_exhausted = "retry_every(10m)",
    on_dependency_failure = "keep",
    start_timeout = "10s",
    stop_timeout = "10s",
    mailbox(capacity = 64, publish_timeout = "2s"),
    on_error = "continue",
    watchdog = "1m",
    category = "storage",
    capabilities("read", "write")
)]
pub struct DataDaemon {
    #[resource]
    db: Db,
    #[default(HashMap::with_capacity(16))]
    users: HashMap<u64, Joined>,
    last: Option<Arc<Joined>>,
    writes: u64,
    #[config]
    settings: Settings,
}

#[daemon]
impl DataDaemon {
    /// How often it is checked.
    pub const PERIOD: Duration = Duration::from_secs(30);

    /// Opens.
    #[init]
    async fn open(&mut self, ctx: &Context) -> Result<()> {
        self.db.query(u64::from(self.settings.slow)).await?;
        ctx.track(Arc::clone(&self.db.url));
        Ok(())
    }

    /// Remembers who has joined.
    ///
    /// # Errors
    ///
    /// If the data base cannot be reached.
    #[subscribe(overflow = "wait")]
    pub async fn joined(&mut self, event: &Joined) -> Result<()> {
        self.writes += self.db.query(event.id).await?;
        Ok(())
    }

    #[subscribe]
    async fn joined_too(&mut self, event: Joined, _ctx: &Context) {
        tokio::task::yield_now().await;
        self.users.insert(event.id, event);
    }

    #[subscribe]
    fn left(&mut self, event: &Left) {
        match *event {
            Left::Willingly(id) | Left::TimedOut { id } => self.users.remove(&id),
        };
    }

    #[subscribe]
    fn kept(&mut self, event: Arc<Joined>) {
        self.last = Some(event);
    }

    #[interval("5s", name = "flush", immediate, missed = "burst", jitter = "100ms", after_error = "1m")]
    async fn flush_all(&mut self, ctx: &Context) -> Result<()> {
        for id in self.users.keys().copied() {
            ctx.publish(Left::TimedOut { id }).await?;
        }
        Ok(())
    }

    #[interval(every = Self::PERIOD, missed = "delay")]
    fn check(&mut self) {}

    #[interval("1s", missed = "skip")]
    fn look(&self) {}

    #[interval("1s", immediate = false)]
    async fn wait(&self) {
        tokio::task::yield_now().await;
    }

    #[schedule("0 2 * * *")]
    async fn nightly(&mut self) {
        tokio::task::yield_now().await;
    }

    #[schedule("*/10 * * * * MON-FRI", tz = "Europe/Berlin", name = "sample", missed = "skip")]
    fn read_the_sensor(&mut self, _ctx: &Context) {}

    #[defer("2s")]
    async fn catch_up(&mut self) -> std::io::Result<()> {
        self.db.query(1).await.map(drop)
    }

    #[on_ready("cache")]
    async fn warm(&mut self, ctx: &Context) -> Result<()> {
        ctx.publish(Changed { value: self.writes }).await?;
        Ok(())
    }

    #[cleanup]
    async fn close(&mut self, _: &Context) -> Result<()> {
        self.db.query(self.last.as_ref().map_or(0, |event| event.id)).await?;
        self.users.clear();
        Ok(())
    }

    fn not_a_handler(&self) -> usize {
        self.users.len()
    }
}

impl DataDaemon {
    /// How many users there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.not_a_handler()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Shared by its handlers.
#[daemon(name = "cache", depends_on(DataDaemon), after("idle", Pump), mailbox = 256)]
pub(crate) struct Cache {
    seen: std::sync::Mutex<Vec<u64>>,
}

#[daemon]
impl Cache {
    #[init]
    async fn build(ctx: &Context) -> Result<Self> {
        ctx.publish(Changed { value: 0_u64 }).await?;
        Ok(Self { seen: std::sync::Mutex::default() })
    }

    #[run]
    async fn run(&self, ctx: &Context) -> Result<()> {
        ctx.cancelled().await;
        Ok(())
    }

    #[subscribe(concurrent = 8)]
    async fn joined(&self, event: &Joined) -> Result<()> {
        tokio::task::yield_now().await;
        self.seen.lock().map_err(|_| "poisoned")?.push(event.id);
        Ok(())
    }

    #[subscribe(concurrent = 2)]
    fn left(&self, _: Left) {}

    #[schedule("@hourly", missed = "once", concurrent = 2)]
    async fn hourly(&self) {
        tokio::task::yield_now().await;
    }

    #[interval("1m", concurrent = 2)]
    async fn trim(&self) {
        tokio::task::yield_now().await;
    }

    #[on_ready(DataDaemon)]
    fn reload(&self) {}

    #[cleanup]
    fn empty(&mut self) {
        self.seen = std::sync::Mutex::default();
    }
}

/// By itself.
#[daemon]
pub struct Pump(u64, #[default(2)] u64);

#[daemon]
impl Pump {
    #[run]
    async fn run(&mut self, ctx: &Context) {
        self.0 += self.1;
        ctx.cancelled().await;
    }
}

/// Of many kinds.
#[daemon(register = false, autostart = false)]
pub struct Latest<T, const N: usize = 1> {
    values: Vec<Arc<Changed<T>>>,
}

#[daemon]
impl<T, const N: usize> Latest<T, N>
where
    T: Send + Sync + 'static,
{
    #[subscribe]
    fn changed(&mut self, event: Arc<Changed<T>>) {
        self.values.truncate(N);
        self.values.push(event);
    }
}

/// Nothing at all.
#[daemon]
pub struct Idle;

#[daemon]
impl Idle {}

/// Elsewhere.
pub mod elsewhere {
    pub use daemon_core as runtime;

    use self::runtime::prelude::*;

    /// Another event.
    #[derive(Debug, Event)]
    #[event(topic = "other", crate = self::runtime)]
    pub struct Other;

    /// Under another path.
    #[daemon(crate = self::runtime)]
    pub struct Elsewhere;

    #[daemon(crate = self::runtime)]
    impl Elsewhere {
        #[subscribe]
        fn other(&mut self, _: &Other) {}
    }
}
