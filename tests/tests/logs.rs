//! What daemons log, kept in memory: whose line it is, what is kept of it, levels that end, and followers.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]
#![allow(clippy::disallowed_methods, reason = "what nobody's task does is tested")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance, settle, wall};
use daemon_core::{Followed, LogLine, LogStream, Logs, Status};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event as LogEvent, Instrument, Level, Subscriber};
use tracing_subscriber::layer::{Context as LayerContext, Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::registry::LookupSpan;

/// Until this is dropped, what this thread logs goes to `logs`.
#[must_use]
fn listen(logs: &Logs) -> DefaultGuard {
    several();
    tracing::subscriber::set_default(registry().with(logs.layer()))
}

/// With one subscriber in the process `tracing` asks whichever thread comes first, on behalf of all.
fn several() {
    static SECOND: OnceLock<Dispatch> = OnceLock::new();
    SECOND.get_or_init(|| Dispatch::new(NoSubscriber::default()));
}

fn texts(lines: &[Arc<LogLine>]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

/// What `daemon` has said itself.
fn said(logs: &Logs, daemon: &str) -> Vec<String> {
    let lines = logs.of(daemon).lines();
    let own = lines.into_iter().filter(|line| !line.target.starts_with("daemon_core"));
    texts(&own.collect::<Vec<_>>())
}

#[derive(Event)]
struct Say(Level, u32);

/// Says what it is told.
#[daemon(register = false)]
struct User;

#[daemon]
impl User {
    #[subscribe]
    async fn say(&mut self, &Say(level, number): &Say) {
        speak(level, number);
    }

    #[message]
    async fn shout(&self, text: String) {
        tracing::info!(text, after = 42, "shouted");
    }
}

#[daemon(register = false)]
struct Feed;

#[daemon]
impl Feed {
    #[subscribe]
    async fn say(&mut self, &Say(level, number): &Say) {
        speak(level, number);
    }
}

fn speak(level: Level, number: u32) {
    match level {
        Level::DEBUG => tracing::debug!(number, "said"),
        Level::INFO => tracing::info!(number, "said"),
        _ => tracing::warn!(number, "said"),
    }
}

/// Has it said, by whoever hears it.
async fn have_said(system: &System, level: Level, number: u32) {
    system.publish(Say(level, number)).await.unwrap();
    settle().await;
}

/// Where contexts are handed out.
#[derive(Clone, Default)]
struct Handed(Arc<Mutex<Vec<Context>>>);

/// Speaks in every way there is.
#[daemon(register = false)]
struct Speaker {
    #[resource]
    handed: Handed,
}

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        tracing::info!("tracked");
    }
}

#[daemon]
impl Speaker {
    #[init]
    async fn init(&mut self, ctx: &Context) {
        tracing::warn!(name = "x", size = 3, odd = ?Some(1), "init");
        ctx.track(Guard);
        self.handed.0.lock().unwrap().push(ctx.clone());
    }

    #[defer("1s")]
    async fn work(&mut self, ctx: &Context) -> Result {
        ctx.spawn(async { tracing::info!("child") });
        let span = tracing::info_span!("request", id = 7);
        span.in_scope(|| tracing::info!("within"));
        tokio::time::sleep(Duration::from_secs(1)).await;
        tracing::info!("later");
        Err("an error".into())
    }

    #[cleanup]
    async fn cleanup(&mut self) {
        tracing::info!("cleanup");
    }
}

