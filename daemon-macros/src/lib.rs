//! The procedural macros of `daemon-core`, which exports them; use them through that crate.
//!
//! A daemon is a struct with [`macro@daemon`] on it and one `impl` block with [`macro@daemon`] on it. In the block, each
//! method that the runtime is to call carries one attribute that says when:
//!
//! | attribute | the method runs |
//! |---|---|
//! | [`macro@init`] | at every start, to build the daemon or to finish building it |
//! | [`macro@run`] | from start to stop |
//! | [`macro@subscribe`] | for each event of a type, or of the topics that match a pattern |
//! | [`macro@interval`] | every period |
//! | [`macro@schedule`] | by the calendar and the clocks of a place |
//! | [`macro@defer`] | once, so long after the start |
//! | [`macro@on_ready`] | whenever another daemon becomes ready |
//! | [`macro@cleanup`] | at every stop, last |
//!
//! Each may be `async` or not, and may take `ctx: &Context` as its last argument. Each returns `()` or `Result<(), E>`, where
//! `E` is any error type that turns into a `Box<dyn Error + Send + Sync>`; only an `#[init]` that builds the daemon returns
//! the daemon.
//!
//! # Lanes
//!
//! A handler has the daemon to itself unless it says otherwise: handlers run one at a time, in order, without locks.
//! `concurrent = N` on a `&self` handler lets up to N runs of it interleave with each other and with other such handlers.
//! A `#[run]` that takes `&self` shares the daemon for life, so all other handlers take `&self` then; one that takes
//! `&mut self` has the daemon for life, so there are no other handlers. `#[init]` and `#[cleanup]` are before and after
//! all that. Async `&self` handlers need the daemon to be `Sync`.
//!
//! # Durations
//!
//! Written as in configuration files: `"5s"`, `"100ms"`, `"1h30m"`; the units are `d`, `h`, `m`, `s`, `ms`, `us` and `ns`.
//!
//! # Topic patterns
//!
//! Segments joined by dots, as in a topic: a word stands for itself, `*` for any one segment, and `**`, only as the last,
//! for any number of segments, none included. `"chat.*"` is `chat.joined` and not `chat.user.created`; `"chat.**"` is both,
//! and `chat`; `"**"` is everything.

mod check;
mod crate_path;
mod diagnostics;
mod entry;
mod expand;
mod model;
mod names;
mod problems;
mod read;
mod syntax;

use proc_macro::TokenStream;

