//! What a socket hears, under a clock that the test moves.

use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use tokio::time::sleep;

use super::*;
use crate::Status;
use crate::prelude::*;
use crate::testing::{self, advance, settle};

const WATCHDOG: Duration = Duration::from_secs(10);

/// What systemd would be.
struct Ear {
    socket: UnixDatagram,
    path: PathBuf,
    _directory: TempDir,
}

impl Ear {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_nonblocking(true).unwrap();
        Self { socket, path, _directory: directory }
    }

    fn manager(&self, watchdog: Option<Duration>) -> Manager {
        Manager(Some(Arc::new(Notifier::open(self.path.as_os_str(), watchdog).unwrap())))
    }

    /// What was said since this was called last, each message as one line.
    fn heard(&self) -> Vec<String> {
        let mut message = [0; 4096];
        let next = || {
            let length = self.socket.recv(&mut message).ok()?;
            Some(str::from_utf8(&message[..length]).unwrap().trim_end().replace('\n', " "))
        };
        std::iter::from_fn(next).collect()
    }
}

/// Lets so many seconds pass. What is heard is taken away each second: a socket has room for few messages.
async fn pass(seconds: u64, ear: &Ear) -> Vec<String> {
    let mut heard = Vec::new();
    for _ in 0..seconds {
        advance(Duration::from_secs(1)).await;
        heard.extend(ear.heard());
    }
    heard
}

#[derive(Clone, Default)]
struct Wrong(Arc<AtomicBool>);

#[daemon(crate = crate, register = false, critical, restart(max = 1, delay = "1s", jitter = 0.0, reset_after = "1h"))]
struct Db {
    #[resource]
    wrong: Wrong,
}

#[daemon(crate = crate)]
impl Db {
    #[interval("1m")]
    fn look(&mut self, ctx: &Context) {
        if self.wrong.0.load(Ordering::SeqCst) {
            ctx.fail("no\nanswer");
        }
    }
}

#[daemon(crate = crate, register = false, depends_on(Db), on_dependency_failure = "keep")]
struct Api;

#[daemon(crate = crate)]
impl Api {}

/// Takes a second to start.
#[daemon(crate = crate, register = false)]
struct Slow;

#[daemon(crate = crate)]
impl Slow {
    #[init]
    async fn init(&mut self) {
        sleep(Duration::from_secs(1)).await;
    }
}

fn pings(heard: &[String]) -> usize {
    heard.iter().filter(|heard| *heard == "WATCHDOG=1").count()
}

fn statuses(heard: &[String]) -> Vec<&str> {
    heard.iter().filter_map(|heard| heard.strip_prefix("STATUS=")).collect()
}

#[test]
fn a_run_is_told_of_from_its_start_to_its_end() {
    testing::run(async {
        let ear = Ear::new();
        let manager = ear.manager(None);
        let app = App::empty().with::<Slow>().with::<Db>().provide(Wrong::default());
        let system = app.start().await.unwrap();
        system.stop("slow").await.unwrap();
        system.wait_for("slow", Status::Stopped).await.unwrap();
        let work = async {
            settle().await;
            system.start("slow").await.unwrap();
            system.wait_for("slow", Status::Running).await.unwrap();
            advance(PACE).await;
            manager.ready();
            advance(PACE).await;
        };
        manager.beside(&system, work).await;
        let heard = ear.heard();
        let ready = heard.iter().position(|heard| heard == "READY=1").unwrap();
        assert!(heard[..ready].iter().all(|heard| heard.starts_with("STATUS=starting: ")), "{heard:?}");
        assert_eq!(
            heard[ready - 1..],
            ["STATUS=starting: 2 of 2 daemons running", "READY=1", "STATUS=2 daemons running"]
        );
        manager.stopping("SIGTERM", Duration::from_secs(35));
        let report = manager.beside(&system, async { system.shutdown().await }).await;
        assert!(report.is_clean());
        let heard = ear.heard();
        assert_eq!(heard[0], "STOPPING=1 EXTEND_TIMEOUT_USEC=35000000");
        assert!(statuses(&heard).iter().all(|status| status.starts_with("stopping: SIGTERM; ")), "{heard:?}");
        manager.ready();
        manager.failed(&"late:\nvery");
        assert_eq!(ear.heard().last().unwrap(), "STATUS=late: very");
    });
}

#[test]
fn the_watchdog_is_pinged_twice_in_its_time_until_a_critical_daemon_is_down_for_good() {
    testing::run(async {
        let (ear, wrong) = (Ear::new(), Wrong::default());
        let manager = ear.manager(Some(WATCHDOG));
        let system = App::empty().with::<Db>().with::<Api>().provide(wrong.clone()).start().await.unwrap();
        let work = async {
            settle().await;
            assert_eq!(pings(&pass(30, &ear).await), 0, "before it is ready there is no watchdog");
            manager.ready();
            settle().await;
            assert_eq!(pings(&ear.heard()), 1, "at once");
            assert_eq!(pings(&pass(25, &ear).await), 5);

            // A restart is the supervisor's business.
            wrong.0.store(true, Ordering::SeqCst);
            let heard = pass(5, &ear).await;
            let said = "1 of 2 daemons running; db RESTARTING: no answer, in `look` (daemon-core/src/systemd/";
            assert!(statuses(&heard).iter().any(|status| status.starts_with(said)), "{heard:?}");
            assert_eq!(pings(&heard), 1);
            // A minute after that its budget is spent.
            let heard = pass(65, &ear).await;
            assert!((12..=13).contains(&pings(&heard)), "{heard:?}");
            let said = "1 of 2 daemons running; db FAILED: no answer, in `look`";
            assert!(statuses(&heard).last().unwrap().starts_with(said), "{heard:?}");
            assert_eq!(pings(&pass(600, &ear).await), 0, "only a new process mends that");

            // Or an operator.
            wrong.0.store(false, Ordering::SeqCst);
            system.restart("db").await.unwrap();
            let heard = pass(10, &ear).await;
            assert_eq!(*statuses(&heard).last().unwrap(), "2 daemons running");
            assert_eq!(pings(&heard), 2, "{heard:?}");
        };
        manager.beside(&system, work).await;
        system.shutdown().await;
    });
}