#[test]
fn whose_line_it_is_and_what_it_says_is_data() {
    testing::run(async {
        let (logs, handed) = (Logs::new(), Handed::default());
        let _listening = listen(&logs);
        let began = wall();
        tracing::info!("nobody's");
        let system = App::empty().with::<Speaker>().provide(handed.clone()).start().await.unwrap();
        advance(Duration::from_secs(2)).await;
        // From a thread that is nobody's, and from nobody's task.
        let ctx = handed.0.lock().unwrap().pop().unwrap();
        ctx.spawn(async { tracing::info!("adopted") });
        settle().await;
        system.shutdown().await;
        assert_eq!(
            said(&logs, "speaker"),
            [
                "WARN speaker#1 init: init  name=x size=3 odd=Some(1)",
                "INFO speaker#1 work: within",
                "INFO speaker#1: child",
                "INFO speaker#1 work: later",
                "INFO speaker#1: adopted",
                "INFO speaker#1 cleanup: cleanup",
                "INFO speaker#1: tracked",
            ]
        );
        let lines = logs.all().lines();
        assert!(lines.windows(2).all(|pair| pair[0].number + 1 == pair[1].number), "{lines:?}");
        assert_eq!(lines.len(), logs.of("speaker").lines().len(), "what is nobody's is not kept");
        let [init] = &logs.of("speaker").containing("init").level(Level::WARN).lines()[..] else { panic!("{lines:?}") };
        assert_eq!((&*init.daemon, init.generation, init.handler.as_deref()), ("speaker", Some(1), Some("init")));
        assert_eq!((init.level, init.target, init.field("size")), (Level::WARN, "logs", Some("3")));
        assert_eq!(init.at, began, "the time is the test's");
        // What the runtime says of it names it outside any span.
        let [error] = &logs.of("speaker").level(Level::ERROR).lines()[..] else { panic!("{lines:?}") };
        assert!(error.message.starts_with("a handler returned an error"), "{error}");
        assert!(error.field("error").unwrap().contains("an error") && error.field("daemon").is_none(), "{error}");
    });
}

#[test]
fn a_child_is_its_daemons_also_when_another_daemon_spawns_it() {
    #[daemon(register = false)]
    struct Other {
        #[resource]
        handed: Handed,
    }

    #[daemon]
    impl Other {
        #[defer("1s")]
        async fn spawn(&mut self, own: &Context) {
            for ctx in self.handed.0.lock().unwrap().drain(..) {
                ctx.spawn(async { tracing::info!("for you") });
                let elsewhere = ctx.clone();
                own.spawn(async move {
                    elsewhere.spawn(async { tracing::info!("for you, by my child") });
                });
                // Of nobody's task, within something that is nobody's either; and of a thread to which a span was lent.
                let request = tracing::info_span!(parent: None, "request", id = 7);
                let elsewhere = ctx.clone();
                tokio::spawn(
                    async move { elsewhere.spawn(async { tracing::info!("for you, on request") }) }.instrument(request),
                );
                let lent = tracing::Span::current();
                tokio::spawn(async move { ctx.spawn(async { tracing::info!("for you, by loan") }) }.instrument(lent));
                // No child, but in a span from within the handler.
                let own = tracing::info_span!("own");
                tokio::spawn(async { tracing::info!("mine") }.instrument(own));
            }
        }
    }

    testing::run(async {
        let (logs, handed) = (Logs::new(), Handed::default());
        let _listening = listen(&logs);
        let app = App::empty().with::<Speaker>().with::<Other>().provide(handed.clone());
        let system = app.start().await.unwrap();
        advance(Duration::from_secs(1)).await;
        let mut adopted = texts(&logs.of("speaker").containing("for you").lines());
        adopted.sort();
        let by = ["", ", by loan", ", by my child", ", on request"];
        assert_eq!(adopted, by.map(|how| format!("INFO speaker#1: for you{how}")));
        assert_eq!(said(&logs, "other"), ["INFO other#1: mine"]);
        system.shutdown().await;
    });
}

/// Keeps in what spans, from within outwards, each thing is said.
#[derive(Clone, Default)]
struct Scopes(Arc<Mutex<Vec<Vec<&'static str>>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Scopes {
    fn on_event(&self, event: &LogEvent<'_>, context: LayerContext<'_, S>) {
        if event.metadata().target() == "logs" {
            let scope = context.event_scope(event).map(|scope| scope.map(|span| span.name()).collect());
            self.0.lock().unwrap().push(scope.unwrap_or_default());
        }
    }
}