/// Declares a daemon on its struct, and its handlers on its `impl` block.
///
/// ```
/// use std::collections::HashMap;
///
/// use daemon_core::prelude::*;
///
/// #[derive(Event, Clone)]
/// pub struct UserCreated {
///     pub id: u64,
/// }
///
/// /// Counts the users that were created.
/// #[daemon(profiles("full"), stop_timeout = "10s")]
/// pub struct UserDaemon {
///     #[default(HashMap::with_capacity(64))]
///     seen: HashMap<u64, u32>,
///     total: u64,
/// }
///
/// #[daemon]
/// impl UserDaemon {
///     #[subscribe]
///     async fn user_created(&mut self, event: &UserCreated) {
///         *self.seen.entry(event.id).or_default() += 1;
///         self.total += 1;
///     }
///
///     #[interval("5s")]
///     async fn report(&mut self, ctx: &Context) -> Result<()> {
///         println!("{}: {} users", ctx.name(), self.total);
///         Ok(())
///     }
/// }
/// ```
///
/// # On the struct
///
/// | option | meaning | default |
/// |---|---|---|
/// | `name = "user"` | kebab-case, unique in the process | the type's name without a trailing `Daemon`, in kebab-case |
/// | `version = "…"` | shown to operators | the crate's version |
/// | `depends_on(A, B, "name")` | hard: starts after they are running, stops before them. A type is checked by the compiler, cycles included; a name when the app is built | none |
/// | `after(A, "name")` | order only, if that daemon is started at all | none |
/// | `profiles("full")` | in which start-up profiles it is started; its dependencies come along | every profile |
/// | `ready = "init"` \| `"manual"` \| `"completed"` | what makes it running: that `#[init]` has returned; that it has called `ctx.ready()`; or, for a job that is done once, its dependents start only when `#[run]` has returned `Ok` | `"init"` |
/// | `critical` | the app cannot do without it: when it is down for good, or waits for one that is, the app shuts down and its exit code is not 0 | off |
/// | `autostart = false` | started only by hand or as a dependency | `true` |
/// | `restart = "on_failure"` \| `"always"` \| `"never"`, or `restart(…)` | whether, how often and how soon it comes back, see [below](#failing) | `"on_failure"` |
/// | `on_exhausted = "fail"` \| `"retry_every(5m)"` | what follows when its restarts are spent: it stays failed, or it stays failed and is tried again now and then | `"retry_every(5m)"`; with `critical` or a `max` of its own, `"fail"` |
/// | `on_dependency_failure = "restart"` \| `"keep"` \| `"stop"` | when one that it depends on fails: it stops, waits and starts again; it goes on; or it stops for good | `"restart"` |
/// | `on_error = "continue"` \| `"fail"` | what an `Err` from a handler does, beside being logged and counted | `"continue"` |
/// | `on_unhealthy = "report"` \| `"restart"` | what three unhealthy checks in a row do, beside being told: nothing, or they are a failure; see `#[health]` | `"report"` |
/// | `watchdog = "30s"` | a handler that has not finished by then is a failure, reported with its name and line | a report only, at 30 s |
/// | `throttle = "100/1m"` | how many runs for events and messages may begin in any such window; what is over that waits in the mailbox | none |
/// | `limits(cpu = 0.5, memory = "512MiB")` | the share of one core that its tasks may be polled for, and the bytes that it may hold, more than which is a failure; memory is measured where the program has `limits::Accounting` as its allocator | none |
/// | `thread` or `thread(priority = "low" \| "normal" \| "high")` | it runs on a thread of its own, and so do its child tasks; under a paused clock it runs with the others | the app's runtime |
/// | `start_timeout = "30s"` | how long it may take to become ready | 30 s |
/// | `stop_timeout = "5s"` | how long draining and cleaning up may take together | 5 s |
/// | `ask_timeout = "5s"` | how long an ask of this daemon's messages waits for the answer, unless the asker says otherwise | 5 s |
/// | `mailbox = 1024` or `mailbox(capacity = 1024, publish_timeout = "5s")` | how many events may wait, and how long a publisher waits for room while this daemon takes none | 1024, 5 s |
/// | `category = "service"`, `capabilities("chat")` | words operators can search by | none |
/// | `state = T` | what it publishes of itself, for `System::watch_state` and others: a `T` of its own at each start, `T::default()`, which `ctx.update_state` changes; `T: Clone + Default + Send + Sync` | none |
/// | `register = false` | not registered at link time, which a generic daemon needs; add it with `App::with::<D>()` | `true` |
/// | `crate = path` | where `daemon_core` is, if renamed or re-exported | `::daemon_core` |
///
/// The first paragraph of the doc comment is the description that operators see.
///
/// Fields are filled at every start: with `#[resource]` from what the app was given by `.provide(…)`, with `#[config]`
/// (feature `config`) from the daemon's section of the configuration, `[daemon.<name>.config]`, with `#[default(expr)]` from
/// the expression, without any of them from `Default`. A field that can be filled in no way is an error
/// unless an `#[init]` builds the whole daemon.
///
/// # Names, and who comes first
///
/// ```
/// use daemon_core::prelude::*;
///
/// // Called `data`: the type's name without `Daemon`.
/// #[daemon(register = false, category = "storage", capabilities("sql", "backup"))]
/// struct DataDaemon;
///
/// // Started by hand, or because somebody needs it.
/// #[daemon(register = false, name = "postman", autostart = false)]
/// struct SmtpClient;
///
/// // Needs both: it starts after them and stops before them. A publisher waits a second for room and no longer.
/// #[daemon(
///     register = false,
///     depends_on(DataDaemon, "postman"),
///     mailbox(capacity = 64, publish_timeout = "1s")
/// )]
/// struct Shop;
///
/// // Comes after the shop if that is started, and runs without it too.
/// #[daemon(register = false, after(Shop))]
/// struct Statistics;
///
/// # #[daemon] impl DataDaemon {}
/// # #[daemon] impl SmtpClient {}
/// # #[daemon] impl Shop {}
/// # #[daemon] impl Statistics {}
/// # fn main() -> Result {
/// let app = App::empty().with::<DataDaemon>().with::<SmtpClient>().with::<Shop>().with::<Statistics>();
/// let plan = app.check()?;
/// assert_eq!(plan.waves(), [vec!["data", "postman"], vec!["shop"], vec!["statistics"]]);
/// assert_eq!((plan.daemons[0].category, plan.daemons[0].capabilities), ("storage", &["sql", "backup"][..]));
///
/// let alone = App::empty().with::<Statistics>().with::<SmtpClient>().check()?;
/// assert_eq!(alone.waves(), [["statistics"]]);
/// # Ok(())
/// # }
/// ```
///
/// # Failing
///
/// A daemon fails when its `#[init]` or `#[run]` returns an `Err`, when a handler panics or trips the `watchdog`, when it is
/// not ready in time, or, with `on_error = "fail"`, when a handler returns an `Err`. It is then built anew, after a delay
/// that grows from one restart to the next; what waits in its mailbox is kept.
///
/// ```
/// # use std::time::Duration;
/// # use daemon_core::prelude::*;
/// /// Reads the feed, which is down now and then.
/// #[daemon(
///     register = false,
///     restart(policy = "always", max = 5, delay = "1s", reset_after = "1h"),
///     on_exhausted = "retry_every(10m)",
///     on_error = "fail"
/// )]
/// pub struct Feed;
///
/// #[daemon]
/// impl Feed {
///     #[run]
///     async fn read(&mut self, ctx: &Context) -> Result {
///         // An end of the connection is no failure; with "always" it is connected again all the same.
/// #       ctx.cancelled().await;
///         Ok(())
///     }
/// }
/// ```
///
/// | in `restart(…)` | meaning | default |
/// |---|---|---|
/// | `policy = "on_failure"` \| `"always"` \| `"never"`, or the word alone as the first | after a failure; after a `#[run]` that has returned `Ok` too; not at all | `"on_failure"` |
/// | `max = N` | how many restarts in a row; the failure after the last of them spends them | 20 |
/// | `delay = "100ms"` | the first delay; zero is at once | 100 ms |
/// | `max_delay = "30s"` | no delay is longer | 30 s, or `delay` if that is longer |
/// | `backoff = "exponential"` \| `"linear"` \| `"fixed"` | each delay is twice the last; longer by `delay`; the same | `"exponential"` |
/// | `jitter = 0.2` | by how much of itself a delay may turn out shorter, from 0.0 to 1.0 | 0.2 |
/// | `reset_after = "60s"` | so long without a break it is to be running before its restarts are counted from zero again | 60 s |
///
/// `restart = "always"` is short for `restart(policy = "always")`.
///
/// # On the `impl` block
///
/// The only option is `crate = path`. There is one such block for each daemon; methods without an attribute of ours
/// belong elsewhere or stay, as you like. `#[cfg]` on a method holds for everything that is generated for it.
///
/// <details><summary>What it expands to</summary>
///
/// The struct's attribute adds `impl Declared`, a constant with everything above; `impl FromFields`, the struct's
/// expression; and the registration, one `static`. The block's attribute adds, in a scope of its own, an enum with a
/// variant for each handler, a table of the handlers as a constant, and `impl Daemon` with one `match` that calls the
/// method of each variant. Everything else is code in `daemon-core`.
///
/// </details>
#[proc_macro_attribute]
pub fn daemon(arguments: TokenStream, item: TokenStream) -> TokenStream {
    entry::daemon(arguments.into(), &item.into()).into()
}