#[test]
fn what_must_be_said_is_said_again_when_there_was_no_room() {
    testing::run(async {
        let ear = Ear::new();
        let manager = ear.manager(None);
        let system = App::empty().with::<Slow>().start().await.unwrap();
        let full = Notifier::open(ear.path.as_os_str(), None).unwrap();
        let mut count = 0;
        while !full.owes() {
            full.ready();
            count += 1;
        }
        let work = async {
            manager.ready();
            advance(Duration::from_secs(1)).await;
            let heard = ear.heard();
            assert_eq!(heard.len() + 1, count, "nothing of this one's");
            advance(PACE).await;
            assert_eq!(ear.heard(), ["READY=1", "STATUS=1 daemon running"]);
        };
        manager.beside(&system, work).await;
        system.shutdown().await;
    });
}

#[cfg(feature = "config")]
#[test]
fn a_reload_is_told_of_and_over_whatever_comes_of_it() {
    testing::run(async {
        let (ear, config) = (Ear::new(), tempfile::NamedTempFile::new().unwrap());
        let manager = ear.manager(None);
        let system = App::empty().with::<Slow>().config_file(config.path()).start().await.unwrap();
        system.is_managed_by(manager.clone());
        system.reload().await.unwrap();
        assert_eq!(ear.heard(), [""; 0], "before it is ready that is nobody's business");
        manager.ready();
        ear.heard();
        for wrong in [false, true] {
            if wrong {
                std::fs::write(config.path(), "nonsense").unwrap();
            }
            assert_eq!(system.reload().await.is_err(), wrong);
            let heard = ear.heard();
            let [begins, ends] = &heard[..] else { panic!("{heard:?}") };
            let time = begins.strip_prefix("RELOADING=1 MONOTONIC_USEC=").unwrap();
            assert!(time.parse::<u64>().unwrap() > 0);
            assert_eq!(ends, "READY=1");
        }
        system.preview_reload().await.unwrap_err();
        assert_eq!(ear.heard(), [""; 0]);
        system.shutdown().await;
    });
}

#[cfg(feature = "config")]
#[test]
fn of_reloads_that_overlap_the_last_to_end_is_the_end() {
    testing::run(async {
        let ear = Ear::new();
        let manager = ear.manager(None);
        manager.ready();
        let (one, other) = (manager.reloading(), manager.reloading());
        ear.heard();
        drop(one);
        assert_eq!(ear.heard(), [""; 0], "the other goes on");
        drop(other);
        assert_eq!(ear.heard(), ["READY=1"]);
    });
}

#[derive(Clone, Default)]
struct Held(Arc<tokio::sync::Notify>);

#[derive(Event)]
#[event(crate = crate)]
struct Wait;

/// Suspends for longer than its watchdog is, which is no failure while nothing is declared.
#[daemon(crate = crate, register = false)]
struct Waiter {
    #[resource]
    held: Held,
}

#[daemon(crate = crate)]
impl Waiter {
    #[subscribe]
    async fn wait(&mut self, _: &Wait) {
        self.held.0.notified().await;
    }
}

#[test]
fn a_stall_is_in_the_status_and_goes_from_it() {
    testing::run(async {
        let (ear, held) = (Ear::new(), Held::default());
        let manager = ear.manager(None);
        let system = App::empty().with::<Waiter>().provide(held.clone()).start().await.unwrap();
        let work = async {
            manager.ready();
            advance(Duration::from_secs(1)).await;
            ear.heard();
            system.publish(Wait).await.unwrap();
            let heard = pass(31, &ear).await;
            assert_eq!(heard, ["STATUS=1 daemon running; waiter: a handler is stalled"]);
            assert_eq!(pass(60, &ear).await, [""; 0], "nothing is said twice");
            held.0.notify_one();
            let heard = pass(AGAIN.as_secs() + 1, &ear).await;
            assert_eq!(heard, ["STATUS=1 daemon running"]);
        };
        manager.beside(&system, work).await;
        system.shutdown().await;
    });
}

#[test]
fn nothing_of_a_system_is_held_after_its_run() {
    let ear = Ear::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for _ in 0..50 {
        runtime.block_on(async {
            let manager = ear.manager(Some(WATCHDOG));
            let system = App::empty().with::<Waiter>().provide(Held::default()).start().await.unwrap();
            manager.ready();
            manager.beside(&system, async { system.shutdown().await }).await;
            let Manager(Some(notifier)) = &manager else { unreachable!("it listens") };
            assert_eq!(Arc::strong_count(notifier), 1, "whoever tells of it is gone");
        });
    }
}

#[test]
fn a_socket_that_is_gone_troubles_nobody() {
    testing::run(async {
        let ear = Ear::new();
        let manager = ear.manager(Some(WATCHDOG));
        drop(ear);
        let system = App::empty().with::<Slow>().start().await.unwrap();
        manager.beside(&system, async { advance(Duration::from_secs(60)).await }).await;
        manager.ready();
        manager.beside(&system, async { advance(Duration::from_secs(60)).await }).await;
        manager.stopping("SIGTERM", Duration::from_secs(1));
        assert!(system.shutdown().await.is_clean());
    });
}