#[test]
fn what_a_child_spawns_is_in_the_span_of_the_child_and_in_no_second_one() {
    #[daemon(register = false)]
    struct Server {
        #[resource]
        handed: Handed,
    }

    #[daemon]
    impl Server {
        #[init]
        async fn accept(&mut self, ctx: &Context) {
            self.handed.0.lock().unwrap().push(ctx.clone());
            let of_child = ctx.clone();
            ctx.spawn(async move {
                let connection = tracing::info_span!("connection", port = 80);
                let _connected = connection.enter();
                of_child.spawn(async { tracing::info!("connected") });
            });
        }
    }

    testing::run(async {
        several();
        let (scopes, handed, logs) = (Scopes::default(), Handed::default(), Logs::new());
        let _listening = tracing::subscriber::set_default(registry().with(scopes.clone()).with(logs.layer()));
        let system = App::empty().with::<Server>().provide(handed.clone()).start().await.unwrap();
        settle().await;
        let ctx = handed.0.lock().unwrap().pop().unwrap();
        tracing::info_span!("request").in_scope(|| ctx.spawn(async { tracing::info!("requested") }));
        settle().await;
        system.shutdown().await;
        let scopes = std::mem::take(&mut *scopes.0.lock().unwrap());
        assert_eq!(scopes, [vec!["connection", "daemon"], vec!["daemon", "request"]]);
        assert_eq!(said(&logs, "server"), ["INFO server#1: connected", "INFO server#1: requested"]);
    });
}

#[test]
fn a_line_has_room_for_so_much_text_and_says_what_was_cut_off() {
    testing::run(async {
        let logs = Logs::new();
        let _listening = listen(&logs);
        let app = TestApp::of(App::empty().with::<User>()).start().await;
        let within = app.daemon::<User>();
        within.shout("é".repeat(10_000)).await.unwrap();
        within.shout("short".to_owned()).await.unwrap();
        let lines = logs.of("user").containing("shouted").lines();
        // Half a character is none; what comes after something that was cut off is cut off as a whole.
        let text = lines[0].field("text").unwrap();
        assert_eq!(text, format!("{}… (3624 bytes more)", "é".repeat(8_188)));
        assert_eq!((lines[0].field("after"), lines[0].message.as_str()), (Some("… (2 bytes more)"), "shouted"));
        assert_eq!((lines[1].field("text"), lines[1].field("after")), (Some("short"), Some("42")));
        app.end().await;
    });
}