/// Makes a type an event that daemons can publish and subscribe to.
///
/// ```
/// use daemon_core::prelude::*;
///
/// #[derive(Event)]
/// #[event(topic = "chat.user.created")]
/// pub struct UserCreated {
///     pub id: u64,
/// }
///
/// assert_eq!(UserCreated::TOPIC, "chat.user.created");
/// ```
///
/// The topic is the name operators use, unique in an app: segments of letters, digits, `-` and `_`, joined by dots. Without
/// one it is the crate's name and the type's in kebab-case. `crate = path` says where `daemon_core` is. The type must be
/// `Send + Sync + 'static`.
///
/// Two types of one topic are an error: of `App::check` if handlers subscribe to both, and in the log, at the first publish,
/// if that is how they become known. A generic type has one topic whatever its parameters are, so an app can use it with one
/// set of them.
///
/// <details><summary>What it expands to</summary>
///
/// `impl Event for UserCreated { const TOPIC: &'static str = "chat.user.created"; }`
///
/// </details>
#[proc_macro_derive(Event, attributes(event))]
pub fn event(item: TokenStream) -> TokenStream {
    entry::event(item.into()).into()
}

/// The attributes that mean something in a `#[daemon] impl` block only. There `#[daemon]` takes them off; whoever is
/// expanded stands elsewhere.
macro_rules! marker {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[proc_macro_attribute]
        pub fn $name(_: TokenStream, item: TokenStream) -> TokenStream {
            entry::marker(stringify!($name), &item.into()).into()
        })*
    };
}

