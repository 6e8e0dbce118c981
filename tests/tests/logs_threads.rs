//! Logs under the subscriber of a whole program: lines that log while they are formatted, and many threads.
//!
//! A program of its own: with a subscriber for each thread `tracing` itself keeps lines from being logged within lines.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, settle};
use daemon_core::{Followed, Logs};
use tracing::{Level, Span};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;

/// Of the whole process.
fn logs() -> &'static Logs {
    static LOGS: OnceLock<Logs> = OnceLock::new();
    LOGS.get_or_init(|| {
        let logs = Logs::new();
        tracing::subscriber::set_global_default(registry().with(logs.layer())).unwrap();
        logs
    })
}

/// Logs, and asks for what was logged, where it is formatted.
struct Talkative;

impl fmt::Debug for Talkative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tracing::info!("inner");
        logs().set_level("talker", Level::DEBUG, Some(Duration::from_secs(1)));
        write!(f, "{} so far", logs().of("talker").containing("inner").lines().len())
    }
}

#[daemon(register = false)]
struct Talker;

#[daemon]
impl Talker {
    #[init]
    async fn init(&mut self) {
        tracing::info!(what = ?Talkative, "outer");
    }
}

#[test]
fn a_line_that_is_logged_while_another_is_formatted_comes_first() {
    let logs = logs();
    // Of its own: what the others have is another test's to change.
    logs.set_level("talker", Level::INFO, None);
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Talker>()).start().await;
        let lines = logs.of("talker").lines();
        let texts: Vec<_> =
            lines.iter().filter(|line| line.target == "logs_threads").map(ToString::to_string).collect();
        assert_eq!(texts, ["INFO talker#1 init: inner", "INFO talker#1 init: outer  what=1 so far"]);
        app.end().await;
    });
}

#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Span>>>);

/// Two of them lend their spans to threads.
#[daemon(register = false)]
struct Lender {
    #[resource]
    spans: Spans,
}

#[daemon]
impl Lender {
    #[init]
    async fn init(&mut self) {
        self.spans.0.lock().unwrap().push(Span::current());
    }
}

const LINES: usize = 3_000;

#[test]
fn many_threads_log_while_levels_change_and_nothing_is_lost_in_silence() {
    let logs = logs();
    testing::run(async {
        let spans = Spans::default();
        let app = App::empty().with_named::<Lender>("one").with_named::<Lender>("two").provide(spans.clone());
        let app = TestApp::of(app).start().await;
        // Always enough for the lines; what changes is by which setting, and what all others have.
        for daemon in ["one", "two"] {
            logs.set_level(daemon, Level::DEBUG, None);
        }
        let mut stream = logs.of("one").and("two").containing("from a thread").follow();
        let mut threads = Vec::new();
        for span in spans.0.lock().unwrap().drain(..) {
            for thread in 0..2 {
                let span = span.clone();
                threads.push(std::thread::spawn(move || {
                    for line in 0..LINES {
                        span.in_scope(|| tracing::debug!(thread, line, "from a thread"));
                    }
                }));
            }
        }
        let change = std::thread::spawn(move || {
            for level in [Level::ERROR, Level::INFO, Level::TRACE].into_iter().cycle().take(300) {
                logs.set_default_level(level);
                logs.set_level("one", Level::TRACE, Some(Duration::from_secs(3600)));
                logs.set_level("one", Level::DEBUG, None);
                logs.set_level("other", level, Some(Duration::from_secs(3600)));
                logs.reset_level("other");
            }
        });
        let (mut read, mut missed, mut last) = (0, 0, 0);
        loop {
            let over = threads.iter().all(std::thread::JoinHandle::is_finished);
            while let Some(next) = stream.try_next() {
                match next {
                    Followed::Line(line) => {
                        assert!(line.number > last, "in order: {} after {last}", line.number);
                        (last, read) = (line.number, read + 1);
                    }
                    Followed::Missed(count) => missed += count,
                    other => panic!("{other:?}"),
                }
            }
            if over {
                break;
            }
            settle().await;
        }
        for thread in threads.into_iter().chain([change]) {
            thread.join().unwrap();
        }
        logs.set_default_level(Level::INFO);
        assert_eq!(read + missed, 4 * LINES as u64, "{missed} were missed");
        for daemon in ["one", "two"] {
            let kept = logs.of(daemon).lines();
            assert_eq!(kept.len(), 1_000);
            assert!(logs.dropped(daemon) >= 2 * LINES as u64 - 1_000);
            assert!(kept.windows(2).all(|pair| pair[0].number < pair[1].number));
        }
        app.end().await;
    });
}