#[test]
fn lives_of_a_later_system_are_newer_than_those_of_the_one_before() {
    testing::run(async {
        let logs = Logs::keeping(20);
        let _listening = listen(&logs);
        let app = TestApp::of(App::empty().with::<User>()).start().await;
        have_said(&app, Level::INFO, 1).await;
        app.restart("user").await.unwrap();
        app.wait_for("user", Status::Running).await.unwrap();
        have_said(&app, Level::INFO, 2).await;
        app.end().await;
        let app = TestApp::of(App::empty().with::<User>()).start().await;
        have_said(&app, Level::INFO, 3).await;
        let numbers = |query: daemon_core::LogQuery| {
            let lines = query.containing("said").lines();
            lines.iter().filter_map(|line| line.field("number").map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(logs.of("user")), ["1", "2", "3"]);
        assert_eq!(numbers(logs.of("user").lives_ago(0)), ["3"]);
        assert_eq!(numbers(logs.of("user").generation(1)), ["3"], "the first of the system that there is");
        assert!(numbers(logs.of("user").lives_ago(1)).is_empty(), "that one begins anew");
        app.end().await;
    });
}

#[test]
fn the_lines_of_the_last_life_stay_over_a_restart() {
    testing::run(async {
        let logs = Logs::keeping(20);
        let _listening = listen(&logs);
        let app = TestApp::of(App::empty().with::<User>()).start().await;
        have_said(&app, Level::INFO, 1).await;
        app.panic_next("user", "say");
        have_said(&app, Level::INFO, 2).await;
        app.expect_failure("user");
        advance(Duration::from_secs(1)).await;
        for number in 3..103 {
            have_said(&app, Level::INFO, number).await;
        }
        let last: Vec<_> = logs.of("user").lives_ago(1).lines().iter().map(|line| line.message.clone()).collect();
        let said = ["running", "said", "mail in hand is lost: its handler panicked", "restart 1 of 20, in "];
        assert_eq!(last.len(), said.len(), "{last:?}");
        assert!(last.iter().zip(said).all(|(line, said)| line.starts_with(said)), "{last:?}");
        assert_eq!(logs.of("user").lines().len(), 20);
        assert_eq!(logs.of("user").lives_ago(1).lines().len(), logs.of("user").generation(1).lines().len());
        assert_eq!(logs.of("user").generation(2).last(1).lines()[0].field("number"), Some("102"));
        app.end().await;
        assert!(logs.dropped("user") > 80, "{}", logs.dropped("user"));
        assert_eq!(logs.dropped("nobody"), 0);
    });
}

#[test]
fn what_is_asked_for_is_what_is_shown() {
    testing::run(async {
        let logs = Logs::new();
        let _listening = listen(&logs);
        let app = TestApp::of(App::empty().with::<User>().with::<Feed>()).start().await;
        have_said(&app, Level::INFO, 1).await;
        advance(Duration::from_secs(60)).await;
        let since = wall();
        have_said(&app, Level::WARN, 2).await;
        have_said(&app, Level::DEBUG, 3).await;
        have_said(&app, Level::INFO, 4).await;
        let numbers = |lines: Vec<Arc<LogLine>>| -> Vec<String> {
            let numbered = lines.iter().filter_map(|line| Some(format!("{} {}", line.daemon, line.field("number")?)));
            numbered.collect()
        };
        assert_eq!(numbers(logs.of("user").lines()), ["user 1", "user 2", "user 4"]);
        assert_eq!(numbers(logs.of("user").since(since).lines()), ["user 2", "user 4"]);
        assert_eq!(numbers(logs.of("user").level(Level::WARN).lines()), ["user 2"]);
        assert_eq!(numbers(logs.of("user").last(1).lines()), ["user 4"]);
        assert_eq!(numbers(logs.of("user").containing("4").lines()), ["user 4"]);
        assert_eq!(numbers(logs.of("user").containing("sAid").lines()), [""; 0]);
        assert_eq!(numbers(logs.of("user").generation(2).lines()), [""; 0]);
        let both = numbers(logs.of("user").and("feed").level(Level::WARN).lines());
        assert_eq!(both.len(), 2);
        assert_eq!(both, numbers(logs.all().level(Level::WARN).lines()));
        app.end().await;
    });
}

#[test]
fn p41_an_unknown_daemon_is_an_error_with_the_nearest_name() {
    testing::run(async {
        let logs = Logs::new();
        let app = TestApp::of(App::empty().with::<User>().with::<Feed>()).start().await;
        let within = logs.within(&app);
        let expected = "there is no daemon `usr`; did you mean `user`?";
        assert_eq!(within.of("usr").unwrap_err().to_string(), expected);
        assert_eq!(within.of_each(["feed", "usr"]).unwrap_err().to_string(), expected);
        assert_eq!(within.level("usr").unwrap_err().to_string(), expected);
        assert_eq!(within.dropped("usr").unwrap_err().to_string(), expected);
        assert_eq!(within.reset_level("usr").unwrap_err().to_string(), expected);
        assert_eq!(within.set_level("usr", Level::DEBUG, None).unwrap_err().to_string(), expected);
        assert!(!logs.level("usr").own, "nothing was set");
        within.set_level("user", Level::DEBUG, None).unwrap();
        assert_eq!(within.level("user").unwrap().level, Level::DEBUG);
        within.reset_level("user").unwrap();
        assert_eq!(within.level("user").unwrap().level, Level::INFO);
        assert!(within.of("user").is_ok() && within.of_each(["user", "feed"]).is_ok());
        app.end().await;
    });
}

/// Counts what it is given, up to INFO.
struct Count(Arc<AtomicUsize>);

impl<S: Subscriber> Layer<S> for Count {
    fn on_event(&self, _: &LogEvent<'_>, _: LayerContext<'_, S>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn p43_a_level_for_ten_minutes_ends_after_ten_minutes_of_the_tests_clock() {
    testing::run(async {
        let (logs, others) = (Logs::new(), Arc::new(AtomicUsize::new(0)));
        several();
        let count = Count(Arc::clone(&others)).with_filter(LevelFilter::INFO);
        let _listening = tracing::subscriber::set_default(registry().with(count).with(logs.layer()));
        let app = TestApp::of(App::empty().with::<User>().with::<Feed>()).start().await;
        let heard = |daemon| logs.of(daemon).containing("said").lines().len();
        let ten_minutes = Duration::from_secs(600);

        have_said(&app, Level::DEBUG, 1).await;
        assert_eq!((heard("user"), heard("feed")), (0, 0));
        assert!(!tracing::enabled!(Level::DEBUG));

        let before = others.load(Ordering::Relaxed);
        logs.set_level("user", Level::DEBUG, Some(ten_minutes));
        assert!(tracing::enabled!(Level::DEBUG), "at once");
        have_said(&app, Level::DEBUG, 2).await;
        assert_eq!((heard("user"), heard("feed")), (1, 0), "of one daemon only");
        assert_eq!(others.load(Ordering::Relaxed), before, "other layers have levels of their own");

        advance(Duration::from_millis(599_999)).await;
        have_said(&app, Level::DEBUG, 3).await;
        assert_eq!(heard("user"), 2);
        assert!(logs.level("user").own);
        advance(Duration::from_millis(1)).await;
        assert!(!tracing::enabled!(Level::DEBUG), "at once");
        have_said(&app, Level::DEBUG, 4).await;
        assert_eq!(heard("user"), 2);
        assert!(!logs.level("user").own);

        // One that is set again has its new time; less than all others is as good as more.
        logs.set_level("user", Level::DEBUG, Some(ten_minutes));
        logs.set_level("user", Level::WARN, Some(2 * ten_minutes));
        advance(ten_minutes + Duration::from_secs(1)).await;
        have_said(&app, Level::INFO, 5).await;
        assert_eq!((heard("user"), heard("feed")), (2, 1));
        advance(ten_minutes).await;
        have_said(&app, Level::INFO, 6).await;
        assert_eq!((heard("user"), heard("feed")), (3, 2));

        // Over a restart, and for all.
        logs.set_level("user", Level::DEBUG, None);
        app.restart("user").await.unwrap();
        app.wait_for("user", Status::Running).await.unwrap();
        settle().await;
        have_said(&app, Level::DEBUG, 7).await;
        assert_eq!((heard("user"), heard("feed")), (4, 2));
        logs.reset_level("user");
        logs.set_default_level(Level::DEBUG);
        have_said(&app, Level::DEBUG, 8).await;
        assert_eq!((heard("user"), heard("feed")), (5, 3));
        app.end().await;
    });
}

/// What a stream has, as numbers; those that were missed negative.
fn drain(stream: &mut LogStream) -> Vec<i64> {
    let next = |item| match item {
        Followed::Line(line) => line.field("number").unwrap().parse().unwrap(),
        Followed::Missed(count) => -i64::try_from(count).unwrap(),
        other => panic!("{other:?}"),
    };
    std::iter::from_fn(|| stream.try_next()).map(next).collect()
}

#[test]
fn who_follows_has_every_line_or_is_told_how_many_it_missed() {
    testing::run(async {
        let logs = Logs::keeping(8);
        let listening = listen(&logs);
        let app = TestApp::of(App::empty().with::<User>().with::<Feed>()).start().await;
        have_said(&app, Level::INFO, 1).await;
        let mut all = logs.of("user").containing("said").follow();
        let mut warnings = logs.of("user").containing("said").level(Level::WARN).follow();
        let mut none = logs.of("user").last(0).level(Level::ERROR).follow();
        assert_eq!(drain(&mut all), [1], "what is there comes first");
        for number in 2..10 {
            have_said(&app, if number == 5 { Level::WARN } else { Level::INFO }, number).await;
        }
        assert_eq!(drain(&mut all), (2..10).collect::<Vec<_>>());
        for number in 10..22 {
            have_said(&app, Level::INFO, number).await;
        }
        assert_eq!(drain(&mut all), [vec![-4], (14..22).collect()].concat());
        assert_eq!(drain(&mut warnings), [5], "what it does not want takes no room");
        assert!(none.try_next().is_none());

        // One that waits is woken.
        let (line, ()) = tokio::join!(all.next(), async {
            settle().await;
            have_said(&app, Level::INFO, 22).await;
        });
        assert!(matches!(line, Some(Followed::Line(line)) if line.field("number") == Some("22")));
        app.end().await;
        drain(&mut all);
        drop(listening);
        let (end, ()) = tokio::join!(all.next(), async {
            settle().await;
            drop(logs);
        });
        assert!(end.is_none(), "nobody is left who could log: {end:?}");
    });
}