marker! {
    /// Runs the method for each event of the type that it takes, or of the topics that match a pattern.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use daemon_core::prelude::*;
    /// # #[derive(Event, Clone)] struct UserCreated { id: u64 }
    /// # #[daemon(register = false)] struct Chat { last: u64 }
    /// #[daemon]
    /// impl Chat {
    ///     #[subscribe]
    ///     async fn created(&mut self, event: &UserCreated) {
    ///         self.last = event.id;
    ///     }
    ///
    ///     #[subscribe(concurrent = 8)]
    ///     async fn look_up(&self, event: Arc<UserCreated>, ctx: &Context) -> Result<()> {
    /// #       let _ = (event, ctx);
    ///         Ok(())
    ///     }
    /// }
    /// ```
    ///
    /// The argument is `&E`, `Arc<E>` or, if `E: Clone`, `E`. What one publisher sends to one daemon is handled in the order
    /// sent, across event types.
    ///
    /// | option | meaning | default |
    /// |---|---|---|
    /// | `overflow = "wait"` \| `"drop_oldest"` \| `"drop_newest"` \| `"latest"` | what becomes of an event for which there is no room | `"wait"` |
    /// | `keep = N` | with `"drop_oldest"` or `"drop_newest"`: for how many there is room | 64 |
    /// | `from = DataDaemon` or `from = "data"` | only what that daemon publishes | everybody's |
    /// | `filter = path` | only what that function says `true` to | all |
    /// | `throttle = "100/1m"` | how many runs may begin in any such window; what is over that waits, and what is behind it | none |
    /// | `concurrent = N` | up to N runs at once, with `&self` | one, alone |
    /// | `priority = "low"` \| `"normal"` \| `"high"` \| `"critical"` | what of the mailbox begins first; order holds within one | `"normal"` |
    ///
    /// Operators change `overflow`, `keep`, `throttle`, `concurrent` and `priority` in `[daemon.<name>.handlers]`.
    ///
    /// # When there is no room
    ///
    /// With `"wait"` the event goes into the daemon's mailbox, and the publisher waits while that is full, up to the daemon's
    /// `publish_timeout`. Nothing is lost without the publisher being told.
    ///
    /// The others are lossy: the handler has a ring of its own, which keeps no publisher waiting and takes no room from the
    /// daemon's other handlers. `"drop_oldest"` makes room for a new event, `"drop_newest"` has none for it, `"latest"` keeps
    /// one event, the last. What is dropped is counted, and operators see the number. The order across types stands: what
    /// is left of a ring is handled between the events before and after which it was sent.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[derive(Event)] struct Sample(u64);
    /// # #[derive(Event)] struct Position { x: f64 }
    /// # #[derive(Event)] struct Failed(String);
    /// # #[daemon(register = false)] struct Monitor { samples: u64, x: f64, first: Vec<String> }
    /// #[daemon]
    /// impl Monitor {
    ///     // The 1,000 newest: old samples are of no use.
    ///     #[subscribe(overflow = "drop_oldest", keep = 1_000)]
    ///     async fn sample(&mut self, event: &Sample) {
    ///         self.samples += event.0;
    ///     }
    ///
    ///     // The 64 oldest: the first failures say why.
    ///     #[subscribe(overflow = "drop_newest")]
    ///     async fn failed(&mut self, event: &Failed) {
    ///         self.first.push(event.0.clone());
    ///     }
    ///
    ///     // Where it is, not where it was.
    ///     #[subscribe(overflow = "latest")]
    ///     async fn moved(&mut self, event: &Position) {
    ///         self.x = event.x;
    ///     }
    /// }
    /// ```
    ///
    /// # From whom, and which
    ///
    /// `from` names a daemon as `depends_on` does: by its type, checked by the compiler, or by its name, checked when the app
    /// is built. `from = Self` is what the daemon publishes itself. What no daemon publishes, but the code around the app, is
    /// from nobody, and is left out.
    ///
    /// `filter` is the path of a function, `fn(&E) -> bool`. It runs in the publisher's task, before the event takes any room,
    /// so it should be short. It may use the system: nothing is locked. An event on which it panics is let through, and that is
    /// logged.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Till;
    /// # #[daemon] impl Till {}
    /// # #[daemon(register = false)] struct Fraud { suspects: u64 }
    /// #[derive(Event)]
    /// struct Paid {
    ///     cents: u64,
    ///     by_card: bool,
    /// }
    ///
    /// fn by_card(event: &Paid) -> bool {
    ///     event.by_card
    /// }
    ///
    /// #[daemon]
    /// impl Fraud {
    ///     fn is_large(event: &Paid) -> bool {
    ///         event.cents > 100_000
    ///     }
    ///
    ///     #[subscribe(from = Till, filter = Self::is_large)]
    ///     async fn paid(&mut self, _event: &Paid) {
    ///         self.suspects += 1;
    ///     }
    ///
    ///     #[subscribe(from = "web-shop", filter = by_card)]
    ///     async fn paid_online(&mut self, _event: &Paid) {
    ///         self.suspects += 1;
    ///     }
    /// }
    /// ```
    ///
    /// # Topics that match
    ///
    /// `#[subscribe("chat.*")]` takes the events of every type whose topic matches the [pattern](crate#topic-patterns), types
    /// that nobody has published yet included. The argument is `&AnyEvent` then, which has the topic and can be asked for one
    /// type. All options stand beside a pattern; `filter` is an `fn(&AnyEvent) -> bool`.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Audit { entries: u64, names: Vec<String> }
    /// #[derive(Event)]
    /// #[event(topic = "chat.user.created")]
    /// struct UserCreated {
    ///     name: String,
    /// }
    ///
    /// fn is_deletion(event: &AnyEvent) -> bool {
    ///     event.topic().ends_with(".deleted")
    /// }
    ///
    /// #[daemon]
    /// impl Audit {
    ///     #[subscribe("chat.*.created")]
    ///     async fn created(&mut self, event: &AnyEvent) {
    ///         if let Some(user) = event.downcast_ref::<UserCreated>() {
    ///             self.names.push(user.name.clone());
    ///         }
    ///     }
    ///
    ///     #[subscribe("**", filter = is_deletion, overflow = "drop_oldest", keep = 16)]
    ///     async fn deleted(&mut self, _event: &AnyEvent) {
    ///         self.entries += 1;
    ///     }
    /// }
    /// ```
    ///
    /// # What becomes of daemons
    ///
    /// `DaemonStarted`, `DaemonReady`, `DaemonStopped`, `DaemonFailed`, `DaemonRestarting` and `HealthChanged` are events that the
    /// supervisor publishes, under the topics `daemon.started` and so on; `from` is the daemon that they are about. They come in the order in
    /// which things happened, take no room in the mailbox, and are never dropped: a lossy `overflow` is refused by `App::check`,
    /// and beside a pattern it is about other events only.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Feed;
    /// # #[daemon] impl Feed {}
    /// # #[daemon(register = false)] struct Watch { lives: u64, lines: Vec<String> }
    /// use daemon_core::{DaemonFailed, DaemonReady};
    ///
    /// #[daemon]
    /// impl Watch {
    ///     #[subscribe]
    ///     async fn failed(&mut self, event: &DaemonFailed) {
    ///         self.lines.push(format!("{} is {}: {}", event.daemon, event.status, event.failure));
    ///     }
    ///
    ///     #[subscribe(from = Feed)]
    ///     async fn feed_is_up(&mut self, event: &DaemonReady) {
    ///         self.lives = event.generation;
    ///     }
    /// }
    /// ```
    ///
    /// <details><summary>What it expands to</summary>
    ///
    /// An arm of the `match` that passes the event to the method, and an entry in the table of handlers:
    /// `Handler::subscribe("paid", 12, |c| c.filtered::<Paid>(Self::is_large)).from(…)`.
    ///
    /// </details>
    subscribe
    /// Runs the method every period, the first time after one period.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Poller { polls: u64 }
    /// #[daemon]
    /// impl Poller {
    ///     const PAUSE: Duration = Duration::from_secs(30);
    ///
    ///     #[interval("5s", jitter = "500ms", after_error = "30s")]
    ///     async fn poll(&mut self) -> Result<()> {
    ///         self.polls += 1;
    ///         Ok(())
    ///     }
    ///
    ///     #[interval(every = Self::PAUSE, immediate)]
    ///     fn report(&self) {
    ///         println!("{} polls", self.polls);
    ///     }
    /// }
    /// ```
    ///
    /// | option | meaning | default |
    /// |---|---|---|
    /// | `every = expr` | the period, instead of the text: an expression of type `Duration`, computed when the app is built | |
    /// | `name = "poll"` | what operators call the timer, unique in the daemon | the method's name in kebab-case |
    /// | `immediate` | the first run is at once | after one period |
    /// | `missed = "skip"` \| `"burst"` \| `"delay"` | ticks that could not be taken in time: left out; all made up for; or counted from the late one | `"skip"` |
    /// | `jitter = "500ms"` | each tick is later by a random time up to this, which is shorter than the period | none |
    /// | `after_error = "30s"` | the pause after a run that returned an error | the period |
    /// | `concurrent = N` | up to N runs at once, with `&self` | one, alone |
    ///
    /// A daemon that is busy takes its ticks late, or not at all. Both are counted, under `late` and `skipped` of the timer in
    /// `DaemonStatus::timers`: late is what begins more than a tenth of the period after it was due. What is to become of ticks
    /// that were not taken is said by `missed`:
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Meter { minutes: u64, watts: u64 }
    /// #[daemon]
    /// impl Meter {
    ///     // Every minute counts: those that were missed follow at once, one after the other.
    ///     #[interval("1m", missed = "burst")]
    ///     fn count(&mut self) {
    ///         self.minutes += 1;
    ///     }
    ///
    ///     // Never sooner than ten seconds after the last time.
    ///     #[interval("10s", name = "sample", missed = "delay")]
    ///     fn read_the_sensor(&mut self) {
    ///         self.watts = 42;
    ///     }
    ///
    ///     // What was missed is gone, and the next one is when it would have been anyway.
    ///     #[interval("5m", missed = "skip")]
    ///     fn report(&mut self) {
    ///         println!("{} W", self.watts);
    ///     }
    /// }
    /// ```
    interval
    /// Runs the method by the calendar and the clocks of a place (feature `schedule` of `daemon-core`).
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Keeper { rows: u64 }
    /// #[daemon]
    /// impl Keeper {
    ///     // Every night at half past two, by the clocks of Berlin, in summer and in winter.
    ///     #[schedule("30 2 * * *", tz = "Europe/Berlin")]
    ///     async fn nightly_backup(&mut self, ctx: &Context) -> Result<()> {
    ///         println!("{} has {} rows", ctx.name(), self.rows);
    ///         Ok(())
    ///     }
    ///
    ///     // Every ten seconds on weekdays, UTC; what was slept through is not made up for.
    ///     #[schedule("*/10 * * * * MON-FRI", name = "sample", missed = "skip")]
    ///     fn read_the_sensor(&mut self) {
    ///         self.rows += 1;
    ///     }
    ///
    ///     #[schedule("@monthly")]
    ///     fn forget(&mut self) {
    ///         self.rows = 0;
    ///     }
    /// }
    /// ```
    ///
    /// The expression has five fields, or six with the seconds first: minute, hour, day of month, month, day of week. Each is
    /// `*`, a number, a range `8-18`, either range with a step, `*/15` or `8-18/2`, or a list of those. Months and weekdays may
    /// be named, `JAN`, `MON`; 0 and 7 are Sunday. Instead of fields there may be `@hourly`, `@daily`, `@midnight`, `@weekly`,
    /// `@monthly`, `@yearly` or `@annually`. If neither of the two day fields begins with `*`, a day has to be in one of them,
    /// otherwise in both. It is read by the compiler, with the zone: a date that no year has is an error.
    ///
    /// | option | meaning | default |
    /// |---|---|---|
    /// | `tz = "Europe/Berlin"` | a zone, by its name in the database of the IANA, whose rules are compiled in | `"UTC"` |
    /// | `name = "backup"` | what operators call the timer, unique in the daemon | the method's name in kebab-case |
    /// | `missed = "once"` \| `"skip"` | what becomes of times that have passed, the daemon being busy or between two lives, the machine asleep: one run at once for all of them; or none for what was more than a minute ago | `"once"` |
    /// | `concurrent = N` | up to N runs at once, with `&self` | one, alone |
    ///
    /// # When clocks are put forward or back
    ///
    /// An expression with a `*` or a step in its hours, minutes or seconds is a *rhythm*, any other names *fixed times*.
    ///
    /// | | fixed times, `30 2 * * *` | a rhythm, `*/30 * * * *` |
    /// |---|---|---|
    /// | a time that is left out, clocks being put forward | at the moment at which they are | not |
    /// | a time that comes twice, clocks being put back | the first time | both times |
    ///
    /// A machine that sleeps, and a wall clock that is set, neither end a schedule nor make it run wild: the clock is looked at
    /// once a minute, and a fixed time that has been does not come again. After a stop on purpose a schedule begins anew; after
    /// a failure it goes on, and `missed` says what becomes of the time between.
    ///
    /// `daemon_core::Schedule` is the same for a program: it reads both texts at run time and says when the next times are.
    ///
    /// <details><summary>What it expands to</summary>
    ///
    /// A variant of the daemon's mail, an arm that calls the method, and an entry in the table of handlers:
    /// `Handler::schedule("nightly_backup", 12, Timetable::new("nightly-backup", "30 2 * * *", "Europe/Berlin"), …)`.
    ///
    /// </details>
    schedule
    /// Runs the method once, so long after the daemon has become running.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Cache { warm: bool }
    /// #[daemon]
    /// impl Cache {
    ///     #[defer("2s")]
    ///     async fn warm_up(&mut self) {
    ///         self.warm = true;
    ///     }
    /// }
    /// ```
    ///
    /// `"0s"` is at once, but not before `#[init]` has returned.
    defer
    /// Runs the method each time another daemon becomes running, and at once if it already is.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct DataDaemon;
    /// # #[daemon] impl DataDaemon {}
    /// # #[daemon(register = false)] struct Feed;
    /// # #[daemon] impl Feed {}
    /// # #[daemon(register = false)] struct Cache { rows: u64 }
    /// #[daemon]
    /// impl Cache {
    ///     #[on_ready(DataDaemon)]
    ///     async fn reload(&mut self) {
    ///         self.rows = 0;
    ///     }
    ///
    ///     // By its name: one of several instances of a type, or a daemon of a crate that this one does not know.
    ///     #[on_ready("feed-eu")]
    ///     async fn forget_prices(&mut self) {}
    /// }
    ///
    /// let app = App::empty().with::<Cache>().with::<DataDaemon>();
    /// let error = app.check().unwrap_err().to_string();
    /// assert!(error.contains("has an `#[on_ready]` for `feed-eu`, and there is no such daemon"));
    /// let app = App::empty().with::<Cache>().with::<DataDaemon>().with_named::<Feed>("feed-eu");
    /// assert!(app.check().is_ok());
    /// ```
    ///
    /// A type is checked by the compiler, a name when the app is built. Neither brings the other daemon along, nor waits for it:
    /// that is `depends_on`.
    on_ready
    /// Answers what others ask this daemon for, by the method's name.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// use std::time::Duration;
    ///
    /// use daemon_core::AskError;
    ///
    /// #[daemon]
    /// struct Till {
    ///     cents: u64,
    /// }
    ///
    /// #[daemon]
    /// impl Till {
    ///     /// Puts money in, and says how much there is.
    ///     #[message]
    ///     fn pay(&mut self, cents: u64) -> u64 {
    ///         self.cents += cents;
    ///         self.cents
    ///     }
    ///
    ///     #[message(priority = "high")]
    ///     async fn take(&mut self, cents: u64) -> Result<u64, String> {
    ///         self.cents = self.cents.checked_sub(cents).ok_or("there is not so much in it")?;
    ///         Ok(self.cents)
    ///     }
    /// }
    ///
    /// async fn customer(system: System) -> Result {
    ///     let till = system.daemon::<Till>();
    ///     let cents = till.pay(100).await?;
    ///     till.pay(50).tell().await?;
    ///     match till.take(cents).timeout(Duration::from_secs(1)).await {
    ///         Err(AskError::Failed(why)) => println!("{why}"),
    ///         other => println!("{} are left", other?),
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = customer;
    /// ```
    ///
    /// The daemon's handle, from `Context::daemon` or `System::daemon`, has a method of the same name, arguments and visibility,
    /// with the same doc comment. What it returns is a future: awaited, it sends the arguments through the daemon's mailbox and
    /// ends with what the handler returns, or with an `AskError`. It can be given a `.timeout(…)` and a `.priority(…)`;
    /// `.tell()` sends without waiting for an answer. A handler that returns a `Result<T, E>` gives `Result<T, AskError<E>>`:
    /// its error is the asker's to see to, and does nothing to the daemon.
    ///
    /// Arguments and what is returned are owned, `Send` and `'static`; `ctx: &Context` may come last.
    ///
    /// | option | meaning | default |
    /// |---|---|---|
    /// | `priority = "low" \| "normal" \| "high" \| "critical"` | what begins first; lower ones get their turn now and then | normal |
    /// | `throttle = "100/1m"` | how many runs may begin in any such window; what is over that waits, and what is behind it | none |
    /// | `concurrent = N` | up to so many of it run beside others, on a `&self` method | one at a time |
    /// | `remote` | it can also be sent by name, with JSON: `System::send` (feature `remote` of `daemon-core`); arguments and answer are serde types | no |
    ///
    /// Operators change `priority`, `throttle` and `concurrent` in `[daemon.<name>.handlers]`.
    ///
    /// Every ask ends, by default within the `ask_timeout` of the asked daemon. If the daemon fails with it in hand, that is told
    /// at once; what is queued waits for the next generation. What nobody waits for any more is not begun. An ask of one's own
    /// daemon from one of its exclusive handlers, or one that would close a circle of daemons that wait for each other, is refused
    /// at once, by name.
    ///
    /// <details><summary>What it expands to</summary>
    ///
    /// A method on the handle, `fn pay(&self, cents: u64) -> Ask<u64>`; an entry in the table of handlers; and an arm of the
    /// `match` that takes the arguments out of the letter, calls the method, and answers with what it returns.
    ///
    /// </details>
    message
    /// Says how the daemon is, now and then: its check.
    ///
    /// ```
    /// use daemon_core::prelude::*;
    ///
    /// #[daemon(on_unhealthy = "restart")]
    /// struct Feed {
    ///     peers: Vec<String>,
    /// }
    ///
    /// #[daemon]
    /// impl Feed {
    ///     #[health(every = "10s", timeout = "2s")]
    ///     async fn health(&self) -> Health {
    ///         match self.peers.len() {
    ///             0 => Health::unhealthy("no peer is left"),
    ///             1 => Health::degraded("one peer is left"),
    ///             _ => Health::healthy(),
    ///         }
    ///         .detail("peers", self.peers.len())
    ///     }
    /// }
    /// ```
    ///
    /// It returns `Health` or `Result<Health, E>`, and may take `ctx: &Context`. A daemon has at most one.
    ///
    /// | option | meaning | default |
    /// |---|---|---|
    /// | `every = "30s"` | how long it is from one check to the next | 30 s |
    /// | `timeout = "5s"` | a check that takes longer is dropped, and is unhealthy | 5 s |
    ///
    /// - An error, a time-out and a panic are unhealthy, with that reason. A panic fails the daemon too, as any panic does.
    /// - Three checks in a row that are worse make the daemon count as worse; one that is better, as better.
    /// - The daemon is Running once a check was not unhealthy: the first comes after `#[init]`, and while it is unhealthy there is
    ///   one each second, for as long as `start_timeout` lasts. With `ready = "manual"` the daemon's own word counts, and the
    ///   first check comes with it.
    /// - A check is one of the daemon's handlers: it has the daemon to itself, and never overlaps itself.
    ///
    /// What counts as unhealthy is only told, by `System::health` and the event `HealthChanged`; with `on_unhealthy = "restart"`
    /// it is a failure.
    ///
    /// <details><summary>What it expands to</summary>
    ///
    /// A variant of the daemon's mail, an arm that calls the method and hands on what it returns, and an entry in the table of
    /// handlers: `Handler::health("health", 12, HealthTerms::DEFAULT)`.
    ///
    /// </details>
    health
    /// Builds the daemon at every start, or finishes one that its fields have built.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Listener { socket: std::net::UdpSocket }
    /// #[daemon]
    /// impl Listener {
    ///     #[init]
    ///     async fn bind(ctx: &Context) -> Result<Self> {
    ///         println!("{} starts", ctx.name());
    ///         Ok(Self { socket: std::net::UdpSocket::bind("127.0.0.1:0")? })
    ///     }
    /// # #[cleanup] fn close(&mut self) { let _ = &self.socket; }
    /// }
    /// ```
    ///
    /// or `async fn init(&mut self, ctx: &Context) -> Result<()>`, on fields already filled in. The daemon becomes running when
    /// it has returned; until then nothing that depends on it is started.
    init
    /// The body of a continuous daemon: called once at every start, after `#[init]`.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Pump { strokes: u64 }
    /// #[daemon]
    /// impl Pump {
    ///     #[run]
    ///     async fn run(&mut self, ctx: &Context) -> Result<()> {
    ///         self.strokes += 1;
    ///         ctx.cancelled().await;
    ///         Ok(())
    ///     }
    /// }
    /// ```
    ///
    /// With `&mut self` it is the daemon's only handler; with `&self` there may be others, which then take `&self` too.
    /// Returning `Ok` completes the daemon. When the daemon stops, `ctx.cancelled()` is what tells it.
    run
    /// Called once at every stop, after the last handler and before subscriptions, timers and tasks are taken down.
    ///
    /// ```
    /// # use daemon_core::prelude::*;
    /// # #[daemon(register = false)] struct Client { connected: bool }
    /// #[daemon]
    /// impl Client {
    ///     #[cleanup]
    ///     async fn disconnect(&mut self) {
    ///         self.connected = false;
    ///     }
    /// }
    /// ```
    ///
    /// It runs exactly once for each `#[init]` that returned, after a panic too, and has what is left of `stop_timeout`.
    cleanup
}
